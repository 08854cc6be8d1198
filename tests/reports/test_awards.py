"""Awards and letters in a batch: one press, numbers without gaps, nobody twice."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.models import StudentProfile
from accounts.refusal import Refusal
from programs.models import MenteeEntry, MentorEntry, Program, Unit, UnitMember
from programs.services.wordings import save_wording
from programs.wording import WORDINGS
from reports.documents.kinds import KINDS
from reports.models import Document
from reports.queries.awards import award_rows
from reports.services.awards import issue_awards
from reports.services.papers import issue_paper
from reports.views.limits import MANY_IN_A_FILE, ONE_BY_ONE, limited
from tests import factories as f
from tests.engine.kit import at_once
from tests.reports.paper import poppler, words
from tests.support.people import acting, proven, signed_in_client
from tests.ui.text import words as seen
from tests.world import World

pytestmark = pytest.mark.django_db


def _completed(world: World, count: int, *, pupils: bool = False) -> list[int]:
    """So many completed programmes of the school, a mentor each; copies of the one that the world has."""
    a, made = world.a11, []
    with acting(a.head) as head:
        program = Program.objects.get(pk=a.rows["program"])
        template = Unit.objects.get(pk=program.unit_id)
        for number in range(count):
            mentor, mentee = f.PersonFactory(last_name=f"Наставников{number}"), f.PersonFactory()
            unit = Unit.objects.get(pk=template.pk)
            unit.pk, unit.people_key, unit.state, unit.end_reason = None, f"{mentor.pk}:{mentee.pk}", "closed", "x"
            unit.save(force_insert=True)
            common = {"organization_id": a.id, "created_at": clock.now()}
            mine = MentorEntry.objects.create(person=mentor, **common)
            theirs = MenteeEntry.objects.create(person=mentee, **common)
            UnitMember.objects.create(unit=unit, side="mentor", person=mentor, mentor_entry=mine)
            UnitMember.objects.create(unit=unit, side="mentee", person=mentee, mentee_entry=theirs)
            row = Program.objects.get(pk=program.pk)
            row.pk, row.unit, row.state, row.closure_reason = None, unit, "completed", "COMPLETED"
            row.approved_on = row.closed_on = head.today
            row.save(force_insert=True)
            if pupils:
                StudentProfile.objects.create(
                    person=mentor, organization_id=a.id, class_label="10 «А»", valid_from=head.today
                )
            made.append(row.pk)
    return made


def _year(world: World) -> int:
    with acting(world.a11.head) as head:
        return head.today.year if head.today.month >= 9 else head.today.year - 1


def test_one_press_issues_all_ticked_and_a_second_one_nothing(world: World) -> None:
    made = _completed(world, 3)
    client, year = proven(signed_in_client(world.a11.head)), _year(world)
    press = {"kind": "certificate", "year": year, "program": made[:2]}
    for _press in range(2):
        assert client.post(reverse("award_issue"), press).status_code == 302
    assert client.post(reverse("award_issue"), {**press, "program": made}).status_code == 302
    with acting(world.a11.head):
        issued = Document.objects.filter(kind="certificate")
        assert sorted(issued.values_list("number", flat=True)) == [1, 2, 3]
        assert sorted(issued.values_list("subject", flat=True)) == sorted(made)
    page = client.get(reverse("award_list") + f"?kind=certificate&year={year}").content.decode()
    assert "Напечатать все" in page and "Выпустить отмеченные" not in page
    pdf = client.get(reverse("award_print", args=["certificate"]) + f"?year={year}").content
    assert "Pages:           3" in poppler("pdfinfo", pdf)
    text = words(pdf)
    assert all(f"Наставников{number}" in text for number in range(3))
    with acting(world.a11.head):
        assert all(document.public_code in text for document in issued)


def test_words_changed_between_two_presses_issue_nobody_twice(world: World) -> None:
    made, year = _completed(world, 1), _year(world)
    with acting(world.a11.head) as head:
        first = issue_awards(actor=head, kind=KINDS["certificate"], year=year, programs=made)
        save_wording(actor=head, kind=WORDINGS["certificate"], version=0, texts={"body": "Спасибо, {наставник}!"})
        assert len(first) == 1
        assert issue_awards(actor=head, kind=KINDS["certificate"], year=year, programs=made) == []


def test_new_words_on_the_paper_page_bring_ivanova_no_second_number(world: World) -> None:
    (made,) = _completed(world, 1)
    client, address = proven(signed_in_client(world.a11.head)), reverse("paper_issue", args=["certificate", made])
    assert client.post(address).status_code == 302
    with acting(world.a11.head):
        Program.objects.filter(pk=made).update(title="Другое название")
    assert client.post(address).status_code == 302
    with acting(world.a11.head):
        (first,) = Document.objects.filter(kind="certificate", subject=made)
        first.pk, first.content_hash, first.number = None, "f" * 64, 2
        first.public_code = "another-code-0001"[:16]
        with pytest.raises(IntegrityError, match="document_award_once"), transaction.atomic():
            first.save(force_insert=True)


def test_ivanova_is_the_best_mentor_of_a_year_once(world: World) -> None:
    """Two of her programmes ended in the year: the second paper page refuses, another mentor's does not."""
    first, second, other = _completed(world, 3)
    with acting(world.a11.head) as head:
        kind = KINDS["best-mentor"]
        rows = {row.pk: row for row in Program.objects.filter(pk__in=[first, second, other])}
        mentor = UnitMember.objects.get(unit=rows[first].unit_id, side="mentor")
        UnitMember.objects.filter(unit=rows[second].unit_id, side="mentor").update(
            person=mentor.person, mentor_entry=mentor.mentor_entry
        )
        document = issue_paper(actor=head, kind=kind, row=rows[first])
        assert issue_paper(actor=head, kind=kind, row=rows[first]) == document
        with pytest.raises(Refusal, match="уже выпущен: № 1"):
            issue_paper(actor=head, kind=kind, row=rows[second])
        assert issue_paper(actor=head, kind=kind, row=rows[other]).number == 2
    head_client = proven(signed_in_client(world.a11.head))
    assert head_client.post(reverse("paper_issue", args=["best-mentor", second])).status_code == 409


