"""Lists of the banks: what is found, counted, done at a press, taken away as a file, proposed, and seen from above."""

import datetime
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

import reports.tasks  # noqa: F401  registers who makes lists
from accounts import clock
from accounts.models import AuditEvent, Membership, Notice, Person
from accounts.refusal import Refusal
from accounts.services import files
from accounts.services.delivery import deliver_one
from programs.models import BankProposal, Consent, MenteeEntry, MenteeRequest, MentorEntry, SavedSelection
from programs.queries import banks as queries
from programs.queries import mentor_base
from programs.services import bank_lists
from reports.documents.bank_table import MENTEE_COLUMNS, MENTOR_COLUMNS
from reports.models import BankFile
from reports.services import bank_files
from tests.programs import pair_flow as flow
from tests.support.people import acting
from tests.world import Node, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


def mentor(node: Node, name: str, **fields) -> MentorEntry:
    last, first, patronymic = name.split()
    person = flow.teacher(node, last)
    Person.objects.filter(pk=person.pk).update(first_name=first, patronymic=patronymic)
    fields = {"state": "active", "created_at": clock.now(), "last_reviewed_on": clock.now().date(), **fields}
    return MentorEntry.objects.create(organization_id=node.id, person=person, **fields)


def found(node: Node, **asked) -> list[str]:
    rows = queries.mentor_rows(flow.of(node, "curator"), asked)
    return [entry.person.last_name for entry in rows if entry.person_id != node.mentor.person_id]


def test_names_are_found_as_people_type_them(a) -> None:
    """Ё and Е, case, words in any order, initials, a slip of the finger; a right name brings no neighbours."""
    mentor(a, "Соловьёва Анна Игоревна", subject="химия")
    mentor(a, "Кузнецова Ольга Ильинична", subject="математика")
    for text in ("соловьева", "СОЛОВЬЁВА анна", "анна соловьёва", "Соловьева А.И.", "соловева", "химия"):
        assert found(a, q=text) == ["Соловьёва"], text
    assert found(a, q="кузницова") == ["Кузнецова"]
    assert found(a, q="Соловьева О.") == []
    assert found(a, q="нет такого\x00") == []


def test_filters_and_chips_agree(a) -> None:
    """Each chip's number is the number of rows that it leaves; places taken by a living unit are not free."""
    mentor(a, "Свободная Анна Игоревна", competencies=["ICT"], work_modes=["online"], max_parallel=1)
    mentor(a, "Кандидатова Анна Игоревна", state="candidate", source="GRADUATE")
    mentor(a, "Старая Анна Игоревна", state="suspended", last_reviewed_on=datetime.date(2020, 9, 1))
    mentor(a, "Бывшая Анна Игоревна", state="withdrawn")
    curator = flow.of(a, "curator")
    for model, rows in ((MentorEntry, queries.mentor_rows), (MenteeEntry, queries.mentee_rows)):
        for code, number in queries.counts(model, curator).items():
            assert rows(curator, {"show": code}).count() == number, code
    assert found(a, show="free") == ["Свободная"]
    assert found(a, area="ICT") == found(a, mode="online") == ["Свободная"]
    assert found(a, source="GRADUATE") == ["Кандидатова"]
    assert found(a, state="withdrawn") == ["Бывшая"]
    led = queries.mentor_rows(curator, {}).get(pk=a.rows["mentor_entry"])
    assert (led.taken, led.places) == (2, 3)


def test_marked_rows_are_reminded_approved_and_rested_together(world: World, client_of) -> None:
    a = world.a11
    client = client_of(a.curator)
    with acting(a.curator):
        waits = mentor(a, "Ждущая Анна Игоревна", state="consent_pending")
        ready = mentor(a, "Готовая Анна Игоревна", state="candidate")
        elsewhere = MentorEntry.objects.get(pk=world.a12.rows["mentor_entry"])
    everybody = {"entry": [waits.pk, ready.pk, elsewhere.pk], "query": "show=all"}
    pressed = {
        "ask": "consent_pending candidate", "approve": "consent_pending active",
        "suspend": "consent_pending suspended", "nonsense": "consent_pending suspended",
    }  # fmt: skip
    for verb, states in pressed.items():
        answer = client.post(reverse("mentors_bulk"), {**everybody, "verb": verb})
        assert answer.status_code == 302 and answer.url.endswith("?show=all")
        with acting(a.curator):
            assert f"{flow.state_of(waits)} {flow.state_of(ready)}" == states, verb
            assert flow.state_of(elsewhere) == "active"
    with acting(a.curator):
        assert Notice.objects.filter(person=waits.person, dedupe_key__contains=":again:").count() == 1


