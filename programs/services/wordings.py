"""An organization's own words for its papers: a version a save, the shipped text back by one press."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Organization
from accounts.permissions import Actor
from accounts.refusal import Refusal, Stale

from ..models import Wording
from ..queries.wordings import latest
from ..wording import Part, WordingKind, cleaned, trouble


@transaction.atomic
def save_wording(*, actor: Actor, kind: WordingKind, version: int, texts: Mapping[str, str]) -> Wording | None:
    """New drafts speak so from now on; None when nothing was or is one's own. The same words are the same version.

    Raises Refusal for a place that is not in the kind's list, Stale when somebody saved meanwhile.
    """
    row = _locked(actor, kind)
    own = {part.name: _checked(part, texts.get(part.name, "")) for part in kind.parts}
    own = {name: text for name, text in own.items() if text and text != cleaned(str(kind.part(name).shipped))}
    if own == (row.texts if row else {}):
        return row
    if version != (row.version if row else 0):
        mine = {str(part.label): own.get(part.name, "") for part in kind.parts}
        theirs = {str(part.label): (row.texts if row else {}).get(part.name, "") for part in kind.parts}
        raise Stale(
            _("Пока страница была открыта, текст изменили. Сравните и сохраните нужное"), theirs=theirs, mine=mine
        )
    return _write(actor, kind, row, own, "wording.save")


@transaction.atomic
def reset_wording(*, actor: Actor, kind: WordingKind) -> Wording | None:
    """Back to the shipped text; one's own stays among the former versions."""
    row = _locked(actor, kind)
    return _write(actor, kind, row, {}, "wording.reset") if row is not None and row.texts else row


def _locked(actor: Actor, kind: WordingKind) -> Wording | None:
    if not actor.may("order.draft") or not actor.signs_for(actor.organization_id):
        raise Refusal(_("Тексты документов правит тот, кто готовит приказы организации"), code="permission")
    Organization.objects.select_for_update(of=("self",)).get(pk=actor.organization_id)
    return latest(actor.organization_id, kind.slug)


def _checked(part: Part, text: str) -> str:
    text = cleaned(text)
    if why := trouble(part, text):
        raise Refusal(f"{part.label}: {why}", code="wording")
    return text


def _write(actor: Actor, kind: WordingKind, row: Wording | None, texts: dict[str, str], verb: str) -> Wording:
    made = Wording.objects.create(
        organization_id=actor.organization_id,
        kind=kind.slug,
        version=(row.version if row else 0) + 1,
        texts=texts,
        saved_by_id=actor.person_id,
        saved_at=clock.now(),
    )
    audit.record(actor, verb, made, kind=kind.slug, version=made.version, texts=texts)
    return made
