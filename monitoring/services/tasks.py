"""A clause of a higher body's order is carried out: by the organization's own document, which closes the task."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Deadline, StoredFile
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import Role
from accounts.services import deadlines
from accounts.services.files import clean_name, detected_type, store
from programs.models import LocalAct, Order

from ..models import TaskAnswer
from ..queries.tasks import clause_of, own_documents

ANSWERERS = (Role.HEAD, Role.CURATOR)  # the head answers for it, the curator prepares


def may_answer(actor: Actor, task: Deadline) -> bool:
    return actor.signs_for(task.organization_id) and (actor.role == task.role or actor.role in ANSWERERS)


def _check(actor: Actor, task: Deadline) -> None:
    if not may_answer(actor, task):
        raise Refusal(
            _("Документ прикладывает организация, которой дано поручение: руководитель или куратор"),
            clause=task.clause,
            code="permission",
        )


@transaction.atomic
def answer(*, actor: Actor, task: Deadline, document: str = "", content: bytes = b"", name: str = "") -> TaskAnswer:
    """``document`` names an order or an act of the organization («order:12», «act:3»), else a file is put in.

    The task is done on the day on which the document came into the system. Raises Refusal for a second answer.
    """
    _check(actor, task)
    row = Deadline.objects.select_for_update(of=("self",)).select_related("organization__region").get(pk=task.pk)
    if row.done_at is not None:
        raise Refusal(_("Поручение уже исполнено"), todo=_("Чтобы заменить документ, снимите отметку"), code="already")
    clause = clause_of(row)
    if clause is None:
        raise Refusal(_("Это срок самой организации: документ к нему не прикладывают"), code="state")
    order, act, file, day = _document(actor, row, document, content, name)
    answered = TaskAnswer.objects.create(
        organization=row.organization, clause=clause, deadline=row, order=order, act=act, file=file, done_on=day,
        answered_by_id=actor.person_id, answered_at=clock.now(),
    )  # fmt: skip
    deadlines.mark_done(actor, row, day)
    audit.record(actor, "task.answer", row, clause=clause.pk, answer=answered.pk)
    return answered


def _document(
    actor: Actor, task: Deadline, document: str, content: bytes, name: str
) -> tuple[Order | None, LocalAct | None, StoredFile | None, datetime.date]:
    zone = task.organization.zone
    if content:
        file = store(
            organization=task.organization, purpose=StoredFile.Purpose.SCAN, content=content, name=clean_name(name),
            content_type=detected_type(content) or "",
        )  # fmt: skip
        return None, None, file, clock.today(zone)
    found = next((line for line in own_documents(actor) if line.value == document), None)
    if found is None:
        raise Refusal(_("Приложите документ"), todo=_("Выберите приказ или акт из списка либо приложите файл"))
    day = found.entered_at.astimezone(zone).date()
    if day < task.opens_at.astimezone(zone).date():
        day = clock.today(zone)  # older than the task: it answers it from the day on which somebody says so
    return found.order, found.act, None, day


@transaction.atomic
def take_back(*, actor: Actor, task: Deadline) -> None:
    """The wrong document: the answer stays in the journal, the task is open again."""
    _check(actor, task)
    row = TaskAnswer.objects.select_for_update().filter(deadline=task, taken_back_at=None).first()
    if row is None:
        raise Refusal(_("Документ не приложен"), code="already")
    row.taken_back_at = clock.now()
    row.save(update_fields=["taken_back_at"])
    deadlines.undo_done(actor, task)
    audit.record(actor, "task.take_back", task, answer=row.pk)
