"""The bank of practices: from an ended programme to the banks above, and back with what came of it elsewhere."""

import datetime
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Notice
from accounts.refusal import Refusal, Stale
from accounts.tenancy import tenant_scope
from programs.models import Material, Program
from programs.services import consent_answers
from reports.models import PracticeOffer, PracticeUse, Publication
from reports.queries import practices as queries
from reports.services import practices, publications
from tests.programs import pair_flow as flow
from tests.support.people import acting, signed_in_client
from tests.ui.text import words
from tests.world import Node, World

from . import practice_scene as way
from . import public_scene as scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


def seen_by(node: Node, role: str, practice: Publication) -> bool:
    return queries.in_bank(flow.of(node, role)).filter(pk=practice.pk).exists()


def tell(actor_node: Node, practice: Publication, *, version: int = 0, **fields) -> PracticeUse:
    told = {"applied_on": datetime.date(2026, 10, 1), "helped": "yes", "outcome": "Вопросов стало меньше.", **fields}
    return practices.apply(actor=flow.of(actor_node, "curator"), practice=practice, version=version, fields=told)


def test_results_are_told_after_the_end_and_the_draft_is_filled_from_the_records(a) -> None:
    curator = flow.of(a, "curator")
    with pytest.raises(Refusal, match="после её завершения") as refusal:
        practices.draw_up(actor=curator, program=Program.objects.get(pk=a.rows["program"]))
    assert refusal.value.clause
    program = way.ended(a)
    lines = program.plan.count()
    row = practices.draw_up(actor=curator, program=program)
    assert (row.state, row.kind, row.program, row.areas) == ("draft", "practice", program, ["METHOD"])
    assert "Что было трудно\nМетодические." in row.text and "– Открытый урок" in row.text
    assert f"План: выполнено {lines} из {lines}, 100,0 %." in row.text and "Подтверждённых встреч:" in row.text
    assert not [one.last_name for one in flow.people_of(program.unit) if one.last_name in f"{row.title}{row.text}"]
    with pytest.raises(Refusal, match="уже описана"):
        practices.draw_up(actor=curator, program=program)


def test_from_the_council_to_the_banks(world: World, a) -> None:
    """Read by the council, chosen by the municipality, passed on, chosen by the institute: each sees it since."""
    draft = publications.begin(
        actor=flow.of(a, "curator"), fields={"kind": "practice", "title": "Час", "text": "Раз в неделю."}
    )
    with pytest.raises(Refusal, match="которую рассмотрел орган"):
        way.offered(a, draft, world.a10)
    row = way.read(a)
    offer = way.offered(a, row, world.a10)
    assert queries.waiting(flow.of(world.a10, "coordinator")).filter(pk=row.pk).exists()
    assert not seen_by(world.a12, "mentor", row)
    with pytest.raises(Refusal, match="уже предложена"):
        way.offered(a, row, world.a10)
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeOffer.objects.create(
            practice=row, organization_id=a.id, bank_id=world.a10.id, offered_by=offer.offered_by,
            offered_at=offer.offered_at,
        )  # fmt: skip
    for other in (flow.of(world.a20, "coordinator"), flow.of(world.a0i, "institute"), flow.of(a, "head")):
        with pytest.raises(Refusal):
            practices.select(actor=other, offer=offer)
    practices.select(actor=flow.of(world.a10, "coordinator"), offer=offer, words="Просто и понятно")
    assert Notice.objects.filter(person=row.written_by, detail="Просто и понятно").exists()
    assert seen_by(world.a12, "mentor", row) and not seen_by(world.a21, "mentor", row)
    upper = practices.offer(actor=flow.of(world.a10, "coordinator"), practice=row, bank=way.bank(world.a00))
    assert not seen_by(world.a21, "mentor", row)
    with pytest.raises(Refusal):
        practices.select(actor=flow.of(world.a10, "coordinator"), offer=upper)
    practices.select(actor=flow.of(world.a0i, "institute"), offer=upper)
    assert seen_by(world.a21, "mentor", row)
    other = way.read(a, title="Урок вдвоём")
    assert way.chosen(a, other, world.a00, (world.a0c, "cnppm_tutor")).state == "selected"


def test_a_practice_comes_back_with_words_and_its_words_stand_still_before_that(world: World, a) -> None:
    row = way.read(a)
    offer = way.chosen(a, row, world.a10, (world.a10, "coordinator"))
    for press in (
        lambda: publications.rework(actor=flow.of(a, "curator"), publication=row),
        lambda: publications.send_back(actor=flow.of(a, "curator"), publication=row, remark="Дописать"),
    ):
        with pytest.raises(Refusal, match="слова стоят на месте"):
            press()
    with pytest.raises(Refusal, match="почему возвращаете"):
        practices.give_back(actor=flow.of(world.a10, "coordinator"), offer=offer, words=" ")
    offer = practices.give_back(actor=flow.of(world.a10, "coordinator"), offer=offer, words="Добавьте числа")
    assert offer.state == "returned" and not seen_by(world.a12, "mentor", row)
    assert Notice.objects.filter(person=row.written_by, detail="Добавьте числа").exists()
    assert publications.rework(actor=flow.of(a, "curator"), publication=row).state == "draft"
    again = way.offered(a, other := way.read(a, title="Ещё раз"), world.a10)
    assert practices.recall(actor=flow.of(a, "head"), offer=again).state == "recalled"
    assert way.offered(a, other, world.a10).state == "offered"


