"""Before and after through the services: the figures of S1.6, S2.8, S5.3; what is shown, hidden, refused."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection

from accounts import clock
from accounts.models import Organization
from accounts.refusal import Refusal
from accounts.roles import Role
from monitoring.impact_words import row_of, together
from monitoring.models import ImpactConclusion, IndicatorValue
from monitoring.queries.impact import Question, impact_of
from monitoring.services.impact import conclude
from monitoring.services.indicators import add_indicator
from programs.models import Meeting, Program, Unit, UnitMember
from programs.program_rules import entry_is_measured
from programs.queries.closing import checklist
from programs.queries.measured import measured
from programs.queries.plan_rules import rules_of
from tests.monitoring.measuring import DAY, asked, asks, group, measure, mentees, spread
from tests.monitoring.month import at, page_text
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db
BEGAN = datetime.date(2021, 9, 1)
S1 = asked(process=["M1", "M2", "M3", "M4", "M5", "M6"], impact=["P2", "P5"], exam_types=["VPR", "OGE", "EGE"])
S2 = asked(impact=["PERFORMANCE", "CONFLICTS", "ATTENDANCE_CLUBS", "WATCHLIST", "SELF_ESTEEM"], entry_exit="required")
S5 = asked(process=["M1D", "M3"], exam_types=["DOOP_INTERIM", "DOOP_FINAL"])
S5["monitoring.contest_word"] = {"value": "конкурсы", "clause": "разд. 5", "locked": False}


def lines(node: Node, who: str = "curator", year: int = 2021, **filters: str) -> dict:
    """(code, audience) → a row as the page shows it, and the sections' «together»."""
    with acting(node[who]) as actor:
        found = impact_of(actor, Question(Organization.objects.get(pk=node.id), year, **filters))
        rows = {(one.indicator.code, one.audience): row_of(one, "") for one in found.lines}
        return rows | {code: together(told) for code, told in found.sections.items()}


def words(row) -> tuple[str, ...]:
    return row.before, row.after, row.delta, row.percent, row.people


@pytest.fixture
def a(world: World, clock_at) -> Node:
    clock_at(at("25.05.2022"))
    with acting(world.a11.curator):
        IndicatorValue.objects.all().delete()
    return world.a11


def test_stage_two_of_kalmanka(a: Node, clock_at) -> None:
    """S1.6: ВПР 21 of 25, ОГЭ 11 of 12, together 32 of 37; 3,62 → 3,84; 5 → 9; 2 → 5; from zero «н/д»."""
    asks(a, S1)
    with acting(a.curator):
        unit, other = group(a, 1), group(a, 2)
        (who,), (also,) = mentees(unit), mentees(other)
        before = {(who, "CONTESTS"): "5", (who, "ACTIVITY"): "2", (who, "GRADE_MEAN", "7а"): "3,60",
                  (who, "GRADE_MEAN", "7б"): "3,64"}  # fmt: skip
        measure(a, "curator", unit, "entry", before, BEGAN)
        after = {(who, "EXAM_VPR", "7а"): "10 из 12", (who, "EXAM_VPR", "7б"): "11/13",
                 (who, "EXAM_OGE", "9а"): "11 из 12", (who, "CONTESTS"): "9", (who, "ACTIVITY"): "5",
                 (who, "GRADE_MEAN", "7а"): "3,80",
                 (who, "GRADE_MEAN", "7б"): "3,88"}  # fmt: skip
        measure(a, "curator", unit, "exit", after)
        told = lines(a)
        assert words(told["EXAM_VPR", "educator"])[1] == "84,0 % (21 из 25)"
        assert words(told["EXAM_OGE", "educator"])[1] == "91,7 % (11 из 12)"
        assert told["M1"] == ("32 из 37", "86,5 %")
        assert words(told["GRADE_MEAN", "educator"]) == ("3,62", "3,84", "+0,22", "+6,1 %", "1")
        assert words(told["CONTESTS", "educator"]) == ("5", "9", "+4", "+80,0 %", "1")
        assert words(told["ACTIVITY", "educator"]) == ("2", "5", "+3", "+150,0 %", "1")
        measure(a, "curator", unit, "entry", {(who, "ACTIVITY"): "0"}, BEGAN)
        assert words(lines(a)["ACTIVITY", "educator"]) == ("0", "5", "+5", "н/д", "1")
        measure(a, "curator", other, "exit", {(also, "ACTIVITY"): "7"})  # never measured before: counts nowhere
        assert words(lines(a)["ACTIVITY", "educator"]) == ("0", "5", "+5", "н/д", "1")
        assert told["ACTIVITY", "educator"].sure == "мало пар, чтобы судить: нужно не меньше 6"


