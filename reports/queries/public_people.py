"""Mentors as a visitor reads them: without names, and by name those who have let their name be spread."""

import datetime
from dataclasses import dataclass

from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Employment, Organization, OrganizationKind
from programs.models import Consent, MentorEntry
from programs.models.bank_choices import MentorSource, Visibility
from programs.queries.bank_words import ALL_AREAS

# Children are counted and never listed; neither is anybody who is told apart by the place where he works.
LISTED = (MentorSource.EDUCATOR, MentorSource.OTHER_OO, MentorSource.UNIVERSITY)
SEEN_ABOVE = {
    "municipality": (Visibility.MUNICIPALITY, Visibility.REGION, Visibility.PUBLIC),
    "region": (Visibility.REGION, Visibility.PUBLIC),
}
# Posts that many hold. A deputy or a librarian is known by the post alone, and stays «педагог» without a name.
# Whole: «учитель-логопед» is one in a school.
COMMON = {
    "учитель", "преподаватель", "воспитатель", "педагог дополнительного образования",
    "мастер производственного обучения", "тренер",
}  # fmt: skip


@dataclass(frozen=True)
class PublicMentor:
    """``name`` is empty without a consent. With it only what the consent names is told: name, post, participation;
    without it nothing by which the person alone would be known: no exact years, no rare post."""

    name: str
    post: str
    subject: str
    experience: str
    areas: str
    school: Organization


def mentors_of(organization: Organization, *, named: bool) -> QuerySet[MentorEntry]:
    """Those with a name first, the others by subject: their order tells no name."""
    rows = MentorEntry.objects.filter(
        organization__path__startswith=organization.path, state=MentorEntry.State.ACTIVE, source__in=LISTED
    )
    if organization.kind != OrganizationKind.SCHOOL:
        level = "municipality" if organization.kind == OrganizationKind.MUNICIPALITY else "region"
        rows = rows.filter(visibility__in=SEEN_ABOVE[level])
    rows = rows.annotate(told=ExpressionWrapper(_told() if named else Q(pk=None), models.BooleanField()))
    return rows.select_related("person", "organization__region").order_by("-told", "subject", "pk")


def _told() -> Q:
    """His entry is for everybody, and his consent to that is in force at this moment."""
    consent = Consent.objects.to_be_named().filter(person=OuterRef("person"), organization=OuterRef("organization"))
    return Q(Exists(consent), visibility=Visibility.PUBLIC)


def lines_of(entries: list[MentorEntry], on: datetime.date) -> list[PublicMentor]:
    """One query for any number of schools. Of several posts in a school the first stays, as on the papers."""
    jobs = Employment.objects.in_force(on).filter(
        organization_id__in={entry.organization_id for entry in entries},
        person_id__in={entry.person_id for entry in entries},
    )
    found = reversed(list(jobs.values_list("organization_id", "person_id", "title")))
    posts = {(school, person): title for school, person, title in found}
    return [_line(entry, posts.get((entry.organization_id, entry.person_id), "")) for entry in entries]


def _line(entry: MentorEntry, post: str) -> PublicMentor:
    areas = ", ".join(str(ALL_AREAS[code]) for code in entry.competencies[:3] if code in ALL_AREAS)
    named = bool(entry.told)
    years = entry.experience_teaching
    return PublicMentor(
        name=entry.person.full_name if named else "",
        post=post if named or post.casefold() in COMMON else _("педагог"),
        subject=entry.subject,
        experience="" if named or years is None else f"{years // 5 * 5}+",
        areas=areas,
        school=entry.organization,
    )