def test_the_bank_names_nobody_without_a_consent_in_force(world: World, a) -> None:
    entry = scene.mentor(a)
    consent = scene.agree_to_be_named(a, entry.person)
    row = way.read(a, about=entry.person, title="Урок вдвоём")
    author = way.read(a, author=entry.person, title="Приём")
    first = way.chosen(a, row, world.a10, (world.a10, "coordinator"))
    way.chosen(a, author, world.a10, (world.a10, "coordinator"))
    upper = way.offered(a, row, world.a00)
    client = signed_in_client(world.a12.mentor)
    paths = [reverse("practice_detail", args=[one.pk]) for one in (row, author)]
    assert all("Громова" in words(client.get(path)) for path in paths)

    consent_answers.revoke(actor=flow.himself(entry.person), consent=consent)

    assert client.get(paths[0]).status_code == 404
    assert "Громова" not in words(client.get(paths[1])) and "учитель" in words(client.get(paths[1]))
    assert "Урок вдвоём" not in words(client.get(reverse("practice_list")))
    assert signed_in_client(world.a10.coordinator).get(paths[0]).status_code == 404
    with pytest.raises(Refusal, match="отозвано согласие"):
        practices.select(actor=flow.of(world.a00, "region_operator"), offer=upper)
    with pytest.raises(Refusal) as refusal:
        unasked = way.read(a, text="Помогла Громова.", title="Ещё")
        way.offered(a, unasked, world.a10)
    assert refusal.value.clause == "152-ФЗ, ст. 10.1"
    practices.recall(actor=flow.of(a, "curator"), offer=first)


