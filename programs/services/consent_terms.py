"""Consents that a birthday or a new text ends: asked for anew in time, stopped on their day without an answer."""

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import clock
from accounts.models import Membership, Organization
from accounts.notices import notify
from accounts.roles import Role

from ..models import Consent
from ..queries.consent_terms import Ending, endings, needs_renewal, schools_with_endings
from ..queries.participants import GUARDIAN, TEENAGER, age_on, guardian_of
from ..workflow import move
from . import consents, revocations


def renew_all() -> None:
    """Every school of the open scope, each on its own day. Run as often as one likes."""
    for school in schools_with_endings(clock.now().date()):
        renew(school)


@transaction.atomic
def renew(organization: Organization) -> None:
    today = clock.today(organization.zone)
    for row in endings(organization, today):
        if row.renewal is None and needs_renewal(row.consent):
            _ask_anew(row)
        if row.on <= today:
            _end(row)


def _ask_anew(row: Ending) -> None:
    """The grown child himself, or whoever gave the old one where only its text is too old; the parent is told."""
    old = row.consent
    grown = old.signer_id not in (None, old.person_id) and (age_on(old.person.birth_date, row.on) or 0) >= TEENAGER
    own = grown or old.signer_id in (None, old.person_id)
    signer = None if own else guardian_of(old.person)
    new = consents.ask(
        actor=None, organization=old.organization, person=old.person, kind=old.kind, unit=old.unit, signer=signer,
        anew=True,
    )  # fmt: skip
    words = _("Нужно до %(day)s: потом прежнее согласие закончится") % {"day": f"{row.on:%d.%m.%Y}"}
    told = {old.person_id: old.person} | ({old.signer_id: old.signer} if grown and old.signer else {})
    for person in told.values():
        notify(
            person,
            _("Согласие скоро закончится: %s") % old.get_kind_display(),
            dedupe_key=f"consent:{old.pk}:ends",
            detail=words,
            url=reverse("consent_detail", args=[new.pk]) if person.pk == new.decider_id else "",
            organization_id=old.organization_id,
        )


def _end(row: Ending) -> None:
    """On its day. Where the new one is given the work goes on; where it is not, it stops as after a withdrawal."""
    old = (
        Consent.objects.select_for_update(of=("self",)).select_related("person", "organization").get(pk=row.consent.pk)
    )
    if old.state != Consent.State.SIGNED:
        return
    ended = move(old, "expire", actor=None, changes={"expired_on": row.on}, as_effect=True)
    if old.kind != GUARDIAN:
        revocations.stop(actor=None, consent=ended)
        _tell_curators(ended, row.on)


def _tell_curators(ended: Consent, on: datetime.date) -> None:
    curators = Membership.objects.in_force(on).filter(organization_id=ended.organization_id, role=Role.CURATOR)
    for curator in curators.select_related("person"):
        notify(
            curator.person,
            _("Согласие закончилось, нового нет: обработка остановлена"),
            dedupe_key=f"consent:{ended.pk}:over",
            url=reverse("consent_detail", args=[ended.pk]),
            organization_id=ended.organization_id,
        )


def replace(consent: Consent) -> None:
    """Before a consent is given: the former one of the same kind ends, so that one is in force at a time."""
    same = Consent.objects.in_force().filter(
        organization_id=consent.organization_id, person_id=consent.person_id, kind=consent.kind, unit_id=consent.unit_id
    )
    for old in same.exclude(pk=consent.pk):
        move(
            old, "expire", actor=None, changes={"expired_on": clock.today(old.organization.zone)}, as_effect=True,
            basis="renewed",
        )  # fmt: skip