def pupils_of_tashtagol(a: Node) -> list[UnitMember]:
    """S2.8: 28 of 30 pupils are measured twice: 3,20 → 3,45; clubs 11 → 19; on the list 7 → 4; complaints 12 → 7."""
    units = [group(a, number, 5 if number < 4 else 1, track="student") for number in range(14)]
    who = [(unit, member) for unit in units for member in mentees(unit)]
    clubs, left = spread(11, 28), spread(19, 28)
    complaints, fewer = spread(12, 28), spread(7, 28)
    for number, (unit, member) in enumerate(who):
        entry = {"GRADE_MEAN": "3,1" if number % 2 else "3,3", "CLUBS": "3", "WATCHLIST": "да", "COMPLAINTS": "9"}
        leaves = {"GRADE_MEAN": "3,35" if number % 2 else "3,55", "CLUBS": "9", "WATCHLIST": "да", "COMPLAINTS": "9"}
        if number < 28:
            entry |= {"CLUBS": str(clubs[number]), "WATCHLIST": "да" if number < 7 else "нет",
                      "COMPLAINTS": str(complaints[number])}  # fmt: skip
            leaves |= {"CLUBS": str(left[number]), "WATCHLIST": "да" if number < 4 else "нет",
                       "COMPLAINTS": str(fewer[number])}  # fmt: skip
        if number != 28:
            measure(a, "psychologist", unit, "entry", {(member, code): said for code, said in entry.items()}, BEGAN)
        if number != 29:
            measure(a, "psychologist", unit, "exit", {(member, code): said for code, said in leaves.items()})
    return [member for _unit, member in who]


def test_stage_two_of_tashtagol(a: Node) -> None:
    asks(a, S2)
    with acting(a.curator):
        people = pupils_of_tashtagol(a)
        assert len(people) == 30
        told = lines(a)
        assert words(told["GRADE_MEAN", "pupil"]) == ("3,20", "3,45", "+0,25", "+7,8 %", "28")
        assert words(told["CLUBS", "pupil"]) == ("11", "19", "+8", "+72,7 %", "28")
        assert words(told["WATCHLIST", "pupil"]) == ("7 из 28", "4 из 28", "−3", "−42,9 %", "28")
        assert words(told["COMPLAINTS", "pupil"]) == ("12", "7", "−5", "−41,7 %", "28")
        assert told["WATCHLIST", "pupil"].line.better and told["COMPLAINTS", "pupil"].line.better
        assert told["GRADE_MEAN", "pupil"].line.statistics.p < 0.001
        sealed = IndicatorValue.objects.filter(code="WATCHLIST")
        assert not sealed.exclude(value=None).exists() and not sealed.filter(sealed="").exists()


def test_stage_two_of_the_centre(a: Node, client_of) -> None:
    """S5.3: 27 of 30 by the programme of additional education, contests 4 → 7; no exams of the school."""
    asks(a, S5)
    with acting(a.curator):
        unit = group(a, 1)
        (who,) = mentees(unit)
        measure(a, "curator", unit, "entry", {(who, "CONTESTS"): "4"}, BEGAN)
        measure(a, "curator", unit, "exit", {(who, "DOOP_FINAL"): "27 из 30", (who, "CONTESTS"): "7"})
        told = lines(a)
        assert words(told["DOOP_FINAL", "educator"])[1] == "90,0 % (27 из 30)"
        assert words(told["CONTESTS", "educator"]) == ("4", "7", "+3", "+75,0 %", "1")
    client = client_of(a.curator)
    page = page_text(client.get(f"/measures/{unit.pk}/exit/"))
    assert "Прошли итоговую аттестацию" in page and "ВПР" not in page and "ОГЭ" not in page
    shown = page_text(client.get("/impact/"))
    assert "Участия обучающихся: конкурсы" in shown and "27 из 30" in shown