def test_applied_once_an_organization_with_what_came_of_it(world: World, a) -> None:
    row = way.read(a)
    with pytest.raises(Refusal, match="больше нет"):
        tell(world.a12, row)
    way.chosen(a, row, world.a10, (world.a10, "coordinator"))
    with pytest.raises(Refusal, match="ваша практика"):
        tell(a, row)
    with pytest.raises(Refusal, match="больше нет"):
        tell(world.a21, row)
    with pytest.raises(Refusal, match="людей не называют"):
        tell(world.a12, row, outcome=f"Помогло: {world.a12.mentor.full_name.split()[0]} доволен.")
    use = tell(world.a12, row)
    assert Notice.objects.filter(person=row.written_by, text__contains=world.a12.marker).exists()
    with pytest.raises(Stale):
        tell(world.a12, row, outcome="Ещё раз.")
    assert tell(world.a12, row, version=use.version, helped="no", outcome="Не пошло.").pk == use.pk
    found = queries.own(flow.of(a, "head")).get(pk=row.pk)
    assert (found.times, found.helped) == (1, 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeUse.objects.create(
            practice=row, organization_id=world.a12.id, applied_on=use.applied_on, helped="yes", outcome="Да",
            written_by=use.written_by, written_at=use.written_at,
        )  # fmt: skip


def test_the_pages_from_the_draft_to_the_feedback(world: World, a) -> None:
    program = way.ended(a)
    curator, chair = signed_in_client(a.curator), signed_in_client(a.council_chair)
    made = curator.post(reverse("practice_new"), {"program": program.pk})
    pk = int(made["Location"].split("/")[2])
    assert made["Location"] == reverse("publication_edit", args=[pk])
    assert curator.post(reverse("practice_new"), {"program": program.pk}).status_code == 422
    told = {"kind": "practice", "title": "Чай с наставником", "text": "Ещё один приём.", "areas": ["METHOD"],
            "form": "TEACHER_TEACHER", "category": "YOUNG_SPECIALIST", "version": 1}  # fmt: skip
    assert curator.post(reverse("publication_edit", args=[pk]), told).status_code == 302
    assert "Описать" in words(curator.get(reverse("program_detail", args=[program.pk])))
    assert chair.post(reverse("publication_move", args=[pk, "check"]), {"version": 2}).status_code == 302
    page = words(curator.get(reverse("practice_detail", args=[pk])))
    assert world.a10.marker in page and world.a00.marker in page and "Добавить в библиотеку" in page
    assert curator.post(reverse("practice_offer", args=[pk]), {"bank": world.a10.id}).status_code == 302
    assert curator.post(reverse("practice_offer", args=[pk]), {"bank": world.a20.id}).status_code == 409
    coordinator = signed_in_client(world.a10.coordinator)
    assert "Отобрать практики в банк" in words(coordinator.get("/"))
    assert "Чай с наставником" in words(coordinator.get(reverse("practice_list"), {"show": "waiting"}))
    offer = PracticeOffer.objects.get(practice_id=pk).pk
    assert coordinator.post(reverse("practice_settle", args=[offer, "return"]), {"words": ""}).status_code == 409
    assert coordinator.post(reverse("practice_settle", args=[offer, "select"])).status_code == 302
    other = signed_in_client(world.a12.curator)
    for asked, there in (
        ({"q": "еще чай"}, True), ({"area": "METHOD"}, True), ({"area": "LEGAL"}, False), ({"level": "region"}, False),
        ({"form": "TEACHER_TEACHER", "category": "YOUNG_SPECIALIST", "level": "municipality"}, True),
        ({"category": "GIFTED"}, False),
    ):  # fmt: skip
        assert ("Чай с наставником" in words(other.get(reverse("practice_list"), asked))) is there, asked
    use = reverse("practice_use", args=[pk])
    assert other.get(use).status_code == 200
    assert other.post(use, {"applied_on": "01.10.2026", "helped": "partly", "outcome": ""}).status_code == 422
    spoken = {"applied_on": "01.10.2026", "helped": "partly", "outcome": "Ходят пятеро", "version": 0}
    assert other.post(use, spoken).status_code == 302
    assert f"/practices/{pk}/" in words(other.get(reverse("search"), {"q": "чай с наставником"}))
    for reader in (other, curator, coordinator):
        assert "Ходят пятеро" in words(reader.get(reverse("practice_detail", args=[pk])))
    assert "Чай с наставником" in words(signed_in_client(a.head).get(reverse("practice_list"), {"show": "own"}))


def test_a_practice_goes_into_the_library_of_the_school(a) -> None:
    row = way.read(a)
    curator = signed_in_client(a.curator)
    address = reverse("practice_detail", args=[row.pk])
    form = curator.get(reverse("material_new"), {"kind": "practice", "url": address, "title": row.title}).context[
        "form"
    ]
    told = {name: form[name].value() or "" for name in ("kind", "title", "url")}
    assert curator.post(reverse("material_new"), told).status_code == 302
    assert Material.objects.get(url=address).kind == "practice"
    assert address in words(signed_in_client(a.mentor).get(reverse("material_list")))


def _practice(world: World) -> None:
    number = Publication.objects.count()
    row = way.read(world.a11, title=f"Практика {number}", text=f"Приём {number}.")
    way.chosen(world.a11, row, world.a10, (world.a10, "coordinator"))
    tell(world.a12, row)


def _material(world: World) -> None:
    Material.objects.create(
        organization_id=world.a10.id, kind="site", title=f"Клуб {Material.objects.count()}", url="https://club.example/",
        added_by_id=world.a10.coordinator.person_id, added_on="2026-09-01",
    )  # fmt: skip


LISTS: dict[str, tuple[Callable[[World], None], int]] = {
    "practice_list": (_practice, 16),
    "material_list": (_material, 18),
}


@pytest.mark.parametrize("name", sorted(LISTS))
def test_ten_rows_cost_what_one_costs(world: World, name: str) -> None:
    add, number = LISTS[name]
    client = signed_in_client(world.a11.curator)
    costs = []
    for more in (1, 9):
        with tenant_scope(world.region_a):
            for _ in range(more):
                add(world)
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(name)).status_code == 200
        costs.append(len([query for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert costs == [number, number]


def test_a_button_stands_where_its_press_works(world: World, a) -> None:
    """A municipality passes on what it has chosen, and shelves what its schools can open; not before."""
    row = way.read(a)
    offer = way.offered(a, row, world.a10)
    coordinator, path = signed_in_client(world.a10.coordinator), reverse("practice_detail", args=[row.pk])
    before = words(coordinator.get(path))
    practices.select(actor=flow.of(world.a10, "coordinator"), offer=offer)
    after = words(coordinator.get(path))
    for press in ("Предложить в банк", "в библиотеку"):
        assert press not in before and press in after, press
    choice = words(signed_in_client(a.curator).get(reverse("practice_new")))
    assert "Завершённых программ пока нет" in choice
    program = way.ended(a)
    choice = words(signed_in_client(a.curator).get(reverse("practice_new"), {"program": program.pk}))
    assert f"{program.title}: " in choice and ", 01.10.2026</option>" in choice


@pytest.mark.parametrize("results", ["after_completion", "none"])
def test_the_end_of_a_programme_asks_for_its_results(a, results: str) -> None:
    """Where the regulation wants them told; until something is written of it."""
    scene.let_stand(a, results=results)
    program, curator = way.ended(a), flow.of(a, "curator")
    Program.objects.filter(pk=program.pk).update(closed_on=curator.today)
    client, asked = signed_in_client(a.curator), "Рассказать о результатах программы"
    assert (asked in words(client.get("/"))) is (results != "none")
    practices.draw_up(actor=curator, program=program)
    assert asked not in words(client.get("/"))
