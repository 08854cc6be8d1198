"""What a visitor without a login sees: the section of a school, its files, and whether a paper is genuine."""

import hashlib

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from programs.models import OrderKind
from reports.models import Document
from reports.services.documents import keep_file
from tests.programs.order_flow import brought_to, other, person, press, statute
from tests.support.people import acting
from tests.ui.text import words
from tests.world import World

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 issued"


def issued(world: World, order: int) -> str:
    """The code of the order's document, its file made."""
    with acting(world.a11.head):
        return keep_file(Document.objects.get(order_id=order), PDF).public_code


def section(slug: str = "a11") -> str:
    return words(Client().get(f"/p/region-a/{slug}/"))


def test_publishing_and_withdrawing_show_at_once(world: World) -> None:
    order = brought_to("registered", world.a11, title="О том, что размещают")
    code = issued(world, order)
    file = f"/p/region-a/document/{code}.pdf"
    assert "О том, что размещают" not in section() and Client().get(file).status_code == 404
    press("publish", world.a11.site_editor, order)
    assert "О том, что размещают" in section() and Client().get(file).content == PDF
    assert "О том, что размещают" not in section("a12")
    press("unpublish", world.a11.site_editor, order)
    assert "О том, что размещают" not in section() and Client().get(file).status_code == 404


def test_documents_stand_under_what_they_are(world: World) -> None:
    a = world.a11
    with acting(a.curator):
        clause = other(kind=OrderKind.STATUTE_APPROVAL, regulation=statute(a))
    brought_to("published", a, clause, title="Об утверждении нового Положения")
    brought_to("published", a, title="О внедрении наставничества", number="14")
    groups = Client().get("/p/region-a/a11/").context["groups"]
    assert [(group.title, group.folded) for group in groups] == [
        ("Положение", False), ("Приказы", False), ("Прежние редакции Положения", True),
    ]  # fmt: skip
    assert [group.documents[0].order.title for group in groups] == [
        "Об утверждении нового Положения", "О внедрении наставничества", f"О наставничестве {a.marker}",
    ]  # fmt: skip


def test_no_personal_data_on_the_page(world: World) -> None:
    a = world.a11
    with acting(a.head):
        contacts = [(row.email, row.phone, row.last_name) for row in map(person, a.members.values())]
    body = section()
    assert "Куда обратиться" in body and f"office-{a.slug}@offices.test" in body
    for contact in contacts:
        assert not [word for word in contact if word and word in body]


def test_a_closed_school_and_unknown_addresses_are_not_found(world: World) -> None:
    for path in ("/p/region-a/nobody/", "/p/nowhere/a11/", "/p/region-b/a11/", "/v/nowhere/abc/", "/v/region-b/zzz/"):
        assert Client().get(path).status_code == 404, path


def test_verify_shows_requisites_and_no_names(world: World) -> None:
    a = world.a11
    order = brought_to("registered", a)
    code = issued(world, order)
    body = words(Client().get(f"/v/region-a/{code}/"))
    with acting(a.head):
        digest = Document.objects.get(order_id=order).order.content_hash
    for said in ("Документ подлинный", "13 – А", "24.03.2024", a.marker, digest, "UTC+03"):
        assert said in body, said
    assert a.contacts_word not in body and a.staff_word not in body
    assert Client().get(f"/v/region-b/{code}/").status_code == 404  # another region knows nothing of it


def compare(code: str, content: bytes, name: str = "p.pdf") -> tuple[int, str]:
    answer = Client().post(f"/v/region-a/{code}/", {"file": SimpleUploadedFile(name, content)})
    return answer.status_code, words(answer)


def test_comparing_a_file_keeps_nothing(world: World) -> None:
    code = issued(world, brought_to("registered", world.a11))
    before = sorted(settings.FILES_DIR.rglob("*"))
    assert "Файл совпадает с выпущенным" in compare(code, PDF)[1]
    status, body = compare(code, PDF + b" ")
    assert status == 200 and "Файл отличается от выпущенного" in body
    assert hashlib.sha256(PDF).hexdigest() in body and hashlib.sha256(PDF + b" ").hexdigest() in body
    assert compare(code, b"")[0] == 200
    big = compare(code, b"x" * (20 * 2**20 + 1))
    assert big[0] == 422 and "больше 20" in big[1]
    missing = Client().post(f"/v/region-a/{code}/", {})
    assert missing.status_code == 422 and "Выберите файл" in words(missing)
    assert sorted(settings.FILES_DIR.rglob("*")) == before


def test_a_code_typed_from_paper(world: World) -> None:
    code = issued(world, brought_to("registered", world.a11))
    spoken = "-".join(code[at : at + 4] for at in range(0, 16, 4)).upper()
    answer = Client().post("/v/region-a/zzz/", {"code": f" {spoken} "})
    assert answer.status_code == 302 and answer["Location"] == f"/v/region-a/{code}/"
    for wrong in ("", "абв", "1" * 15, "ё" * 16):
        assert Client().post("/v/region-a/zzz/", {"code": wrong}).status_code == 422


@pytest.mark.parametrize("count", [1, 30])
def test_queries(world: World, django_assert_num_queries, count: int) -> None:
    for no in range(count):
        order = brought_to("published", world.a11, number=f"{no}-о")
    code = issued(world, order)
    Client().get("/p/region-a/a11/")  # numbers are counted once in ten minutes
    with django_assert_num_queries(SECTION_QUERIES):
        Client().get("/p/region-a/a11/")
    with django_assert_num_queries(VERIFY_QUERIES):
        Client().get(f"/v/region-a/{code}/")
    with django_assert_num_queries(FILE_QUERIES):
        Client().get(f"/p/region-a/document/{code}.pdf")


SECTION_QUERIES, VERIFY_QUERIES, FILE_QUERIES = 17, 7, 6