def test_every_figure_is_what_sql_counts_and_one_altered_record_is_seen(a: Node) -> None:
    asks(a, S2)
    with acting(a.curator):
        pupils_of_tashtagol(a)

        def recount(code: str) -> tuple[int, Decimal, Decimal]:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*), sum(e.value), sum(x.value) FROM monitoring_indicatorvalue e"
                    " JOIN monitoring_indicatorvalue x ON x.member_id = e.member_id AND x.code = e.code"
                    " JOIN programs_unitmember m ON m.id = e.member_id"
                    " WHERE e.point = 'entry' AND x.point = 'exit' AND e.code = %s AND e.organization_id = %s",
                    [code, a.id],
                )
                return cursor.fetchone()

        def agree() -> bool:
            told = lines(a)
            for code in ("GRADE_MEAN", "CLUBS", "COMPLAINTS"):
                people, before, after = recount(code)
                line = told[code, "pupil"].line
                times = people if line.indicator.kind == "number" else 1
                if (line.paired, line.before * times, line.after * times) != (people, before, after):
                    return False
            return True

        assert agree()
        frozen = {code: recount(code) for code in ("GRADE_MEAN", "CLUBS", "COMPLAINTS")}
        IndicatorValue.objects.filter(code="CLUBS", point="exit").order_by("pk").first().delete()
        assert agree() and frozen["CLUBS"] != recount("CLUBS")  # the page follows the records
        told = lines(a)["CLUBS", "pupil"].line
        assert (told.paired, told.before, told.after) != frozen["CLUBS"]


def test_a_late_entry_counts_and_is_marked(a: Node) -> None:
    asks(a, S2)
    with acting(a.curator):
        unit = group(a, 1, track="student", proposed_at=at("01.09.2021"))
        (who,) = mentees(unit)
        Meeting.objects.create(unit=unit, kind="intro", state="confirmed", held_on=datetime.date(2021, 10, 1))
        measure(a, "curator", unit, "entry", {(who, "CLUBS"): "1"}, datetime.date(2021, 10, 2))
        measure(a, "curator", unit, "exit", {(who, "CLUBS"): "2"})
        assert lines(a)["CLUBS", "pupil"].people == "1, поздний замер у 1"


def test_measures_are_what_the_closing_asks_for(a: Node) -> None:
    asks(a, S2)
    with acting(a.curator) as actor:
        unit = group(a, 1, 2, track="student")
        row = Program.objects.create(
            organization_id=a.id, unit=unit, title="Год", state="running", start_on=BEGAN, approved_on=BEGAN,
            end_on=DAY, created_at=at("01.09.2021"),
        )  # fmt: skip

        def done() -> bool:
            return next(one for one in checklist(row, rules_of(row, actor.today)) if one.code == "exit_measure").done

        first, second = mentees(unit)
        for member in (first, second):
            assert not done()
            measure(a, "curator", unit, "entry", {(member, "CLUBS"): "1"}, BEGAN)
            measure(a, "curator", unit, "exit", {(member, "CLUBS"): "1"})
        assert done() and measured(unit).exit == DAY


def test_what_was_measured_at_the_entry_is_measured_again_at_the_exit(a: Node) -> None:
    """S2-155: another indicator at the exit is not enough; the closing says whose and what, and nothing sealed."""
    asks(a, S2)
    with acting(a.curator) as actor:
        unit = group(a, 1, 2, track="student")
        row = Program.objects.create(
            organization_id=a.id, unit=unit, title="Год", state="curator_check", start_on=BEGAN,
            end_on=DAY, created_at=at("01.09.2021"),
        )  # fmt: skip
        first, second = mentees(unit)
        measure(a, "psychologist", unit, "entry", {(first, "CLUBS"): "1", (first, "SELF_ESTEEM"): "5"}, BEGAN)
        with pytest.raises(Refusal, match=second.person.full_name) as refusal:
            entry_is_measured(row, actor, {})
        assert refusal.value.missing == (second.person.full_name,)
        assert first.person.full_name not in refusal.value.reason
        measure(a, "curator", unit, "entry", {(second, "CLUBS"): "1"}, BEGAN)
        entry_is_measured(row, actor, {})
        measure(a, "curator", unit, "exit", {(first, "GRADE_MEAN"): "4", (second, "CLUBS"): "2"})
        Program.objects.filter(pk=row.pk).update(state="running", approved_on=BEGAN)

        def wants() -> str:
            row.refresh_from_db()
            found = checklist(row, rules_of(row, actor.today), names=True)
            return next(one.label for one in found if one.code == "exit_measure" and not one.done)

        assert f"{first.person.full_name} (творческие кружки" in wants() and "педагог-психолог" in wants()
        assert second.person.full_name not in wants() and "самооценка" not in wants()
        told = [one.label for one in checklist(row, rules_of(row, actor.today))]  # to the pair and the group
        assert not any(first.person.full_name in label and "кружки" in label for label in told)
        measure(a, "psychologist", unit, "exit", {(first, "CLUBS"): "2", (first, "SELF_ESTEEM"): "6"})
        assert measured(unit).whole


