"""Making documents in the background. Beat wakes ``accounts.tasks.deliver_outbox``, which hands the rows over here."""

from celery import shared_task
from django.utils.translation import gettext as _

from accounts import outbox
from accounts.models import OutboxMessage, Region
from accounts.services.regions import each_region
from accounts.tenancy import tenant_scope

from .documents.bank_files import as_pdf
from .documents.bank_table import table_of
from .documents.rendering import render_document
from .models import BankFile, Document
from .services import analytic_work, bank_files
from .services.documents import keep_file


@outbox.handles(OutboxMessage.Kind.DOCUMENT)
def make_document(message: OutboxMessage) -> None:
    """Render the PDF of a document. A repeated delivery finds the file and does nothing."""
    document = Document.objects.select_related("order", "organization", "region").get(pk=message.payload["document"])
    if document.file_id is None:
        keep_file(document, render_document(document))


@outbox.handles(OutboxMessage.Kind.LIST)
def make_bank_file(message: OutboxMessage) -> None:
    """Print a list of a bank with the rights that its owner has now. A repeated delivery does nothing."""
    made = BankFile.objects.get(pk=message.payload["bank_file"])
    if made.stage != BankFile.Stage.WAITING:
        return
    actor = bank_files.owner_now(made)
    if actor is None:
        bank_files.refuse(made, _("У вас больше нет права вести этот банк"))
        return
    rows = bank_files.rows_asked(actor, made.bank, made.query)[: bank_files.MOST]
    bank_files.keep_file(made, as_pdf(table_of(rows, actor.organization, actor.today)))


@shared_task(soft_time_limit=300, time_limit=330)
def forget_bank_files() -> None:
    """Lists of people are not kept beyond their days."""

    def forget(region: Region) -> None:
        with tenant_scope(region.pk):
            bank_files.forget_old()

    each_region(forget, "lists of banks")


@shared_task(soft_time_limit=600, time_limit=660)
def count_reports() -> None:
    """Analytic reports of municipalities and regions: rows that wait hold the work."""
    analytic_work.run_all()
