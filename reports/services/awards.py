"""Certificates, awards and letters in a batch: all that are ticked by one press of the head, none of them twice."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organization
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..documents.kinds import PaperKind
from ..models import Document
from ..queries.awards import award_rows
from .papers import issue_paper


@transaction.atomic
def issue_awards(*, actor: Actor, kind: PaperKind, year: int, programs: Collection[int]) -> list[Document]:
    """The new documents, numbered one after another; whoever has one already is left out.

    Raises Refusal when nothing is ticked, and for whoever does not sign.
    """
    if not programs:
        raise Refusal(_("Никто не отмечен"), todo=_("Отметьте наставников и нажмите ещё раз"), code="state")
    if not actor.may(kind.issued_with):
        raise Refusal(_("Выпустить может только тот, кто подписывает документы организации"), code="permission")
    # A second press waits here and then finds all of them issued.
    Organization.objects.select_for_update(of=("self",)).get(pk=actor.organization_id)
    ticked = [row for row in award_rows(actor, kind.slug, year) if row.program.pk in programs and not row.document]
    fresh = {
        row.pk: row
        for row in kind.model.objects.filter(pk__in=[row.program.pk for row in ticked]).select_related(*kind.related)
    }
    return [issue_paper(actor=actor, kind=kind, row=fresh[row.program.pk]) for row in reversed(ticked)]
