"""The new school year in one step: classes move up, graduates leave, requests and the roadmap go over."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Organization, StudentProfile
from accounts.permissions import Actor
from accounts.refusal import Refusal

from ..models import MenteeEntry, MenteeRequest, MentorEntry, RequestChoice, YearTurn
from ..models.unit import LIVING
from ..queries.new_year import pupils_of, requests_to_carry, turn_of
from ..terms import first_day, school_year
from ..workflow import move
from . import personal_roles
from .roadmaps import draft_roadmap


@dataclass(frozen=True)
class Turned:
    """How many: pupils moved up, graduates, of them still in pairs, requests carried over."""

    moved: int
    left: int
    left_in_pairs: int
    requests: int


@transaction.atomic
def turn_the_year(*, actor: Actor, classes: Mapping[str, str | None]) -> Turned:
    """Go over to the school year of today. ``classes``: last year's name → this year's, None for those who leave.

    A class that is not named stays as it is. Pairs are not touched: a programme runs to its own end. Graduates who are
    in a pair stay in the bank until the curator closes it. Raises Refusal on the second press, saying who did it.
    """
    if not actor.may("bank.manage"):
        raise Refusal(_("Учебный год открывает куратор"), code="permission")
    year = school_year(actor.today)
    _claim(actor, year)
    moved = left = 0
    for label, becomes in classes.items():
        pupils = list(pupils_of(actor.organization, year).filter(class_label=label).select_for_update())
        if not pupils or becomes == label:
            continue
        _end(pupils, first_day(year))
        if becomes is None:
            left += len(pupils)
        else:
            moved += len(pupils)
            _begin(pupils, becomes, first_day(year))
        people = [pupil.person_id for pupil in pupils]
        audit.record(actor, "year.leave" if becomes is None else "year.move_class", actor.organization, people=people)
    in_pairs = _let_graduates_go(actor, year)
    requests = [_carry(actor, row, year) for row in requests_to_carry(actor.organization, year)]
    if actor.may("roadmap.manage"):
        draft_roadmap(actor=actor)
    return Turned(moved, left, in_pairs, len(requests))


def _claim(actor: Actor, year: int) -> None:
    """One turn for a year; who comes second waits for the first and is told."""
    try:
        with transaction.atomic():
            YearTurn.objects.create(
                organization=actor.organization,
                school_year=year,
                turned_by_id=actor.person_id,
                turned_at=clock.now(),
            )
    except IntegrityError as error:
        turn = turn_of(actor.organization, year)
        raise Refusal(
            _("Школа уже перешла на %(year)s/%(next)s учебный год: %(who)s")
            % {"year": year, "next": (year + 1) % 100, "who": turn.turned_by.full_name if turn else ""},
            todo=_("Кого перевели не так, поправьте в его карточке"),
            code="already",
        ) from error


def _end(pupils: list[StudentProfile], day: datetime.date) -> None:
    StudentProfile.objects.filter(pk__in=[pupil.pk for pupil in pupils]).update(valid_to=day)


def _begin(pupils: list[StudentProfile], label: str, day: datetime.date) -> None:
    StudentProfile.objects.bulk_create(
        StudentProfile(
            person_id=pupil.person_id, organization_id=pupil.organization_id, class_label=label, valid_from=day
        )
        for pupil in pupils
    )


def _let_graduates_go(actor: Actor, year: int) -> int:
    """Out of the banks those who have left and are in no pair; returns how many are still in one."""
    gone = StudentProfile.objects.filter(organization=actor.organization, valid_to=first_day(year))
    stayed = StudentProfile.objects.filter(organization=actor.organization, valid_from=first_day(year))
    graduates = gone.exclude(person__in=stayed.values("person_id")).values("person_id")
    in_pairs = set()
    for model, out in ((MentorEntry, MentorEntry.State.WITHDRAWN), (MenteeEntry, MenteeEntry.State.DROPPED_OUT)):
        entries = model.objects.filter(organization=actor.organization, person__in=graduates).exclude(state=out)
        busy = entries.filter(members__left_on=None, members__unit__state__in=LIVING)
        in_pairs |= set(busy.values_list("person_id", flat=True))
        for entry in entries.exclude(pk__in=busy.values("pk")):
            left = move(entry, "withdraw", actor=actor, as_effect=True, basis=_("выпуск"))
            personal_roles.end_with_the_last_entry(actor, left)
    return len(in_pairs)


def _carry(actor: Actor, former: MenteeRequest, year: int) -> MenteeRequest:
    """The same request in the new year, with whom the mentee would like and whom not; last year's stays as it was."""
    choices = list(former.choices.all())
    request = MenteeRequest.objects.get(pk=former.pk)
    request.pk, request._state.adding = None, True
    request.school_year, request.created_at, request.created_by_id = year, clock.now(), actor.person_id
    request.save(force_insert=True)
    RequestChoice.objects.bulk_create(
        RequestChoice(request=request, mentor_entry_id=choice.mentor_entry_id, kind=choice.kind) for choice in choices
    )
    audit.record(actor, "request.carry", former.entry, request=request.pk, former=former.pk)
    return request


def year_is_open(organization: Organization, day: datetime.date) -> bool:
    """Whether the school has gone over to the school year of the day."""
    return turn_of(organization, school_year(day)) is not None
