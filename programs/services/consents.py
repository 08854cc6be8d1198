"""Asking for consents. Each is a document of its own; the answers are consent_answers."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Organization, Person
from accounts.notices import notify
from accounts.permissions import Actor

from ..consent_texts import TEXT_VERSION, consent_text
from ..models import Consent, Unit


def ask(
    *,
    actor: Actor | None,
    organization: Organization,
    person: Person,
    kind: str,
    unit: Unit | None = None,
    signer: Person | None = None,
) -> Consent:
    """Ask for a consent about a person: himself, or ``signer`` who stands for the child. One that is open or given
    already is returned as it is."""
    found = Consent.objects.filter(
        organization=organization, person=person, kind=kind, unit=unit, state__in=["sent", "signed"]
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


def has_consent(person: Person, organization: Organization, kind: str, unit: Unit | None = None) -> bool:
    return Consent.objects.in_force().filter(organization=organization, person=person, kind=kind, unit=unit).exists()