def test_a_saved_selection_is_its_owners_alone(a) -> None:
    curator, head = flow.of(a, "curator"), flow.of(a, "head")
    for query in ("area=ICT", "area=METHOD"):
        bank_lists.save_selection(actor=curator, page="mentor_list", title=" По видео ", query=query)
    saved = SavedSelection.objects.get(title="По видео")
    assert saved.query == "area=METHOD"
    assert queries.selections(head, "mentor_list") == []
    bank_lists.forget_selection(actor=head, pk=saved.pk)
    assert SavedSelection.objects.filter(pk=saved.pk).exists()
    with pytest.raises(Refusal, match="есть название"):
        bank_lists.save_selection(actor=curator, page="mentor_list", title=" ", query="q=1")


def test_the_files_hold_the_forms_and_what_the_page_shows(world: World, client_of) -> None:
    """16 and 14 columns in their order; a formula stays text; what was asked is on record without its words."""
    a, client = world.a11, client_of(world.a11.curator)
    with acting(a.curator):
        mentor(a, "Формулова Анна Игоревна", interests='=HYPERLINK("http://x")', subject="химия")
        mentor(a, "Вставкина Анна Игоревна", interests="из\x01 Word\x0b, с абзацами")
        Consent.objects.all().delete()
    answer = client.get(reverse("mentors_export", args=["xlsx"]), {"q": "Формулова"})
    sheet = load_workbook(BytesIO(answer.content)).active
    assert tuple(cell.value for cell in sheet[3]) == MENTOR_COLUMNS
    assert len(MENTOR_COLUMNS) == 16 and len(MENTEE_COLUMNS) == 14
    assert sheet.max_row == 4
    assert (sheet["G4"].value, sheet["G4"].data_type) == ('=HYPERLINK("http://x")', "s")
    with acting(a.curator):
        event = AuditEvent.objects.filter(verb="bank.export").latest("pk")
        assert event.data == {"bank": "bank-nastavnikov", "file": "xlsx", "rows": 1, "filters": ["q"]}
    answer = client.get(reverse("mentees_export", args=["docx"]))
    table = Document(BytesIO(answer.content)).tables[0]
    assert tuple(cell.text for cell in table.rows[0].cells) == MENTEE_COLUMNS
    with acting(a.curator):
        assert len(table.rows) == 1 + queries.mentee_rows(flow.of(a, "curator")).count()
    assert a.mentor.full_name in {cell.text for row in table.rows for cell in row.cells}
    pasted = client.get(reverse("mentors_export", args=["docx"]), {"q": "Вставкина"})
    assert "из Word\n, с абзацами" in [cell.text for cell in Document(BytesIO(pasted.content)).tables[0].rows[1].cells]
    for kind in ("pdf", "exe"):  # paper is made by a worker
        assert client.get(reverse("mentees_export", args=[kind])).status_code == 404


