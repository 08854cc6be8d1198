"""Issuing papers other than orders: the words and the number are fixed at once, the file is made by a worker."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import audit, clock, outbox
from accounts.models import Organization, OutboxMessage
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..documents.kinds import PaperKind
from ..documents.paper import TEMPLATE_VERSION, Paper, content_hash
from ..documents.plain import from_plain, to_plain
from ..models import Document
from ..queries.awards import ONCE, given


@transaction.atomic
def issue_paper(*, actor: Actor, kind: PaperKind, row: Any) -> Document:
    """The issued paper of ``row``; the same words again are the same document, with the number that it has.

    An award is one for its programme, whatever its words. Raises Refusal without the kind's permission, for a draft,
    and for a second award to a mentor where a year has one.
    """
    if not kind.issued_with or not actor.may(kind.issued_with) or not actor.signs_for(row.organization_id):
        raise Refusal(_("Выпустить этот документ может только тот, кто его подписывает"), code="permission")
    paper = kind.build(row, actor)
    if paper.draft:
        raise Refusal(
            _("Это проект: выпустить можно только утверждённое"),
            todo=_("Сначала утвердите его, потом выпустите"),
            code="state",
        )
    # One issue at a time in an organization: numbers have no gaps and no doubles.
    Organization.objects.select_for_update(of=("self",)).get(pk=row.organization_id)
    same = {"kind": kind.slug, "subject": row.pk, "content_hash": content_hash(paper)}
    found = given(kind.slug, row) if kind.slug in ONCE else Document.objects.filter(**same).first()
    if found is not None and found.subject != row.pk:
        raise Refusal(
            _("Этому наставнику такой документ за учебный год уже выпущен: № %s") % found.number, code="already",
            todo=_("Откройте «Грамоты и письма» и напечатайте выпущенный"),
        )  # fmt: skip
    if found is not None:
        return found
    document = Document.objects.create(
        **same,
        organization_id=row.organization_id,
        dated=actor.today,
        year=actor.today.year,
        number=_next_number(kind, row.organization_id, actor.today.year) if kind.numbered else None,
        issued_by_id=actor.person_id,
        template_version=TEMPLATE_VERSION,
        content=to_plain(paper),
        issued_at=clock.now(),
    )
    audit.record(actor, "document.issue", document, kind=kind.slug, content_hash=document.content_hash)
    about = {"document": document.pk}
    key = f"document:{document.pk}"
    outbox.enqueue(OutboxMessage.Kind.DOCUMENT, key, about, organization_id=document.organization_id)
    return document


def _next_number(kind: PaperKind, organization_id: int, year: int) -> int:
    issued = Document.objects.filter(kind=kind.slug, organization_id=organization_id, year=year)
    return (issued.aggregate(last=Max("number"))["last"] or 0) + 1


def is_intact(document: Document) -> bool:
    """Whether the stored words are those that were issued."""
    return content_hash(from_plain(Paper, document.content)) == document.content_hash
