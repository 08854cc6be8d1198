"""Asking for consents. Each is a document of its own; the answers are consent_answers."""

import datetime
from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Organization, Person
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..consent_texts import TEXT_VERSION, consent_text
from ..models import Consent, Unit
from ..queries.participants import ADULT, age_of, guardian_of, pupil_place


def ask(
    *,
    actor: Actor | None,
    organization: Organization,
    person: Person,
    kind: str,
    unit: Unit | None = None,
    signer: Person | None = None,
    anew: bool = False,
) -> Consent:
    """Ask for a consent about a person: himself, or ``signer`` who stands for the child. One that is open or given
    already is returned as it is; ``anew`` asks beside a given one that will not hold for long."""
    found = Consent.objects.filter(
        organization=organization,
        person=person,
        kind=kind,
        unit=unit,
        state__in=["sent"] if anew else ["sent", "signed"],
    ).first()
    if found is not None:
        return found
    consent = Consent.objects.create(
        organization=organization,
        person=person,
        kind=kind,
        unit=unit,
        signer=signer,
        text_version=TEXT_VERSION,
        text=consent_text(kind, organization, person, unit, signer),
        created_at=clock.now(),
    )
    audit.record(actor, "consent.ask", consent, organization_id=organization.pk)
    notify(
        signer or person,
        _("Решите о согласии: %s") % consent.get_kind_display(),
        dedupe_key=f"consent:{consent.pk}",
        url=reverse("consent_detail", args=[consent.pk]),
        organization_id=organization.pk,
    )
    return consent


def ask_whoever_decides(*, actor: Actor, organization: Organization, person: Person, kind: str) -> Consent:
    """Ask for a consent beyond those of the place in the bank: transfer, distribution. A minor's representative gives
    it until 18: unlike processing, no second signature of the representative stands beside it."""
    signer = representative_of(person, organization, actor.today)
    return ask(actor=actor, organization=organization, person=person, kind=kind, signer=signer)


def ask_those_who_have_not_refused(
    *, actor: Actor, organization: Organization, people: Collection[Person], kind: str
) -> list[Person]:
    """Whoever has said no is not asked again, whoever is asked already is not asked twice; returns whom it did ask."""
    told = Consent.objects.filter(
        organization=organization, person__in=people, kind=kind, unit=None, state__in=["sent", "declined", "revoked"]
    )
    answered = set(told.values_list("person_id", flat=True))
    asked = [person for person in people if person.pk not in answered]
    for person in asked:
        ask_whoever_decides(actor=actor, organization=organization, person=person, kind=kind)
    return asked


def representative_of(person: Person, organization: Organization, on: datetime.date) -> Person | None:
    """Who stands for a minor, None for an adult. Raises Refusal where the records do not say."""
    age = age_of(person, on)
    if age is None and pupil_place(person, organization, on):
        raise Refusal(
            _("%s: не указана дата рождения, от неё зависят согласия") % person.full_name,
            clause="152-ФЗ, ст. 9, ч. 6",
            todo=_("Впишите её на странице «Люди» и повторите"),
        )
    if age is None or age >= ADULT:
        return None
    guardian = guardian_of(person)
    if guardian is None:
        raise Refusal(
            _("%s ещё не взрослый, а представитель не записан") % person.full_name,
            clause="152-ФЗ, ст. 9, ч. 6",
            todo=_("Добавьте родителя на странице «Люди» и повторите"),
        )
    return guardian
