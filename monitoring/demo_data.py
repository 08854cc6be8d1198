"""The demo's past: pairs that have ended, measured before and after, and a campaign that they have answered."""

import datetime
from decimal import Decimal

from accounts import clock
from accounts.models import Employment, Organization, Person
from accounts.permissions import Actor
from programs.management.demo_later import part
from programs.models import MenteeEntry, MentorEntry, PlanActivity, Program, Unit, UnitMember
from programs.terms import school_year

from . import survey_secrets
from .models import IndicatorValue, MonitoringCampaign, SurveyInvitation
from .queries.survey_findings import suggestions
from .queries.survey_results import results
from .services import answering, campaigns, panels, swot

MENTORS = ("Антипова", "Белоусова", "Воронина", "Гаврилова", "Дроздова", "Жаркова", "Ильина", "Ковалёва", "Логинова",
           "Макарова", "Никонова", "Овчинникова")  # fmt: skip
MENTEES = ("Павлова", "Родионова", "Сизова", "Тарасова", "Усова", "Фадеева", "Харитонова", "Цветкова", "Чернова",
           "Шилова", "Щербакова", "Якушева")  # fmt: skip
SPRING = 6  # so many pairs ended in May, the others in September
LASTED = datetime.timedelta(days=180)
# Marks of a class before and after, works, whether she plans to lead herself.
GRADES = ((36, 39), (34, 37), (38, 38), (35, 40), (37, 39), (33, 36), (36, 38), (39, 41), (35, 34), (34, 38), (37, 40),
          (36, 37))  # fmt: skip
WORKS = ((0, 1), (1, 1), (0, 2), (0, 0), (1, 3), (0, 1), (2, 2), (0, 1), (1, 2), (0, 0), (0, 2), (1, 1))
WILL = ((0, 1), (0, 0), (0, 1), (1, 1), (0, 1), (0, 0), (0, 1), (0, 1), (0, 0), (0, 1), (1, 1), (0, 1))
LOW, HIGH = ("6", "7"), ("3", "8", "11")  # questions that went badly, and well
WORDS = ("Больше совместных уроков", "Выделить час в расписании", "Меньше отчётов")


@part
def past(curator: Actor) -> None:
    units = _pairs(curator)
    _measures(curator, units)
    _campaign(curator)
    panels.refresh_region(curator.organization.region)  # the first page that a newcomer opens is not empty


def _pairs(curator: Actor) -> list[Unit]:
    """Records as they stand after the end. The mentors have left the bank: whom to match is another's story."""
    school = Organization.objects.get(pk=curator.organization_id)
    year = school_year(curator.today)
    ends = (datetime.date(year, 5, 25), min(datetime.date(year, 9, 5), curator.today))
    units = []
    for number, (leads, learns) in enumerate(zip(MENTORS, MENTEES, strict=True)):
        over = ends[number >= SPRING]
        began = datetime.datetime.combine(over - LASTED, datetime.time(9), curator.zone)
        mentor, mentee = (Person.objects.create(last_name=name, first_name="Вера", patronymic="Ильинична", gender="f")
                          for name in (leads, learns))  # fmt: skip
        for who in (mentor, mentee):
            Employment.objects.create(person=who, organization=school, title="учитель", valid_from=began.date())
        held = {"organization": school, "created_at": began}
        led = MentorEntry.objects.create(person=mentor, state="withdrawn", subject="математика", **held)
        asked = MenteeEntry.objects.create(person=mentee, state="completed", category="YOUNG_SPECIALIST", **held)
        unit = Unit.objects.create(
            organization=school, kind="pair", form="TEACHER_TEACHER", curator_id=curator.person_id, state="closed",
            closed_on=over, people_key=f"{mentor.pk}:{mentee.pk}", proposed_at=began,
        )  # fmt: skip
        UnitMember.objects.create(unit=unit, person=mentor, side="mentor", mentor_entry=led)
        UnitMember.objects.create(unit=unit, person=mentee, side="mentee", mentee_entry=asked)
        program = Program.objects.create(
            organization=school, unit=unit, title="Первый год в школе", state="completed", start_on=began.date(),
            approved_on=began.date(), end_on=over, closed_on=over, closure_reason="PLAN_COMPLETED", created_at=began,
        )  # fmt: skip
        PlanActivity.objects.create(
            program=program, position=1, area="METHOD", text="Взаимные уроки", state="done", done_on=over
        )
        units.append(unit)
    return units


def _measures(curator: Actor, units: list[Unit]) -> None:
    rows = []
    for unit, *values in zip(units, GRADES, WORKS, WILL, strict=True):
        member = UnitMember.objects.get(unit=unit, side="mentee")
        days = {"entry": unit.proposed_at.date(), "exit": unit.closed_on}
        for (code, label), pair in zip(
            (("GRADE_MEAN", "7а"), ("OWN_WORKS", ""), ("WILL_MENTOR", "")), values, strict=True
        ):
            for point, value in zip(days, pair, strict=True):
                amount = Decimal(value) / 10 if code == "GRADE_MEAN" else Decimal(value)
                rows.append(IndicatorValue(
                    organization_id=unit.organization_id, member=member, code=code, label=label, point=point,
                    value=amount, measured_on=days[point], entered_by_id=curator.person_id, entered_at=clock.now(),
                ))  # fmt: skip
    IndicatorValue.objects.bulk_create(rows)


def _campaign(curator: Actor) -> None:
    """Asked three weeks ago, closed two days ago; one suggestion of its figures is taken already."""
    now = clock.now()
    with clock.moved_to(now - datetime.timedelta(days=21)):
        campaign = campaigns.plan(
            actor=curator, title="Оценка качества программ", opens_on=curator.today,
            closes_on=curator.today + datetime.timedelta(days=19), roles=["mentee", "mentor"],
        )  # fmt: skip
        campaign = campaigns.open_now(actor=curator, campaign=campaign)
        for number, invitation in enumerate(_asked(campaign)):
            _answer(invitation, number)
    with clock.moved_to(now - datetime.timedelta(days=2)):
        campaign = campaigns.close(actor=curator, campaign=campaign)
    found = suggestions(
        results(MonitoringCampaign.objects.select_related("organization__region").get(pk=campaign.pk), curator)
    )
    if found:
        swot.decide(actor=curator, campaign=campaign, source=found[0].source, accept=True)


def _asked(campaign: MonitoringCampaign) -> list[SurveyInvitation]:
    """All but those who work now: they have not found the time."""
    rows = SurveyInvitation.objects.filter(campaign=campaign, unit__state="closed").order_by("pk")
    return list(rows.select_related("campaign", "version", "organization__region", "person"))


def _answer(invitation: SurveyInvitation, number: int) -> None:
    raw: dict[str, object] = {}
    for place, one in enumerate(invitation.version.questions):
        if one.kind == "rating":
            base = 4 if one.code in LOW else 9 if one.code in HIGH else 7
            raw[one.code] = str(min(10, max(1, base + (number + place) % 3 - 1)))
        elif one.kind == "closed" and "yes" in one.values:
            raw[one.code] = "no" if (number // 2 + place) % 5 == 0 else "yes"
        elif one.kind == "multiple":
            raw[one.code] = [one.values[(number // 2) % 2]]
        elif one.kind == "open":
            raw[one.code] = WORDS[(number + place) % len(WORDS)] if (number + place) % 2 else ""
        elif one.required and one.values:
            raw[one.code] = one.values[1 + number // 2 % 2]
    token = survey_secrets.token_of(invitation.region_id, invitation.pk)
    answering.submit(invitation=invitation, token=token, raw=raw)
