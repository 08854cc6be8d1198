"""Papers other than orders: one definition for the page, the PDF and the document to edit."""

import datetime
import re
from io import BytesIO

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from docx import Document as Docx

from accounts.models import StudentProfile
from accounts.refusal import Refusal
from programs.models import Program
from reports.documents.kinds import KINDS
from reports.documents.order import Table
from reports.documents.paper import Bar, Block, Chart, Fact, Paper, SignLine, Stamp, content_hash
from reports.documents.paper_docx import paper_docx
from reports.documents.paper_print import number_text, paper_pdf
from reports.documents.plain import from_plain, to_plain
from reports.documents.rendering import render_document
from reports.models import Document
from reports.services.documents import keep_file
from reports.services.papers import issue_paper
from tests.reports.order_samples import SCHOOL
from tests.reports.paper import poppler, words
from tests.reports.test_pdf import objects
from tests.support.people import acting, signed_in_client
from tests.support.world_papers import dispute_of
from tests.world import World

HOSTILE = '<script>alert(1)</script>{{ secret }}{% load x %}=cmd|" /C calc"!A0\x0b'

FULL = Paper(
    label="Аналитическая справка",
    title="О реализации программ наставничества за 2022/23 учебный год",
    issuer=SCHOOL,
    addressee=("Директору школы", "А. Б. Ветровой"),
    stamp=Stamp(caption="Утверждаю", lines=("Директор", "А. Б. Ветрова"), signed=False),
    date=datetime.date(2023, 6, 1),
    number="3",
    place="г. Щёкино",
    blocks=(
        Block(heading="1. Участники", facts=(Fact(label="Пар", value="12"),), paragraphs=("1.1. Двенадцать пар.",)),
        Block(table=Table(headings=("Форма", "Пар"), rows=(("учитель – учитель", "12"), (HOSTILE, "0")))),
        Block(
            heading="2. Охват",
            chart=Chart(
                title="Доля наставляемых",
                unit="%",
                before_label="2021/22",
                now_label="2022/23",
                bars=(Bar(label="K1", value=35.0, before=20.0, note="12 из 34"), Bar(label="K4")),
            ),
        ),
    ),
    signatures=(SignLine(position="куратор", name="И. И. Лаптева", date=datetime.date(2023, 6, 1), mark="электронно"),),
    note="По данным на 01.06.2023",
)


