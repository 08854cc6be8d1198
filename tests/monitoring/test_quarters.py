"""The quarter's personal account: as of the cut-off, frozen with sealed names, above the school by codes (S2.6)."""

import datetime
import json

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.desk import items_for
from accounts.models import AuditEvent, Deadline, Organization, Region, StudentProfile
from accounts.refusal import Refusal
from monitoring.account_rows import coded_rows, named_rows
from monitoring.models import PeriodReport, ReportSnapshot
from monitoring.queries.accounts import account_rows
from monitoring.services import quarters, reopened
from monitoring.services import reports as service
from programs.models import Consent, MenteeEntry, MentorEntry, Unit, UnitMember
from programs.workflow import move
from tests.monitoring.month import at, emptied, meeting, page_text, pair, person
from tests.monitoring.test_months import asks
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db
ASKED = {"periodic.quarterly_account": {"value": True, "clause": "разд. 9, п. 4.1", "locked": False}}
CUT_OFF, SINCE = datetime.date(2021, 12, 31), datetime.date(2021, 10, 1)


def school_of(node: Node) -> Organization:
    return Organization.objects.select_related("region").get(pk=node.id)


def lived(node: Node, clock_at) -> tuple[Unit, MenteeEntry]:
    """A pair of a mentor and a pupil since October, two meetings of the quarter, one of January; an open scope."""
    with acting(node.curator) as actor:
        emptied(node)
        clock_at(at("05.10.2021"))
        unit = pair(node, "овая")
        move(unit, "order", actor=actor, basis="приказ № 1", facts={"on": datetime.date(2021, 10, 5)}, as_effect=True)
        mentee = MenteeEntry.objects.get(members__unit=unit)
        StudentProfile.objects.create(
            person_id=mentee.person_id, organization_id=node.id, class_label="7Б", valid_from=datetime.date(2021, 9, 1)
        )
        mentee.person.birth_date = datetime.date(2008, 3, 12)
        mentee.person.save()
        for day in ("12.10.2021", "30.12.2021", "30.09.2021", "03.01.2022"):
            meeting(unit, day)
        Consent.objects.create(
            organization_id=node.id, person_id=mentee.person_id, kind="pdn_processing", state="active",
            text_version="1", text="…", created_at=at("05.10.2021"), signed_on=datetime.date(2021, 10, 5),
        )  # fmt: skip
    return unit, mentee


def opened(world: World, clock_at, day: str = "01.01.2022") -> PeriodReport:
    asks(world, **ASKED)
    clock_at(at(day))
    quarters.open_region(Region.objects.get(pk=world.region_a))
    with acting(world.a11.curator):
        return PeriodReport.objects.filter(kind="quarterly", organization_id=world.a11.id).order_by("-period").first()


def confirm(world: World, report: PeriodReport) -> PeriodReport:
    with acting(world.a11.curator) as actor:
        return service.confirm(actor=actor, report=report)


def test_the_account_opens_the_day_after_the_cut_off_and_its_day_shifts(world: World, clock_at) -> None:
    """31.12.2021 is a day off: the cut-off stays, the day to hand in is a working one."""
    assert opened(world, clock_at, "31.12.2021").cut_off == datetime.date(2021, 9, 30)  # the one before
    report = opened(world, clock_at)
    assert (report.since, report.cut_off, report.sender) == (SINCE, CUT_OFF, "curator")
    assert report.due_on == report.term_on == datetime.date(2022, 1, 10)
    quarters.open_quarters()
    with acting(world.a11.curator):
        assert PeriodReport.objects.filter(kind="quarterly", organization_id=world.a11.id).count() == 3
        term = Deadline.objects.filter(organization_id=world.a11.id, kind="quarterly_account").latest("due_at")
        assert (term.key, term.title) == ("quarter_cut_off:2021-12-31", "Подтвердить учёт за IV квартал 2021 г.")
    with acting(world.a11.curator) as actor:
        (item,) = [item for item in items_for(actor) if item.url == reverse("report_detail", args=[report.pk])]
        assert item.title == term.title


def test_quarters_missed_are_caught_up(world: World, clock_at) -> None:
    opened(world, clock_at)
    opened(world, clock_at, "05.07.2022")
    with acting(world.a11.curator):
        rows = PeriodReport.objects.filter(kind="quarterly", organization_id=world.a11.id).order_by("period")
        assert [f"{row.cut_off}" for row in rows] == [
            "2021-03-31",
            "2021-09-30",
            "2021-12-31",
            "2022-03-31",
            "2022-06-30",
        ]


def test_rows_are_of_the_cut_off(world: World, clock_at) -> None:
    """Who has left in January still stands; who came in January does not; meetings of the quarter alone count."""
    unit, mentee = lived(world.a11, clock_at)
    clock_at(at("05.01.2022"))
    with acting(world.a11.curator):
        UnitMember.ever.filter(unit=unit, person_id=mentee.person_id).update(left_on=datetime.date(2022, 1, 4))
        later = pair(world.a11, "оздняя")
        rows = account_rows(school_of(world.a11), SINCE, CUT_OFF)
    assert later.pk != unit.pk
    by_role = {row.role: row for row in rows}
    assert len(rows) == 2
    pupil = by_role["mentee"]
    assert (pupil.category, pupil.place, pupil.age, pupil.born) == ("pupil", "7Б", 13, "2008-03-12")
    assert (pupil.meetings, pupil.partners) == (2, (by_role["mentor"].name,))
    assert not pupil.consents  # a child's representative has not agreed
    assert pupil.code.startswith("У-") and by_role["mentor"].code[0] in "ПВ"