def test_letters_go_to_the_parents_of_pupils_and_one_a_year(world: World) -> None:
    _completed(world, 1)
    pupils, year = _completed(world, 2, pupils=True), _year(world)
    with acting(world.a11.head) as head:
        rows = award_rows(head, "thanks", year)
        assert {row.program.pk for row in rows} == set(pupils)
        save_wording(actor=head, kind=WORDINGS["thanks"], version=0, texts={"body": "Родителям {наставника}: спасибо!"})
        letters = issue_awards(actor=head, kind=KINDS["thanks"], year=year, programs=pupils)
        assert [letter.number for letter in letters] == [1, 2]
        assert "спасибо!" in letters[0].content["blocks"][0]["paragraphs"][0]


def test_the_best_mentor_is_known_when_the_head_has_chosen(world: World) -> None:
    made, year = _completed(world, 2), _year(world)
    address = reverse("paper_page", args=["best-mentor", made[0]])
    curator = signed_in_client(world.a11.curator)
    assert curator.get(address).status_code == 404
    with acting(world.a11.head) as head:
        issue_awards(actor=head, kind=KINDS["best-mentor"], year=year, programs=made[:1])
        assert Document.objects.filter(kind="best-mentor").count() == 1
    assert curator.get(address).status_code == 200


def test_only_the_head_issues_and_nothing_without_a_tick(world: World) -> None:
    made, year = _completed(world, 1), _year(world)
    assert signed_in_client(world.a11.curator).post(reverse("award_issue"), {"program": made}).status_code == 403
    with acting(world.a11.curator) as curator, pytest.raises(Refusal):
        issue_awards(actor=curator, kind=KINDS["certificate"], year=year, programs=made)
    with acting(world.a11.head) as head, pytest.raises(Refusal):
        issue_awards(actor=head, kind=KINDS["certificate"], year=year, programs=[])
    with acting(world.a12.head) as other:
        assert issue_awards(actor=other, kind=KINDS["certificate"], year=year, programs=made) == []


@pytest.mark.parametrize("what", ["paper", "sheets"])
def test_a_tab_that_asks_for_files_without_end_is_told_to_wait(world: World, what: str) -> None:
    """The seventh, the twenty-first file in a minute is not made; a colleague's is, and a minute later one's own."""
    made, year = _completed(world, 1), _year(world)
    with acting(world.a11.head) as head:
        issue_awards(actor=head, kind=KINDS["certificate"], year=year, programs=made)
    limits = {"paper": ONE_BY_ONE, "sheets": MANY_IN_A_FILE}[what]
    address = {
        "paper": reverse("paper_file", args=["certificate", made[0], "docx"]),
        "sheets": reverse("award_print", args=["certificate"]) + f"?year={year - 1}",
    }[what]
    client, colleague = signed_in_client(world.a11.head), signed_in_client(world.a11.curator)
    for _press in range(limits[60]):
        assert client.get(address).status_code in (200, 302)
    refused = client.get(address)
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    text = seen(refused)
    assert "файлы слишком часто" in text and "Попробуйте через 1 минуту" in text and "парол" not in text
    assert colleague.get(address).status_code in (200, 302)
    cache.clear()  # the minute is over
    assert client.get(address).status_code in (200, 302)


def test_presses_at_one_moment_make_no_more_files_than_one_after_another(world: World) -> None:
    """The attack: forty downloads at once, all of them looked at before the first one is counted."""
    with acting(world.a11.head) as head:

        @limited()
        def view(request: HttpRequest) -> HttpResponse:
            return HttpResponse()

        def press() -> int:
            request = RequestFactory().get("/")
            request.actor, request.user = head, AnonymousUser()
            return view(request).status_code

        statuses = at_once(40, press)
    assert sorted(statuses) == [200] * ONE_BY_ONE[60] + [429] * (40 - ONE_BY_ONE[60])


def test_the_list_costs_the_same_for_many(world: World) -> None:
    client, address = signed_in_client(world.a11.head), reverse("award_list")
    counts = []
    for more in (1, 5):
        _completed(world, more)
        with CaptureQueriesContext(connection) as spent:
            assert client.get(address).status_code == 200
        counts.append(len(spent))
    assert counts[0] == counts[1] <= 24, counts


def test_a_former_pupil_who_teaches_now_has_no_parents_to_thank(world: World) -> None:
    (teaches,), (graduated,) = _completed(world, 1, pupils=True), _completed(world, 1, pupils=True)
    with acting(world.a11.head) as head:
        day = datetime.timedelta(days=1)
        places = StudentProfile.objects.filter(person__unit_members__unit__programs=teaches)
        places.update(valid_from=head.today - 3000 * day, valid_to=head.today - 1500 * day)
        places = StudentProfile.objects.filter(person__unit_members__unit__programs=graduated)
        places.update(valid_to=head.today + day)  # after his programme was over
        assert [row.program.pk for row in award_rows(head, "thanks", _year(world))] == [graduated]
        with pytest.raises(Http404):
            KINDS["thanks"].build(Program.objects.get(pk=teaches), head)
        assert KINDS["thanks"].build(Program.objects.get(pk=graduated), head).blocks
