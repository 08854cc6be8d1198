"""Pages of banks and pairs: what they say to whom, what a form keeps, and how many queries they ask."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Person
from programs.models import (
    Consent,
    MenteeEntry,
    MentorEntry,
    OrderUnit,
    PlanActivity,
    Program,
    Unit,
    UnitMember,
)
from tests.support.people import acting
from tests.support.world_pairs import talk_of, words_of_consent
from tests.world import World

pytestmark = pytest.mark.django_db


def page(client_of, who, name: str, *args: int) -> str:
    answer = client_of(who).get(reverse(name, args=args))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_what_was_said_at_a_meeting_is_for_its_people_and_the_curator(world: World, client_of) -> None:
    """Catches the head's and the council's card that shows more than the count."""
    a = world.a11
    for who, reads in (
        (a.curator, True),
        (a.mentor, True),
        (a.mentee, True),
        (a.head, False),
        (a.council_chair, False),
    ):
        body = page(client_of, who, "unit_detail", a.rows["unit"])
        assert (talk_of(a) in body) is reads, who.role


def test_nobody_reads_anothers_consent_on_the_card_of_the_pair(world: World, client_of) -> None:
    a = world.a11
    for who in (a.mentor, a.mentee, a.head, a.council_member):
        body = page(client_of, who, "unit_detail", a.rows["unit"])
        assert "ТЕКСТ-" not in body
    mine = page(client_of, a.mentee, "consent_list")
    assert words_of_consent(a, "mentor") not in mine
    assert reverse("consent_detail", args=[a.rows["consent_mentor"]]) not in mine


def spaced(body: str) -> str:
    """Without the spaces that do not part at the end of a line."""
    return body.replace("\u00a0", " ")


def test_a_scan_that_is_no_scan_is_refused_on_the_form(world: World, client_of) -> None:
    a = world.a11
    address = reverse("consent_paper", args=[a.rows["consent_mentee_sent"]])
    wrong = SimpleUploadedFile("scan.pdf", b"MZ\x90 not a scan", "application/pdf")
    answer = client_of(a.curator).post(address, {"on": "2026-01-12", "scan": wrong})
    assert answer.status_code == 422
    assert "Это не PDF" in spaced(answer.content.decode())
    answer = client_of(a.curator).post(address, {"on": "2999-01-12"})
    assert answer.status_code == 422
    assert "не может быть в будущем" in spaced(answer.content.decode())
    right = SimpleUploadedFile("scan.exe", b"%PDF-1.4 scan", "application/octet-stream")
    assert client_of(a.curator).post(address, {"on": "2026-01-12", "scan": right}).status_code == 302
    with acting(a.curator):
        consent = Consent.objects.select_related("scan").get(pk=a.rows["consent_mentee_sent"])
        assert (consent.state, consent.scan.content_type, consent.scan.purpose) == (
            "signed",
            "application/pdf",
            "consent",
        )


def test_an_order_edited_in_the_browser_keeps_its_pairs(world: World, client_of) -> None:
    """Catches a form that writes the clause anew without its pairs: the order would hold nobody."""
    a = world.a11
    client, address = client_of(a.curator), reverse("order_edit", args=[a.orders["returned"]])
    shown = client.get(address).context
    data = {f"clause-{key}": value for key, value in shown["clauses"].management_form.initial.items()}
    for bound in [shown["form"], *shown["clauses"].forms]:
        for field in bound:
            value = field.value()
            value = getattr(value, "pk", value)
            if isinstance(value, list):
                value = [getattr(item, "pk", item) for item in value]
            data[field.html_name] = "" if value is None else value
    data["title"] = "О закреплении наставнических пар"
    assert client.post(address, data).status_code == 302
    with acting(a.curator):
        held = OrderUnit.objects.filter(clause__order_id=a.orders["returned"]).values_list("unit_id", flat=True)
        assert list(held) == [a.rows["unit_waiting"]]


def test_a_programme_saved_by_the_other_is_shown_beside_mine(world: World, client_of) -> None:
    a = world.a11
    with acting(a.curator):
        Program.objects.filter(pk=a.rows["program"]).update(version=7)
    address = reverse("program_edit", args=[a.rows["program"]])
    data = {
        "version": "3", "title": "Моё название", "work_mode": "onsite", "line-TOTAL_FORMS": "0",
        "line-INITIAL_FORMS": "0",
    }  # fmt: skip
    answer = client_of(a.mentor).post(address, data)
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Моё название" in body and f"Программа {a.inner}" in body
    assert 'value="7"' in body  # the next press replaces what is saved now


def test_a_line_of_the_plan_past_its_term_is_overdue(world: World, client_of) -> None:
    """S4 п. 5.2: both participants and the curator see it; without a term nothing is late."""
    a = world.a11
    with acting(a.curator):
        PlanActivity.objects.filter(program_id=a.rows["program"]).update(state="planned", done_on=None, due_on=None)
    assert "просрочено" not in page(client_of, a.mentor, "program_detail", a.rows["program"])
    with acting(a.curator):
        PlanActivity.objects.filter(program_id=a.rows["program"]).update(due_on=datetime.date(2021, 9, 2))
    for who in (a.mentor, a.mentee, a.curator):
        assert "просрочено" in page(client_of, who, "program_detail", a.rows["program"])


def test_a_list_of_lines_goes_into_the_plan(world: World, client_of) -> None:
    a = world.a11
    with acting(a.curator):
        Program.objects.filter(pk=a.rows["program"]).update(state="draft", approved_on=None)
        version = Program.objects.get(pk=a.rows["program"]).version
    data = {
        "version": version, "title": "Год", "work_mode": "onsite", "line-TOTAL_FORMS": "0", "line-INITIAL_FORMS": "0",
        "list-text": "Открытый урок\n\n  Разбор урока \n", "list-area": "METHOD",
    }  # fmt: skip
    assert client_of(a.mentor).post(reverse("program_edit", args=[a.rows["program"]]), data).status_code == 302
    with acting(a.curator):
        lines = PlanActivity.objects.filter(program_id=a.rows["program"]).values_list("text", "area")
        assert list(lines) == [("Открытый урок", "METHOD"), ("Разбор урока", "METHOD")]


def more_rows(world: World, numbers: range) -> None:
    a = world.a11
    with acting(a.curator) as actor:
        program = Program.objects.get(pk=a.rows["program"])
        for number in numbers:
            people = [
                Person.objects.create(last_name=f"Лишний{side}{number}", first_name="Лев", gender="m") for side in "ab"
            ]
            common = {"organization_id": a.id, "created_at": program.created_at}
            mentor = MentorEntry.objects.create(person=people[0], state="active", **common)
            mentee = MenteeEntry.objects.create(person=people[1], state="in_program", **common)
            alone = Person.objects.create(last_name=f"Одинокий{number}", first_name="Лев", gender="m")
            MenteeEntry.objects.create(
                person=alone, state="unmatched_support", unmatched_since=datetime.date(2026, 9, 1), **common
            )
            unit = Unit.objects.create(
                organization_id=a.id, kind="pair", form="TEACHER_TEACHER", curator_id=actor.person_id,
                state="active" if number % 2 else "agreed",
                people_key=f"more:{number}", proposed_at=program.created_at,
            )  # fmt: skip
            leader = {"person_id": a.mentor.person_id, "mentor_entry_id": a.rows["mentor_entry"]}
            leader = leader if number % 3 else {"person": people[0], "mentor_entry": mentor}
            UnitMember.objects.create(unit=unit, side="mentor", **leader)
            UnitMember.objects.create(unit=unit, person=people[1], side="mentee", mentee_entry=mentee)
            Program.objects.create(
                organization_id=a.id, unit=unit, title="Ещё", start_on=program.start_on, end_on=program.end_on,
                created_at=program.created_at,
            )  # fmt: skip
            Consent.objects.create(
                kind="duty", unit=unit, text="x", text_version="1", person_id=a.mentor.person_id, **common
            )


@pytest.mark.parametrize(
    ("name", "role"),
    [("mentor_list", "curator"), ("mentee_list", "curator"), ("unit_list", "curator"), ("consent_list", "mentor"),
     ("unit_order", "curator"), ("unit_mine", "mentor"),
     ("mentees_alone", "psychologist"), ("home", "curator"), ("home", "mentor")],
)  # fmt: skip
def test_a_list_of_thirty_asks_as_often_as_a_list_of_one(world: World, client_of, name: str, role: str) -> None:
    """Catches a query for each row."""
    client, address = client_of(world.a11[role]), reverse(name)
    client.get(address)
    asked = []
    for numbers in (range(1), range(1, 31)):
        more_rows(world, numbers)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        asked.append(len(caught))
    assert asked == [QUERIES[name, role]] * 2


QUERIES = {
    ("mentor_list", "curator"): 24, ("mentee_list", "curator"): 26, ("unit_list", "curator"): 25,
    ("consent_list", "mentor"): 15, ("mentees_alone", "psychologist"): 19,
    ("home", "curator"): 104, ("home", "mentor"): 53, ("unit_order", "curator"): 24, ("unit_mine", "mentor"): 17,
}  # fmt: skip