@pytest.mark.parametrize(
    ("who", "code", "point", "said", "reason"),
    [
        ("curator", "SELF_ESTEEM", "entry", "5", "измеряет педагог-психолог"),
        ("psychologist", "SELF_ESTEEM", "entry", "11", "от 1 до 10"),
        ("curator", "CLUBS", "entry", "1,5", "целое число"),
        ("curator", "CLUBS", "entry", "много", "нужно число"),
        ("curator", "WATCHLIST", "entry", "3", "«да» или «нет»"),
        ("curator", "GRADE_QUALITY", "exit", "5 из 4", "часть больше целого"),
        ("curator", "OWN_WORKS", "exit", "1", "Такого показателя"),
        ("head", "CLUBS", "entry", "1", "вносит куратор"),
    ],
)
def test_what_cannot_be_is_refused_in_words(a: Node, who: str, code: str, point: str, said: str, reason: str) -> None:
    asks(a, S2)
    with acting(a.curator):
        unit = group(a, 1, track="student")
        with pytest.raises(Refusal) as refusal:
            measure(a, who, unit, point, {(mentees(unit)[0], code): said}, BEGAN if point == "entry" else DAY)
    assert reason in f"{refusal.value.reason} {refusal.value.todo}"


def test_after_the_first_of_october_a_year_stands(a: Node, clock_at) -> None:
    asks(a, S2)
    with acting(a.curator):
        unit = group(a, 1, track="student")
        measure(a, "curator", unit, "exit", {(mentees(unit)[0], "CLUBS"): "1"})
        Unit.objects.filter(pk=unit.pk).update(state="closed", closed_on=DAY)
        clock_at(at("30.09.2022"))
        measure(a, "curator", unit, "exit", {(mentees(unit)[0], "CLUBS"): "2"})
        clock_at(at("01.10.2022"))
        with pytest.raises(Refusal, match=r"закрыты 01\.10\.2022"):
            measure(a, "curator", unit, "exit", {(mentees(unit)[0], "CLUBS"): "3"})


def test_personal_measures_are_seen_by_whom_they_concern(a: Node, client_of) -> None:
    """S2-158: the psychologist, the person; the curator and the head read sums of three at least."""
    asks(a, S2)
    with acting(a.curator):
        unit = group(a, 1, 2, track="student")
        for member in mentees(unit):
            measure(a, "psychologist", unit, "entry", {(member, "SELF_ESTEEM"): "4"}, BEGAN)
            measure(a, "psychologist", unit, "exit", {(member, "SELF_ESTEEM"): "6"})
        assert lines(a, "curator")["SELF_ESTEEM", "pupil"].line.hidden
        assert words(lines(a, "psychologist")["SELF_ESTEEM", "pupil"])[:2] == ("4,00", "6,00")
        more = group(a, 2, track="student")
        measure(a, "psychologist", more, "entry", {(mentees(more)[0], "SELF_ESTEEM"): "1"}, BEGAN)
        measure(a, "psychologist", more, "exit", {(mentees(more)[0], "SELF_ESTEEM"): "3"})
        assert lines(a, "curator")[
            "SELF_ESTEEM", "pupil"
        ].line.hidden  # yet: the mean of two is not to be taken from it
        Unit.objects.filter(pk__in=[unit.pk, more.pk]).update(state="closed", closed_on=DAY)
        with clock.moved_to(at("02.10.2022")):
            assert words(lines(a, "curator")["SELF_ESTEEM", "pupil"])[4] == "3"
        mine = UnitMember.objects.filter(unit_id=a.rows["unit"], side="mentee").get()
        unit = Unit.objects.get(pk=a.rows["unit"])
        Unit.objects.filter(pk=unit.pk).update(track="student")
        measure(a, "psychologist", unit, "entry", {(mine, "ANXIETY"): "7"}, BEGAN)
    assert "Самооценка" not in page_text(client_of(a.curator).get(f"/measures/{unit.pk}/entry/"))
    assert "Самооценка" in page_text(client_of(a.psychologist).get(f"/measures/{unit.pk}/entry/"))
    assert "Тревожность" in page_text(client_of(a.mentee).get("/measures/mine/"))
    assert "Тревожность" not in page_text(client_of(a.mentor).get("/measures/mine/"))
    assert client_of(a.curator).get("/impact/records/?code=SELF_ESTEEM&who=pupil").status_code == 302