def docx_text(content: bytes) -> str:
    document = Docx(BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return " ".join(" ".join([*(line.text for line in document.paragraphs), *cells]).split())


def test_a_paper_says_all_that_it_was_given() -> None:
    text = words(paper_pdf(FULL))
    for said in ("Утверждаю", "01.06.2023", "Двенадцать пар", "35 %", "было 20 %", "12 из 34", "н/д", "электронно"):
        assert said.lower() in text.lower(), said


def test_a_paper_is_archival_and_the_same_twice() -> None:
    pdf = paper_pdf(FULL)
    facts, inside = poppler("pdfinfo", pdf), objects(pdf)
    assert FULL.name in facts and re.search(r"Tagged: +yes", facts)
    assert 'pdfaid:conformance="A"' in inside and "/OutputIntents" in inside and re.search(r"/Lang \(ru\)", inside)
    fonts = poppler("pdffonts", pdf).splitlines()[2:]
    assert fonts and all("Document-" in line for line in fonts)
    assert all(line.split()[-5] == "yes" for line in fonts), "embedded"
    assert paper_pdf(FULL) == pdf


def test_the_document_to_edit_has_the_same_words() -> None:
    text = docx_text(paper_docx(FULL))
    for said in ("УТВЕРЖДАЮ", "Двенадцать пар", "35 %", "20 %", "учитель – учитель", "И. И. Лаптева"):
        assert said in text


def test_a_hostile_name_is_but_a_name() -> None:
    """It is printed as it was typed: no template runs, no mark-up, no formula."""
    assert "{{ secret }}" in words(paper_pdf(FULL))
    assert "<script>" in docx_text(paper_docx(FULL))


def test_words_survive_the_store_and_altering_one_alters_the_hash() -> None:
    plain = to_plain(FULL)
    assert from_plain(Paper, plain) == FULL
    plain["blocks"][0]["facts"][0]["value"] = "13"
    assert content_hash(from_plain(Paper, plain)) != content_hash(FULL)


@pytest.mark.parametrize(("value", "said"), [(None, "н/д"), (87.5, "87,5\xa0%"), (0.0, "0\xa0%"), (100.0, "100\xa0%")])
def test_a_figure_is_written_as_people_write_it(value: float | None, said: str) -> None:
    assert number_text(value, "%" if value is not None else "") == said


@pytest.mark.django_db
def test_a_programme_is_read_downloaded_and_edited(world: World) -> None:
    client = signed_in_client(world.a11.mentor)
    pk = world.a11.rows["program"]
    page = client.get(reverse("paper_page", args=["program", pk])).content.decode()
    assert "Персонализированная программа наставничества" in page
    pdf = client.get(reverse("paper_file", args=["program", pk, "pdf"]))
    assert "План мероприятий" in words(pdf.content)
    docx = client.get(reverse("paper_file", args=["program", pk, "docx"]))
    assert "План мероприятий" in docx_text(docx.content)
    assert client.get(reverse("paper_file", args=["program", pk, "exe"])).status_code == 404
    assert client.get(reverse("paper_page", args=["nothing", pk])).status_code == 404


@pytest.mark.django_db
def test_no_kind_is_without_a_check_of_sight() -> None:
    assert all(hasattr(kind.model.objects, "visible_to") for kind in KINDS.values())


@pytest.mark.django_db
def test_an_issued_programme_keeps_its_words_and_is_checked_by_anyone(world: World) -> None:
    a = world.a11
    pk, client = a.rows["program"], signed_in_client(a.curator)
    for _press in range(2):
        assert client.post(reverse("paper_issue", args=["program", pk])).status_code == 302
    with acting(a.curator):
        document = Document.objects.select_related("region").get(kind="program", subject=pk, file=None)
        assert keep_file(document, render_document(document)).file is not None
        Program.objects.filter(pk=pk).update(title="Другое название")
        assert "Другое название" not in words(render_document(document))
    served = client.get(reverse("document_file", args=[document.pk]))
    assert b"".join(served.streaming_content) if served.streaming else served.content
    page = Client().get(reverse("verify", args=[document.region.code, document.public_code])).content.decode()
    assert "Документ подлинный" in page and document.content_hash in page
    assert a.pupils_word not in page and document.content["title"] not in page
    with acting(a.curator):
        document.content["title"] = "Подменённое название"
        document.save(update_fields=["content"])
    page = Client().get(reverse("verify", args=[document.region.code, document.public_code])).content.decode()
    assert "Документ изменён" in page


@pytest.mark.django_db
def test_a_mentor_issues_nothing(world: World) -> None:
    before = signed_in_client(world.a11.mentor)
    pk = world.a11.rows["program"]
    with acting(world.a11.curator):
        count = Document.objects.filter(kind="program").count()
    assert before.post(reverse("paper_issue", args=["program", pk])).status_code == 409
    with acting(world.a11.curator):
        assert Document.objects.filter(kind="program").count() == count


KINDS_OF_ROWS = {
    "program": ("program", "План мероприятий"),
    "consent": ("consent_mentor", "Согласие"),
    "statement": ("application", "Прошу"),
    "agreement": ("agreement", "351.8"),
    "minutes": ("minutes_signed", "Повестка дня"),
    "statute": ("statute", "Общие положения"),
    "school-program": ("school_program", "Ожидаемые результаты"),
    "questionnaire": ("general_meeting", "Отвечает наставляемый"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("slug", sorted(KINDS_OF_ROWS))
def test_each_kind_prints_for_its_reader_and_is_nothing_elsewhere(world: World, slug: str) -> None:
    key, said = KINDS_OF_ROWS[slug]
    rows = world.a11.rows | {"statute": world.a11.regulations["in_force"]}
    address = reverse("paper_page", args=[slug, rows[key]])
    assert said in signed_in_client(world.a11.curator).get(address).content.decode()
    others = [node for node in world.nodes.values() if "curator" in node.members and node.code != world.a11.code]
    assert others
    for stranger in (node.curator for node in others):
        assert signed_in_client(stranger).get(address).status_code == 404


@pytest.mark.django_db
def test_what_a_finished_programme_leaves(world: World) -> None:
    a = world.a11
    with acting(a.curator) as curator:
        program = Program.objects.get(pk=a.rows["program"])
        for slug in ("certificate", "thanks"):
            with pytest.raises(Http404):
                KINDS[slug].build(program, curator)
        Program.objects.filter(pk=program.pk).update(
            state="completed", closed_on=curator.today, approved_on=curator.today, closure_reason="COMPLETED",
            mentor_report="Научились планировать урок.", mentor_reported_on=curator.today, outcome="Урок дан",
        )  # fmt: skip
        program.refresh_from_db()
        mentor = program.unit.members.get(side="mentor", left_on=None).person
        assert "Научились планировать урок." in words(paper_pdf(KINDS["mentor-report"].build(program, curator)))
        award = words(paper_pdf(KINDS["certificate"].build(program, curator)))
        assert mentor.full_name in award and program.title.split()[0] in award
        with pytest.raises(Http404):
            KINDS["thanks"].build(program, curator)  # a grown-up mentor has no parents to thank
        StudentProfile.objects.create(
            person=mentor, organization_id=a.id, class_label="10 «А»", valid_from=curator.today
        )
        assert "Уважаемые родители" in words(paper_pdf(KINDS["thanks"].build(program, curator)))


@pytest.mark.django_db
def test_certificates_have_numbers_without_gaps(world: World) -> None:
    a = world.a11
    with acting(a.head) as head:
        program = Program.objects.get(pk=a.rows["program"])
        Program.objects.filter(pk=program.pk).update(
            state="completed", closed_on=head.today, approved_on=head.today, closure_reason="COMPLETED"
        )
        program.refresh_from_db()
        first = issue_paper(actor=head, kind=KINDS["certificate"], row=program)
        assert issue_paper(actor=head, kind=KINDS["certificate"], row=program) == first
        program.title = "Вторая"
        assert issue_paper(actor=head, kind=KINDS["certificate"], row=program) == first, "other words, the same award"
        # a second one is of another programme of the pair
        program.pk, program.start_on = None, program.start_on - datetime.timedelta(days=400)
        program.save(force_insert=True)
        second = issue_paper(actor=head, kind=KINDS["certificate"], row=program)
        assert [first.number, second.number] == [1, 2]
        text = words(render_document(second))
        assert "№2" in text.replace(" ", "") and second.public_code in text
    with acting(a.curator) as curator, pytest.raises(Refusal):
        issue_paper(actor=curator, kind=KINDS["certificate"], row=program)


@pytest.mark.django_db
@pytest.mark.parametrize(("which", "draft"), [("minutes_signed", False), ("minutes", True)])
def test_minutes_say_what_was_decided_and_not_what_a_case_was_about(world: World, which: str, draft: bool) -> None:
    a = world.a11
    text = words(signed_in_client(a.head).get(reverse("paper_file", args=["minutes", a.rows[which], "pdf"])).content)
    assert ("Проект" in text) == draft
    assert ("Голосовали: за – 1, против – 0, воздержались – 0." in text) == (not draft)
    assert ("Присутствовали (1 из 1)" in text) == (not draft)
    assert dispute_of(a) not in text