def test_a_list_on_paper_is_made_by_a_worker_and_its_owners_alone(
    world: World, client_of, django_capture_on_commit_callbacks, clock_at
) -> None:
    """One row for two presses; rights and filters of the moment of making; the file goes with its term."""
    a, client = world.a11, client_of(world.a11.curator)
    press = reverse("bank_print", args=["mentors"])
    answer = client.post(press, {"query": "show=all&page=2"})
    again = client.post(press, {"query": "show=all&page=2"})
    assert answer.status_code == 302 and answer.url == again.url
    assert "Готовим PDF" in client.get(answer.url).content.decode()
    with acting(a.curator):
        made = BankFile.objects.latest("pk")
    file = reverse("bank_file_pdf", args=[made.pk])
    assert client.get(file).status_code == 409
    assert deliver_one(made.region_id, "list") == "done"
    assert "Скачать PDF" in client.get(answer.url).content.decode()
    assert client.get(file).content.startswith(b"%PDF")
    for other in (a.head, world.a12.curator):
        assert client_of(other).get(file).status_code == 404
    with acting(a.curator):
        made = BankFile.objects.select_related("file").latest("pk")
        path = files._path(made.region_id, made.file.sha256)
        assert path.exists()
        clock_at(clock.now() + datetime.timedelta(days=9))
        with django_capture_on_commit_callbacks(execute=True):
            assert bank_files.forget_old() >= 1
        assert not path.exists() and BankFile.objects.latest("pk").stage == "deleted"
    assert "запросите PDF" in client.get(answer.url).content.decode()
    client.post(press, {"query": "q=никого"})
    assert client.post(press, {"query": "q=никого"}).status_code == 409
    assert client.post(reverse("bank_print", args=["secrets"])).status_code == 404


def test_a_list_is_not_made_for_who_may_no_longer_have_it(world: World, client_of) -> None:
    a, client = world.a11, client_of(world.a11.curator)
    client.post(reverse("bank_print", args=["mentees"]), {"query": ""})
    with acting(a.curator):
        made = BankFile.objects.latest("pk")
        Membership.objects.filter(pk=made.membership_id).update(valid_to=clock.now().date())
    assert deliver_one(made.region_id, "list") == "done"
    with acting(a.curator):
        assert (BankFile.objects.latest("pk").stage, BankFile.objects.latest("pk").file) == ("refused", None)


def test_ticked_workers_are_added_by_one_press(world: World, client_of) -> None:
    """Foreign ids change nothing; who cannot be added is named; a second press adds nobody twice."""
    a, client, address = world.a11, client_of(world.a11.curator), reverse("mentors_several")
    with acting(a.curator):
        people = [flow.teacher(a, f"Новенькая{letter}") for letter in "абв"]
        foreign = flow.teacher(world.a12, "Чужая")
    assert "Новенькаяа" in client.get(address).content.decode()
    assert "Новенькаяа" not in client.get(address, {"q": "нет такой"}).content.decode()
    ticked = {"person": [*(person.pk for person in people), foreign.pk, "x", a.mentor.person_id]}
    for _twice in range(2):
        assert client.post(address, ticked).status_code == 302
    with acting(a.curator):
        assert MentorEntry.objects.filter(person__in=people, state="consent_pending").count() == 3
        assert not MentorEntry.objects.filter(person=foreign).exists()
        assert Consent.objects.filter(person__in=people, state="sent").count() == 3
    assert "Никто не отмечен" in client.post(address, follow=True).content.decode().replace("\u00a0", " ")


def test_anybody_of_the_school_proposes_and_reads_the_answer(world: World, client_of) -> None:
    """His own proposal and nobody else's; the curator answers once."""
    a = world.a11
    data = {"side": "mentee", "kind": "join", "who": "Петров Пётр, 7 «Б»", "reason": "Новый в классе"}
    assert client_of(a.homeroom_teacher).post(reverse("proposal_new"), data).status_code == 302
    assert client_of(a.mentee).post(reverse("proposal_new"), {**data, "who": "", "side": "mentor"}).status_code == 302
    body = client_of(a.homeroom_teacher).get(reverse("proposal_list")).content.decode()
    assert "Петров" in body and a.mentee.full_name not in body
    with acting(a.curator) as curator:
        own = BankProposal.objects.get(author_id=a.mentee.person_id)
        assert own.person_id == a.mentee.person_id
        proposal = BankProposal.objects.get(author_id=a.homeroom_teacher.person_id)
        bank_lists.answer(actor=curator, proposal=proposal, accepted=True, words="Спрошу родителей")
        with pytest.raises(Refusal, match="уже ответили"):
            bank_lists.answer(actor=curator, proposal=proposal, accepted=False)
        assert Notice.objects.filter(person_id=a.homeroom_teacher.person_id, dedupe_key__endswith=":answer").exists()
    assert "Спрошу родителей" in client_of(a.homeroom_teacher).get(reverse("proposal_list")).content.decode()


