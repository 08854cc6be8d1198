"""Answers to consents: given in the system or on paper, refused, withdrawn, and what each sets in motion."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import StoredFile
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.services.files import store

from ..models import Consent, MenteeEntry, MentorEntry, Unit
from ..queries.participants import missing_consents_of
from ..workflow import move
from . import banks, consent_terms, replacements, revocations, units

LAW = "152-ФЗ, ст. 9"


@transaction.atomic
def sign(*, actor: Actor, consent: Consent) -> Consent:
    """Given in the system by the person himself, under exactly the text that he has read."""
    if consent.decider_id != actor.person_id:
        raise Refusal(_("Согласие даёт сам человек"), clause=LAW, code="permission")
    consent_terms.replace(consent)
    row = move(
        consent,
        "sign",
        actor=actor,
        changes={"signed_on": actor.today, "signer_id": actor.person_id, "on_paper": False},
        as_effect=True,
    )
    _follow(row, actor)
    return row


@transaction.atomic
def sign_on_paper(
    *, actor: Actor, consent: Consent, on: datetime.date, scan: bytes | None = None, scan_type: str = ""
) -> Consent:
    """«Подписано на бумаге, дата», entered by the curator; the scan is kept beside it."""
    if not actor.may("consent.paper") or not actor.signs_for(consent.organization_id):
        raise Refusal(_("Бумажное согласие отмечает куратор"), code="permission")
    if on > actor.today:
        raise Refusal(_("Дата подписи не может быть в будущем"), todo=_("Исправьте дату"))
    changes = {"signed_on": on, "signer_id": consent.decider_id, "on_paper": True}
    if scan:
        changes["scan"] = store(
            organization=consent.organization,
            purpose=StoredFile.Purpose.CONSENT,
            content=scan,
            name=f"soglasie-{consent.pk}",
            content_type=scan_type,
        )
    consent_terms.replace(consent)
    row = move(consent, "sign", actor=actor, changes=changes, as_effect=True)
    _follow(row, actor)
    return row


@transaction.atomic
def decline(*, actor: Actor, consent: Consent) -> Consent:
    """A refusal needs no reason and has no consequences beyond what the consent was for."""
    if consent.decider_id != actor.person_id:
        raise Refusal(_("О согласии решает сам человек"), clause=LAW, code="permission")
    row = move(consent, "decline", actor=actor, as_effect=True)
    if row.unit is not None and row.unit.state == Unit.State.REPLACING:
        replacements.decline(actor=actor, unit=row.unit, person_id=row.person_id)
    elif row.unit is not None:
        units.reject(actor=actor, unit=row.unit, why="consent declined")
    elif row.kind in (Consent.Kind.PDN_PROCESSING, Consent.Kind.GUARDIAN_PARTICIPATION):
        banks.forget_preliminary(actor=actor, person=row.person, organization=row.organization)
    return row


@transaction.atomic
def revoke(*, actor: Actor, consent: Consent) -> Consent:
    """A withdrawal stops processing at once: the entries leave the banks and open units are closed (152-ФЗ)."""
    if consent.decider_id != actor.person_id:
        raise Refusal(_("Отозвать согласие может тот, кто его дал"), clause=LAW, code="permission")
    row = move(consent, "revoke", actor=actor, changes={"revoked_on": actor.today}, as_effect=True)
    revocations.stop(actor=actor, consent=row)
    return row


def _follow(consent: Consent, actor: Actor) -> None:
    """What a given consent sets in motion."""
    person, organization = consent.person, consent.organization
    if consent.unit_id is None and not missing_consents_of(person, organization, actor.today):
        for model in (MentorEntry, MenteeEntry):
            entries = model.objects.filter(
                organization=consent.organization, person=consent.person, state="consent_pending"
            )
            for entry in entries:
                entered = move(entry, "consent", actor=actor, as_effect=True)
                if isinstance(entered, MenteeEntry):
                    banks.request_after_consent(actor=actor, entry=entered)
    if consent.unit is not None:
        units.consents_may_be_complete(actor=actor, unit=consent.unit)
