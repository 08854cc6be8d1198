"""The library of methods: from each level to everybody below it, beside the programme that it suits."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.grammar import Case, decline_name
from accounts.refusal import Refusal, Stale
from programs.models import FederalMaterial, Material, Program, ProgramMaterial
from programs.queries import library as queries
from programs.services import library
from programs.services.reference import load_reference
from tests.programs import pair_flow as flow
from tests.programs.regulation_flow import enact
from tests.support.people import acting, signed_in_client
from tests.ui.text import words
from tests.world import Node, World

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def a(world: World):
    with acting(world.a11.curator):
        yield world.a11


def put(node: Node, role: str, title: str = "Памятка наставника", **fields) -> Material:
    told = {"kind": "guide", "title": title, "url": "https://methods.example/", **fields}
    return library.add(actor=flow.of(node, role), fields=told)


def sees(node: Node, role: str, material: Material) -> bool:
    return Material.objects.visible_to(flow.of(node, role)).filter(pk=material.pk).exists()


def test_each_level_gives_to_everybody_below_it(world: World, a) -> None:
    school, district = put(a, "council_member"), put(world.a10, "coordinator")
    centre, institute = put(world.a1m, "mnc_officer"), put(world.a0i, "institute")
    tutor = put(world.a0c, "cnppm_tutor")
    for material, there in ((school, "1"), (district, "11"), (centre, "11"), (institute, "111"), (tutor, "111")):
        readers = ((a, "mentor"), (world.a12, "mentor"), (world.a21, "curator"))
        assert "".join("1" * sees(*reader, material) for reader in readers) == there, material.organization
    assert not sees(world.a10, "coordinator", school)
    with pytest.raises(Refusal):
        library.edit(actor=flow.of(a, "curator"), material=district, version=1, fields={"title": "Моё"})
    with pytest.raises(Refusal):
        put(a, "mentor")


def test_a_mentee_is_given_what_is_for_mentees(a) -> None:
    both, mine, other = (
        put(a, "curator"),
        put(a, "curator", audience=["mentee"]),
        put(a, "curator", audience=["mentor"]),
    )
    assert [sees(a, "mentee", row) for row in (both, mine, other)] == [True, True, False]
    assert sees(a, "mentor", mine)


def test_what_cannot_be_opened_or_names_people_is_refused(world: World, a) -> None:
    with pytest.raises(Refusal, match="файл или дайте ссылку"):
        put(a, "curator", url="")
    with pytest.raises(Refusal, match="людей не называют"):
        put(a, "curator", about=f"Составил {world.a11.mentor.full_name}")
    surname, name = world.a11.mentor.full_name.split()[:2]
    classic = {"kind": "guide", "title": f"Уроки: {surname} {name[0]}.", "url": "https://books.example/"}
    assert library.add(actor=flow.of(a, "curator"), fields=classic, authors=True).pk  # a namesake has written a book
    with pytest.raises(Refusal, match="людей не называют"):  # by the first name too it is nobody else
        library.add(actor=flow.of(a, "curator"), fields={**classic, "title": f"{surname} {name}"}, authors=True)
    own = decline_name(surname, name, "", Case.GENITIVE)
    with pytest.raises(Refusal, match="людей не называют"):
        library.add(actor=flow.of(a, "curator"), fields={**classic, "title": f"Работа {own}"}, authors=True)
    with pytest.raises(Refusal, match="только ссылки на сайты"):
        put(a, "curator", url="/practices/1/", for_visitors=True)
    for address in ("javascript:alert(1)", "//evil.example/", "/people/1/", "https://"):
        with pytest.raises(IntegrityError), transaction.atomic():
            put(a, "curator", url=address)
    told = {"kind": "guide", "title": "Памятка", "url": "javascript:alert(1)"}
    assert signed_in_client(a.curator).post(reverse("material_new"), told).status_code == 422


def test_a_file_is_given_to_whoever_sees_the_material(world: World, a) -> None:
    curator = signed_in_client(a.curator)
    told = {"kind": "tool", "title": "Лист наблюдения", "file": SimpleUploadedFile("list.pdf", PDF)}
    assert curator.post(reverse("material_new"), told).status_code == 302
    row = Material.objects.get(title="Лист наблюдения")
    path = reverse("material_file", args=[row.pk])
    answer = signed_in_client(a.mentor).get(path)
    assert answer.content == PDF and f"material-{row.pk}.pdf" in answer["Content-Disposition"]
    assert signed_in_client(world.a12.curator).get(path).status_code == 404
    exe = {**told, "title": "Не то", "file": SimpleUploadedFile("x.pdf", b"MZ" * 50)}
    assert curator.post(reverse("material_new"), exe).status_code == 422
    edit = reverse("material_edit", args=[row.pk])
    assert "list.pdf" in words(curator.get(edit))
    changed = {"kind": "tool", "title": "Лист урока", "version": row.version}
    assert curator.post(edit, changed).status_code == 302
    with pytest.raises(Stale):
        library.edit(actor=flow.of(a, "curator"), material=row, version=row.version, fields={"title": "Опоздал"})
    assert curator.post(edit, {"close": "1"}).status_code == 302
    assert signed_in_client(a.mentor).get(path).status_code == 404 and curator.get(path).status_code == 200
    assert curator.post(edit, {"open": "1"}).status_code == 302


def test_the_library_is_searched_as_people_type(a) -> None:
    put(a, "curator", "Ещё одна памятка", areas=["LEGAL"], form="TEACHER_TEACHER", publisher="Институт")
    client = signed_in_client(a.mentor)
    assert "https://methods.example/" in words(client.get(reverse("search"), {"q": "еще одна памятка"}))
    for asked, there in (
        ({"q": "еще памятка институт"}, True), ({"area": "LEGAL"}, True), ({"area": "ICT"}, False),
        ({"form": "PUPIL_PUPIL"}, False), ({"who": "mentor", "level": "own"}, True), ({"level": "institute"}, False),
        ({"kind": "video"}, False),
    ):  # fmt: skip
        assert ("Ещё одна памятка" in words(client.get(reverse("material_list"), asked))) is there, asked


def test_the_country_publishes_where_the_contour_is_turned_on(world: World, a) -> None:
    """The federal operator and centres in a regulation that names them; what is of no body, everywhere (S5 п. 4.3)."""
    load_reference()
    FederalMaterial.objects.create(
        code="young", title="Педагог вуза – молодой педагог", kind="guide", url="https://centre.example/",
        body="FEDERAL_CENTERS", publisher="Федеральный центр", form="UNI_EDUCATOR_YOUNG_EDUCATOR",
    )  # fmt: skip
    actor = flow.of(a, "curator")
    before = set(queries.of_the_country(actor.organization, actor).values_list("code", flat=True))
    assert {"neb", "az-1128"} <= before and not before & {"academy", "young"}
    enact(a, preset="altai_duc")
    actor = flow.of(a, "curator")
    after = set(queries.of_the_country(actor.organization, actor).values_list("code", flat=True))
    assert after - before == {"academy", "young"}
    page = signed_in_client(a.curator).get(reverse("material_list"), {"form": "UNI_EDUCATOR_YOUNG_EDUCATOR"})
    assert "Федеральный центр" in words(page)


def test_beside_a_programme_stands_what_suits_it(world: World, a) -> None:
    """By its form, its mentees and its plan, the most to the point first; and what the council has named for it."""
    load_reference()
    program = Program.objects.select_related("unit", "organization__region").get(pk=a.rows["program"])
    ProgramMaterial.objects.filter(program=program).delete()
    near = put(world.a0i, "institute", "К делу", form=program.unit.form, areas=["METHOD"], audience=["mentor"])
    put(a, "curator", "Не та форма", form="EMPLOYER_PUPIL")
    put(a, "curator", "Не то дело", areas=["HEALTH"])
    other = put(a, "curator", "Не тому", audience=["psychologist"])
    mentor = flow.of(a, "mentor")
    found = queries.beside(program, mentor)
    titles = [row.title for row in found["fitting"]]
    assert titles[0] == "К делу" and not {"Не та форма", "Не то дело", "Не тому"} & set(titles) and not found["named"]
    assert any(isinstance(row, FederalMaterial) for row in found["fitting"])
    with pytest.raises(Refusal, match="назначают совет и куратор"):
        library.name_for(actor=mentor, program=program, material=near)
    with pytest.raises(Refusal, match="в библиотеке нет"):
        library.name_for(actor=flow.of(a, "council_member"), program=program, material=put(world.a12, "curator"))
    for material in (near, other, near):
        library.name_for(actor=flow.of(a, "council_member"), program=program, material=material)
    assert [row.title for row in queries.beside(program, mentor)["named"]] == ["Не тому", "К делу"]
    page = words(signed_in_client(a.mentor).get(reverse("program_detail", args=[program.pk])))
    assert "Пригодится для программы" in page and "К делу" in page
    member = signed_in_client(a.council_member)
    path = reverse("program_materials", args=[program.pk])
    assert "Не та форма" in words(member.get(path, {"q": "не та"}))
    press = reverse("program_material_name", args=[program.pk])
    assert member.post(press, {"material": near.pk, "drop": "1"}).status_code == 302
    assert member.post(press, {"material": 0}).status_code == 409
    assert program.materials.count() == 1


def test_useful_pages_stand_on_open_pages_with_their_publishers(world: World, a) -> None:
    """S5 п. 3.4: the institution's own section leads to the information site of a partner."""
    shown = {"publisher": "Педагогический университет", "for_visitors": True}
    put(world.a0i, "institute", "Центр педагогического наставничества", **shown)
    put(world.a0i, "institute", "Только для своих")
    page = words(Client().get(reverse("public_section", args=[a.region_code, a.slug])))
    assert "Центр педагогического наставничества" in page and "Педагогический университет" in page
    assert "Только для своих" not in page
