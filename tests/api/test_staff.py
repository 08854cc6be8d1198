"""The exchange of staff lists: a trial, a list that is written, the report, our own list; by scopes and reach."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, Employment, Organization, Person
from accounts.services import files
from accounts.tenancy import tenant_scope
from programs.models import ImportBatch, RegistryKey
from tests import factories as f
from tests.programs import registry_flow as reg
from tests.world import World

from .calls import Caller, caller_of

pytestmark = pytest.mark.django_db
KIM = {"key": "Р-1", "last_name": "Ким", "first_name": "Юлия", "patronymic": "Андреевна", "position": "учитель",
       "subject": "химия", "qualification_category": "первая", "hired_on": "2020-09-01"}  # fmt: skip
ORLOV = {"key": "Р-2", "last_name": "Орлов", "first_name": "Денис", "patronymic": "Ильич", "position": "методист"}


@pytest.fixture
def curator(world: World) -> Caller:
    return caller_of(world.a11.curator)


@pytest.fixture
def coordinator(world: World) -> Caller:
    return caller_of(world.a10.coordinator)


def send(caller: Caller, *rows: dict, dry_run: bool = False, **more: object) -> dict:
    answer = caller.post("/staff-lists/", {"dry_run": dry_run, "rows": list(rows), **more})
    assert answer.status_code == 201, answer.content
    return answer.json()


def told(report: dict) -> dict[str, int]:
    return {name: number for name, number in report["totals"].items() if number}


def outcomes(report: dict) -> dict[str, str]:
    return {row["key"]: row["outcome"] for row in report["rows"]}


def test_a_trial_is_the_default_and_writes_nothing(world: World, curator: Caller) -> None:
    with tenant_scope(world.region_a):
        before = reg.snapshot()
    report = curator.post("/staff-lists/", {"rows": [KIM, ORLOV]}).json()
    assert (report["stage"], told(report)) == ("review", {"new": 2})
    with tenant_scope(world.region_a):
        assert reg.snapshot() == before
    assert curator.get(f"/staff-lists/{report['id']}/").json() == report


def test_a_list_is_written_and_a_second_time_changes_nothing(world: World, curator: Caller) -> None:
    first = send(curator, KIM, ORLOV)
    assert (first["stage"], outcomes(first)) == ("done", {"Р-1": "new", "Р-2": "new"})
    with tenant_scope(world.region_a):
        before = reg.snapshot()
    second = send(curator, KIM, ORLOV)
    assert second["id"] != first["id"] and told(second) == {"same": 2}
    third = send(curator, KIM | {"subject": "биология"}, ORLOV, dry_run=True)
    changes = {row["key"]: row["changes"] for row in third["rows"]}
    assert changes["Р-1"] == [{"field": "subject", "old": "химия", "new": "биология"}]
    with tenant_scope(world.region_a):
        assert reg.snapshot() == before
        verbs = set(AuditEvent.objects.filter(organization_id=world.a11.id).values_list("verb", flat=True))
        assert {"person.create", "employment.add", "registry.link", "import.apply", "connection.call"} <= verbs


def test_the_same_call_is_answered_and_not_done_again(world: World, curator: Caller) -> None:
    body = {"dry_run": False, "rows": [KIM]}
    first = curator.post("/staff-lists/", body, key="a-night-of-lists")
    again = curator.post("/staff-lists/", body, key="a-night-of-lists")
    assert first.json() == again.json() and again["Idempotency-Replayed"] == "true"
    with tenant_scope(world.region_a):
        assert ImportBatch.objects.filter(organization_id=world.a11.id, options__api=True).count() == 1


def test_a_bad_row_has_its_code_and_stops_no_good_one(curator: Caller) -> None:
    report = send(
        curator, KIM, {"last_name": "Зуев", "first_name": "Пётр"}, ORLOV | {"left_on": "32.13.2020"},
        ORLOV | {"key": "Р-3", "organization_name": "Школа на Луне"},
    )  # fmt: skip
    codes = {row["row"]: [one["code"] for one in row["problems"]] for row in report["rows"]}
    assert codes == {1: [], 2: ["bad.no_registry_key"], 3: ["bad.day"], 4: ["bad.unknown_organization"]}
    assert told(report) == {"new": 1, "todo": 3}


@pytest.mark.parametrize(("language", "words"), [("en", "There is no key"), ("ru", "нет номера в реестре")])
def test_problems_are_told_in_two_languages(curator: Caller, language: str, words: str) -> None:
    headers = curator.headers({"Idempotency-Key": f"in-two-words-{language}", "Accept-Language": language})
    answer = curator.client.post(
        "/api/v1/staff-lists/", {"rows": [KIM | {"key": ""}]}, content_type="application/json", headers=headers
    )
    assert answer.json()["rows"][0]["problems"][0]["text"] == words


def test_every_code_has_words_in_english() -> None:
    """Catches a new doubt of the reading that an English reader would not understand."""
    from mentoring.api.staff_words import ENGLISH
    from programs.import_words import DOUBTS

    other = {"bad.phone", "bad.number", "bad.years", "bad.years_order", "bad.age", "bad.school_year", "bad.no_category",
             "bad.sensitive", "bad.no_results", "bad.no_organization_name", "bad.part_exceeds", "bad.no_figures",
             "bad.no_birth_date", "ask.age_is_date", "ask.other_subject"}  # fmt: skip
    assert set(DOUBTS) - set(ENGLISH) == other


def test_who_is_missing_from_a_whole_list_and_the_guard_of_a_torn_one(world: World, curator: Caller) -> None:
    rows = [ORLOV | {"key": f"Р-{n}", "last_name": f"Ступин{'абвгдежзик'[n % 10]}"} for n in range(10, 20)]
    send(curator, *rows)
    torn = send(curator, *rows[:2], complete=True)
    assert told(torn)["torn"] == 9  # the psychologist has a number too
    assert {row["problems"][0]["code"] for row in torn["rows"] if row["outcome"] == "waits"} == {"ask.torn"}
    with tenant_scope(world.region_a):
        assert Employment.objects.filter(person__last_name__startswith="Ступин", valid_to=None).count() == 10
    sure = send(curator, *rows[:2], complete=True, confirm_leaving=[world.a11.id])
    assert told(sure)["leave"] == 9 and outcomes(sure)["Р-19"] == "leave"
    assert [row["changes"] for row in sure["rows"] if row["outcome"] == "leave"] == [[]] * 9


def test_a_transfer_is_carried_out_by_who_sees_both_schools(world: World, coordinator: Caller) -> None:
    send(coordinator, KIM | {"organization": world.a11.id})
    asked = send(coordinator, KIM | {"organization": world.a12.id})
    assert [one["code"] for one in asked["rows"][0]["problems"]] == ["ask.elsewhere"]
    moved = send(coordinator, KIM | {"organization": world.a12.id, "elsewhere": "transfer"})
    assert (moved["rows"][0]["action"], moved["rows"][0]["outcome"]) == ("transfer", "change")
    with tenant_scope(world.region_a):
        jobs = Employment.objects.filter(person__registry_keys__key="Р-1").order_by("pk")
        assert [(job.organization_id, job.valid_to is None) for job in jobs] == [
            (world.a11.id, False), (world.a12.id, True),
        ]  # fmt: skip


def test_foreign_schools_are_not_there_and_a_foreign_person_is_not_told(world: World, coordinator: Caller) -> None:
    """A school of the next district is answered as one that does not exist, by id and by name."""
    with tenant_scope(world.region_a):
        name = Organization.objects.get(pk=world.a21.id).short_name
        Organization.objects.filter(pk=world.a21.id).update(ogrn="1022200000021", inn="2204000021")
    known = [{"organization": world.a21.id}, {"organization_name": name}, {"ogrn": "1022200000021"},
             {"inn": "2204000021"}, {"organization": world.b11.id}, {"organization": 10**12}]  # fmt: skip
    report = send(coordinator, *[KIM | {"key": f"Р-{n}"} | one for n, one in enumerate(known)])
    assert {one["code"] for row in report["rows"] for one in row["problems"]} == {"bad.unknown_organization"}
    assert {row["organization"] for row in report["rows"]} == {None} and report["schools"] == []
    send(caller_of(world.a20.coordinator), KIM | {"organization": world.a21.id})
    blind = send(coordinator, KIM | {"organization": world.a11.id})
    line = blind["rows"][0]
    assert ([one["code"] for one in line["problems"]], line["person"]) == (["bad.key_elsewhere"], None)
    assert name not in str(blind)


def test_candidates_are_decided_by_the_next_call(world: World, curator: Caller) -> None:
    send(curator, KIM)
    asked = send(curator, KIM | {"key": "Р-5"})
    (candidate,) = asked["rows"][0]["candidates"]
    with tenant_scope(world.region_a):
        stranger = f.EmploymentFactory(organization_id=world.a21.id).person_id
    assert outcomes(send(curator, KIM | {"key": "Р-5", "person": stranger}))["Р-5"] == "waits"
    assert outcomes(send(curator, KIM | {"key": "Р-5", "person": candidate}))["Р-5"] == "change"
    with tenant_scope(world.region_a):
        assert RegistryKey.objects.filter(person_id=candidate).count() == 2
    assert outcomes(send(curator, KIM | {"key": "Р-6", "new_person": True}))["Р-6"] == "new"


def test_rows_that_contradict_each_other_are_named_by_their_numbers(curator: Caller) -> None:
    report = send(curator, KIM, KIM | {"subject": "физика"}, ORLOV)
    (asked,) = [row for row in report["rows"] if row["outcome"] == "waits"]
    (problem,) = asked["problems"]
    assert (asked["row"], problem["code"]) == (2, "ask.contradiction")
    assert problem["text"].startswith("Строка 2 противоречит строке 1")


def test_a_birthday_that_we_keep_is_not_told_back(curator: Caller) -> None:
    send(curator, KIM | {"birth_date": "1980-02-03"})
    asked = send(curator, KIM | {"birth_date": "1990-05-06"}, dry_run=True)
    (candidate,) = asked["rows"][0]["candidates"]
    told_back = send(curator, KIM | {"birth_date": "1990-05-06", "person": candidate}, dry_run=True)
    assert told_back["rows"][0]["changes"] == [{"field": "birth_date", "old": "", "new": "1990-05-06"}]
    assert "1980" not in str([asked, told_back])


def test_the_file_that_is_kept_holds_no_formula(world: World, curator: Caller) -> None:
    report = send(curator, KIM | {"subject": '=HYPERLINK("http://x.test")', "position": "+cmd"}, dry_run=True)
    with tenant_scope(world.region_a):
        content = files.open_bytes(ImportBatch.objects.get(pk=report["id"]).file).decode()
    assert ";+cmd" not in content and "'+cmd" in content and "'=HYPERLINK" in content


def test_a_pension_number_among_words_is_sealed(world: World, curator: Caller) -> None:
    report = send(curator, KIM | {"subject": "химия (СНИЛС 112-233-445 95)"}, dry_run=True)
    with tenant_scope(world.region_a):
        content = files.open_bytes(ImportBatch.objects.get(pk=report["id"]).file).decode()
    assert "445 95" not in content and "химия (СНИЛС с-" in content


def test_a_report_is_of_ones_own_node(world: World, curator: Caller) -> None:
    report = send(curator, KIM, dry_run=True)
    nothing = caller_of(world.a12.curator).get("/staff-lists/999999999/")
    for stranger in (world.a12.curator, world.a10.coordinator, world.b11.curator):
        answer = caller_of(stranger).get(f"/staff-lists/{report['id']}/")
        assert (answer.status_code, answer.json()) == (404, nothing.json())


def test_scopes_and_roles(world: World) -> None:
    body = {"rows": [KIM]}
    reader = caller_of(world.a11.curator, ["staff:read"])
    assert reader.get("/staff/").status_code == 200
    assert reader.post("/staff-lists/", body).json()["code"] == "scope"
    writer = caller_of(world.a11.curator, ["staff:write"])
    assert writer.post("/staff-lists/", body).status_code == 201
    assert writer.get("/staff/").json()["code"] == "scope"
    assert caller_of(world.a11.head).post("/staff-lists/", body).status_code == 201


def test_too_many_rows_and_unknown_fields_are_refused_whole(curator: Caller) -> None:
    assert curator.post("/staff-lists/", {"rows": [KIM] * 501}).status_code == 422
    assert curator.post("/staff-lists/", {"rows": [KIM | {"snils": "1"}]}).status_code == 422
    assert curator.post("/staff-lists/", {"rows": []}).status_code == 422


def test_five_hundred_rows_in_one_call(world: World, curator: Caller) -> None:
    letters = "абвгдежзик"
    rows = [
        KIM | {"key": f"Р-{n}", "last_name": f"Ступин{letters[n % 10]}{letters[n // 10 % 10]}{letters[n // 100]}"}
        for n in range(500)
    ]
    assert told(send(curator, *rows)) == {"new": 500}
    assert told(send(curator, *rows, complete=True))["same"] == 500


def test_our_own_list_and_what_has_changed_since(world: World, curator: Caller) -> None:
    began = datetime.datetime.now(datetime.UTC)
    send(curator, KIM, ORLOV)
    rows = curator.get("/staff/", {"updated_since": began.isoformat()}).json()["results"]
    told_of = {row["person"]["last_name"]: row for row in rows}
    assert set(told_of) == {"Ким", "Орлов"}
    kim = told_of["Ким"]
    assert (kim["keys"], kim["organization"], kim["subject"], kim["left_on"]) == (["Р-1"], world.a11.id, "химия", None)
    assert not {"email", "birth_date", "phone"} & set(kim) | set(kim["person"]) - {
        "id", "last_name", "first_name", "patronymic",
    }  # fmt: skip
    moment = datetime.datetime.now(datetime.UTC)
    send(curator, KIM | {"left_on": "2026-01-10"}, confirm_leaving=[world.a11.id])
    (row,) = curator.get("/staff/", {"updated_since": moment.isoformat()}).json()["results"]
    assert (row["person"]["last_name"], row["left_on"]) == ("Ким", "2026-01-10")
    page = curator.get("/staff/", {"limit": 2}).json()
    assert len(page["results"]) == 2 and "cursor=" in page["next"]


def test_nobody_reads_the_staff_of_another_school(world: World, curator: Caller) -> None:
    with tenant_scope(world.region_a):
        seen = set(Employment.objects.filter(organization_id=world.a11.id).values_list("pk", flat=True))
    rows = curator.get("/staff/", {"limit": 200}).json()["results"]
    assert {row["id"] for row in rows} == seen


def test_a_login_keeps_its_address(world: World, curator: Caller) -> None:
    with tenant_scope(world.region_a):
        person = Person.objects.get(pk=world.a11.psychologist.person_id)
        key = RegistryKey.objects.get(person=person).key
        job = Employment.objects.get(person=person)
    row = {"key": key, "last_name": person.last_name, "first_name": person.first_name, "position": job.title,
           "patronymic": person.patronymic, "email": "hacker@x.test"}  # fmt: skip
    assert outcomes(send(curator, row)) == {key: "same"}


@pytest.mark.parametrize("path", ["/staff/", "/staff-lists/"])
def test_thirty_rows_cost_what_one_costs(world: World, curator: Caller, path: str) -> None:
    costs = []
    for more in (1, 29):
        with tenant_scope(world.region_a):
            for _ in range(more):
                f.EmploymentFactory(organization_id=world.a11.id)
                f.ImportBatchFactory(
                    organization_id=world.a11.id, membership_id=world.a11.curator.membership_id, kind="registry"
                )
        curator.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert curator.get(path, {"limit": 200}).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1]