def test_the_journal_knows_who_left_the_bank_in_january(world: World, clock_at) -> None:
    with acting(world.a11.curator):
        emptied(world.a11)
        entry = MentorEntry.objects.create(
            organization_id=world.a11.id, person=person("Ушедшая"), state="active", created_at=at("01.11.2021")
        )  # fmt: skip
    clock_at(at("05.01.2022"))
    with acting(world.a11.curator):
        from accounts import audit

        MentorEntry.objects.filter(pk=entry.pk).update(state="withdrawn")
        audit.record(None, "mentorentry.withdraw", entry, from_state="active", to_state="withdrawn")
        assert [row.role for row in account_rows(school_of(world.a11), SINCE, CUT_OFF)] == ["mentor"]
        assert account_rows(school_of(world.a11), CUT_OFF, datetime.date(2022, 1, 31)) == []


def test_the_snapshot_never_changes(world: World, clock_at) -> None:
    """S2.6: the participant is deleted in January, the account of December keeps him; the database refuses the rest."""
    unit, mentee = lived(world.a11, clock_at)
    report = confirm(world, opened(world, clock_at))
    clock_at(at("20.01.2022"))
    with acting(world.a11.curator):
        UnitMember.ever.filter(unit=unit).delete()
        MenteeEntry.objects.filter(pk=mentee.pk).update(state="dropped_out")
        stored = ReportSnapshot.objects.get(report=report)
        assert mentee.person.full_name in {row.name for row in named_rows(stored.figures)}
        for touch in (lambda rows: rows.update(number=9), lambda rows: rows.delete()):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                touch(ReportSnapshot.objects.filter(report=report))


def test_names_are_sealed_and_above_the_school_there_are_codes(world: World, client_of, clock_at) -> None:
    _unit, mentee = lived(world.a11, clock_at)
    report = confirm(world, opened(world, clock_at))
    name = mentee.person.last_name
    with acting(world.a11.curator):
        stored = ReportSnapshot.objects.get(report=report).figures
        codes = [row.code for row in coded_rows(stored)]
        assert len(codes) > 1 and codes == sorted(codes)  # a list of staff laid beside them tells nothing
        raw = json.dumps(ReportSnapshot.objects.get(report=report).figures, ensure_ascii=False)
    assert name not in raw and "7Б" not in raw and "2008-03-12" not in raw
    own = page_text(client_of(world.a11.curator).get(f"/reports/monthly/{report.pk}/"))
    assert name in own and "7Б" in own
    for reader in (world.a10["coordinator"], world.nodes["A00"]["ministry"], world.nodes["A1M"]["mnc_officer"]):
        above = page_text(client_of(reader).get(f"/reports/monthly/{report.pk}/"))
        assert name not in above and "7Б" not in above and "12.03.2008" not in above
        assert "У-" in above and "до 14 лет" in above
    for kind in ("pdf", "docx", "xlsx"):
        answer = client_of(world.a10["coordinator"]).get(f"/papers/quarter-account/{report.pk}/file.{kind}")
        assert answer.status_code == 200 and name.encode() not in answer.content


def test_it_cannot_be_confirmed_while_the_day_of_the_cut_off_goes_on(world: World, clock_at) -> None:
    report = opened(world, clock_at)
    clock_at(at("31.12.2021", 20))
    with pytest.raises(Refusal, match="День среза ещё идёт"):
        confirm(world, report)


def test_an_accepted_account_is_opened_again_for_three_working_days_and_closes_by_itself(
    world: World, clock_at
) -> None:
    report = confirm(world, opened(world, clock_at, "11.01.2022"))
    with acting(world.a10["coordinator"]) as actor:
        service.accept(actor=actor, report=report)
        row = service.reopen(actor=actor, report=report, remark="Нет одного ученика")
    assert (row.state, row.due_on) == ("returned", datetime.date(2022, 1, 14))
    clock_at(at("14.01.2022", 23))
    region = Region.objects.get(pk=world.region_a)
    assert reopened.close_region(region) == 0
    clock_at(at("15.01.2022", 1))
    assert [reopened.close_region(region) for _doubled in range(2)] == [1, 0]
    with acting(world.a11.curator):
        assert AuditEvent.objects.filter(verb="periodreport.close_again", object_id=report.pk).count() == 1
        row = PeriodReport.objects.get(pk=report.pk)
        assert (row.state, row.handed_on) == ("accepted", datetime.date(2022, 1, 11))
        assert ReportSnapshot.objects.filter(report=row).count() == 1


def test_three_hundred_participants_cost_what_two_cost(world: World, clock_at) -> None:
    lived(world.a11, clock_at)
    with acting(world.a11.curator):
        school, costs = school_of(world.a11), []
        for more in (0, 20):
            for number in range(more):
                unit = pair(world.a11, f"ом{number}")
                Unit.objects.filter(pk=unit.pk).update(state="active")
            with CaptureQueriesContext(connection) as asked:
                account_rows(school, SINCE, CUT_OFF)
            costs.append(len(asked))
    assert costs[0] == costs[1] <= 14