def test_a_region_adds_its_own_with_a_formula(a: Node, world: World) -> None:
    asks(a, S2)
    with acting(world.a00[Role.REGION_OPERATOR]) as operator:
        own = {"actor": operator, "audience": ["pupil"], "sphere": "extra", "kind": "number"}
        row = add_indicator(title="Кружки и секции", formula="CLUBS + SECTIONS", **own)
        assert (row.unit, row.kind) == ("объединений", "number")
        with pytest.raises(Refusal, match="складываются разные единицы"):
            add_indicator(title="Смесь", formula="CLUBS + COMPLAINTS", **own)
        with pytest.raises(Refusal, match="не измеряют OWN_WORKS"):
            add_indicator(title="Чужое", formula="OWN_WORKS * 2", **own)
        typed = add_indicator(title="Прочитано книг", unit="книг", **own)
    with acting(a.curator):
        unit = group(a, 1, track="student")
        (who,) = mentees(unit)
        measure(a, "curator", unit, "entry", {(who, "CLUBS"): "1", (who, typed.code): "2"}, BEGAN)
        measure(a, "curator", unit, "exit", {(who, "CLUBS"): "3", (who, typed.code): "5"})
        told = lines(a)
        assert words(told[typed.code, "pupil"])[:3] == ("2,00", "5,00", "+3,00")
        assert (row.code, "pupil") not in told  # sections were not measured: nothing to add


def test_the_conclusion_is_a_persons_and_stays(a: Node, client_of) -> None:
    asks(a, S2)
    with acting(a.curator) as actor:
        unit = group(a, 1, track="student")
        measure(a, "curator", unit, "entry", {(mentees(unit)[0], "CLUBS"): "1"}, BEGAN)
        measure(a, "curator", unit, "exit", {(mentees(unit)[0], "CLUBS"): "2"})
        with pytest.raises(Refusal, match="пусто"):
            conclude(actor=actor, school_year=2021, text="  ", paired=1)
    client = client_of(a.curator)
    assert client.post("/impact/conclusion/?year=2021", {"text": "Похоже, кружков стало больше"}).status_code == 302
    with acting(a.curator) as actor:
        row = ImpactConclusion.objects.filter(organization_id=a.id).order_by("-pk").first()
        assert (row.text, row.paired, row.signed_by_id) == ("Похоже, кружков стало больше", 1, actor.person_id)
    shown = page_text(client.get("/impact/?year=2021"))
    assert "Похоже, кружков стало больше" in shown and "с обоими замерами: 1" in shown


def test_no_programme_begins_before_the_first_measure_where_it_is_required(a: Node) -> None:
    """S2 разд. 10; domain §3.10. Elsewhere nothing is asked."""
    for settings, refused in ((S1, False), (S2, True)):
        asks(a, settings)
        with acting(a.curator) as actor:
            unit = group(a, 1 + refused, track="student")
            row = Program.objects.create(
                organization_id=a.id, unit=unit, title="Год", start_on=BEGAN, end_on=DAY, created_at=at("01.09.2021")
            )
            if not refused:
                entry_is_measured(row, actor, {})
                continue
            with pytest.raises(Refusal, match="есть не у всех") as refusal:
                entry_is_measured(row, actor, {})
            assert refusal.value.clause == "разд. 5" or "разд. 5" in refusal.value.clause
            measure(a, "curator", unit, "entry", {(mentees(unit)[0], "CLUBS"): "1"}, BEGAN)
            entry_is_measured(row, actor, {})


def test_a_teacher_of_a_school_of_pupils_is_measured_as_a_teacher(a: Node) -> None:
    """S2: the statute knows the contour of pupils alone, its form «учитель – учитель» leads teachers (разд. 7.2)."""
    asks(a, asked(impact=["OWN_WORKS", "ATTENDANCE_CLUBS"]))
    with acting(a.curator):
        unit = group(a, 1, track="student", form="TEACHER_TEACHER")
        (who,) = mentees(unit)
        for point, number in (("entry", "1"), ("exit", "3")):
            measure(a, "curator", unit, point, {(who, "OWN_WORKS"): number}, BEGAN if point == "entry" else DAY)
        with pytest.raises(Refusal, match="Такого показателя"):
            measure(a, "curator", unit, "exit", {(who, "CLUBS"): "1"})
        assert words(lines(a)["OWN_WORKS", "educator"])[:3] == ("1", "3", "+2")