def test_who_asks_to_leave_leaves_with_the_curators_yes(a) -> None:
    """And one in a pair not before the pair is over."""
    curator, alone = flow.of(a, "curator"), flow.mentee_with_request(a)
    paired = MentorEntry.objects.get(pk=a.rows["mentor_entry"])
    for who, side in ((flow.himself(alone.person), "mentee"), (flow.of(a, "mentor"), "mentor")):
        bank_lists.propose(actor=who, side=side, kind="leave", reason="Ухожу")
    gone = BankProposal.objects.get(person_id=alone.person_id)
    bank_lists.answer(actor=curator, proposal=gone, accepted=True)
    assert flow.state_of(alone) == "dropped_out"
    with pytest.raises(Refusal, match="участвует в паре"):
        bank_lists.answer(actor=curator, proposal=BankProposal.objects.get(person_id=paired.person_id), accepted=True)
    assert BankProposal.objects.get(person_id=paired.person_id).answered_at is None


def test_above_the_school_one_is_seen_as_far_as_he_lets_and_named_by_consent(world: World, client_of) -> None:
    """The municipality sees what the region does not; numbers are of everybody; the order is of numbers."""
    a = world.a11
    with acting(a.curator):
        for name, visibility, agreed in (("Видная", "region", True), ("Безымянная", "municipality", False),
                                         ("Закрытая", "organization", True)):  # fmt: skip
            entry = mentor(a, f"{name} Анна Игоревна", visibility=visibility, experience_teaching=23, subject="химия")
            if agreed:
                Consent.objects.create(
                    organization_id=a.id, person=entry.person, kind="pdn_transfer", state="signed",
                    signed_on=clock.now().date(), text="x", text_version="1", created_at=clock.now(),
                )  # fmt: skip
    below = client_of(world.a10.coordinator).get(reverse("bank_base")).content.decode().replace("\u00a0", " ")
    above = client_of(world.a00.ministry).get(reverse("bank_base")).content.decode()
    assert "Видная" in below and "Видная" in above
    assert "Безымянная" not in below and below.count("20+") == 2 and above.count("20+") == 1
    assert "Закрытая" not in below and "Закрытая" not in above
    with acting(world.a10.coordinator) as coordinator:
        counted = MentorEntry.objects.filter(organization_id__in=coordinator.organization_ids)
        assert mentor_base.totals(coordinator).people == counted.values("person").distinct().count()
        order = mentor_base.education_order(coordinator, 2026)
        assert (
            order[0]["requests"]
            == MenteeRequest.objects.filter(
                withdrawn_at=None, entry__organization_id__in=coordinator.organization_ids
            ).count()
        )


QUERIES = {
    "request_list": ("a11", "curator", (), 15),
    "my_cards": ("a11", "parent", (), 12),
    "proposal_list": ("a11", "curator", (), 16),
    "bank_base": ("a10", "coordinator", (), 22),
    "mentors_export": ("a11", "curator", ("xlsx",), 20),
    "mentees_export": ("a11", "curator", ("xlsx",), 22),
}


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_thirty_rows_ask_as_often_as_one(world: World, client_of, name: str) -> None:
    node, role, args, number = QUERIES[name]
    client, address = client_of(world.nodes[node.upper()][role]), reverse(name, args=args)
    client.get(address)
    costs = []
    for more in (1, 30):
        with acting(world.a11.curator):
            _more(world.a11, more)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        costs.append(len([query for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert costs == [number, number]


def _more(node: Node, count: int) -> None:
    moment = clock.now()
    for number in range(count):
        entry = mentor(node, f"Ещё{number} Анна Игоревна", visibility="region")
        other = MenteeEntry.objects.create(
            organization_id=node.id, person=entry.person, state="requested", created_at=moment
        )
        MenteeRequest.objects.create(
            entry=other, school_year=2026, problem="п", desired_result="р", areas=["METHOD"],
            created_by=entry.person, created_at=moment,
        )  # fmt: skip
        BankProposal.objects.create(
            organization_id=node.id, side="mentee", who="Кто", reason="п", author=entry.person, created_at=moment
        )
