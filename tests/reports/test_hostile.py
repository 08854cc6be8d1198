"""Whatever people type is printed as it looks: nothing breaks, nothing runs, nothing vanishes from the picture."""

import re
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from defusedxml.ElementTree import fromstring
from PIL import Image, ImageChops

from reports.documents.bank_files import as_docx, as_pdf, as_xlsx
from reports.documents.bank_table import MENTOR_COLUMNS, BankTable, _plain
from reports.documents.order import Acknowledgement, Clause, Letterhead, OrderDocument, Signatory, Table, Visa
from reports.documents.order_print import print_context
from reports.documents.paper import Bar, Block, Chart, Fact, Paper, SignLine, Stamp
from reports.documents.paper_docx import paper_docx
from reports.documents.paper_print import paper_pdf
from reports.glyphs import UNKNOWN, printable, shown
from reports.pdf import html_to_pdf, render_pdf
from tests.reports.order_samples import SCHOOL
from tests.reports.paper import picture, poppler
from tests.reports.test_papers import docx_text
from tests.reports.test_pdf import PAGE, objects

LONG = "Абвгдежз" * 38
# What is typed → what a reader must find on the paper.
STRANGE = {
    "<b>Жирный</b><script>alert(1)</script><img src=x onerror=alert(1)>": "<script>alert(1)</script>",
    "{{ settings.SECRET_KEY }}{% include 'x' %}{# y #}": "{{ settings.SECRET_KEY }}{% include 'x' %}{# y #}",
    '=cmd|" /C calc"!A0': '=cmd|" /C calc"!A0',
    "+7+SUM(A1:A9)": "+7+SUM(A1:A9)",
    "-2+3": "-2+3",
    "@SUM(1)": "@SUM(1)",
    "\t=HYPERLINK(\"http://example.org\")": '=HYPERLINK("http://example.org")',
    "Иванов\u202eвонавИ\u202c": "ИвановвонавИ",
    "Ноль\u200bши\u200dри\ufeffны\u2060!": "Нольширины!",
    "שלום": "שלום",
    LONG: LONG,
    "Смех 😀 единорог 🦄": f"Смех 😀 единорог {UNKNOWN}",
    "Наи\u0306ля Е\u0308лкина а\u0301кут": "Найля Ёлкина а\u0301кут",
    "Нуль\x00 вверх\x0bвниз\x1f \ud800 \ufffe конец": "Нуль вверх вниз конец",
    "http://169.254.169.254/ file:///etc/passwd": "file:///etc/passwd",
    "&#x202e;&lt;&amp;": "&#x202e;&lt;&amp;",
    "</p></article><style>@import url(file:///etc/passwd); *{display:none}</style>": "@import url(file:///etc/passwd);",
    "<link rel=attachment href='file:///etc/passwd'><svg><image href='file:///etc/hosts'/></svg>": "<svg><image href=",
    "<iframe src=//example.org></iframe><object data=x.pdf>": "<object data=x.pdf>",
    "{{ doc.qr|safe }}{% debug %}{% load static %}": "{{ doc.qr|safe }}{% debug %}{% load static %}",
    "Й\u0306\u0300\u0301ж\u0489": "Й",
    "строка\u2028другая\u2029третья": "строкадругаятретья",
    "＝1+1 '=1+1 \r=2+2": "'=1+1",
    "КонстантинопольскаяСверхдлинная<i>ПреображенскаяФамилия</i>": "<i>ПреображенскаяФамилия</i>",
}  # fmt: skip
ALL = tuple(STRANGE)


def everywhere(text: str) -> OrderDocument:
    """An order that holds ``text`` in each place where something is typed."""
    table = Table(headings=("№", text), rows=((text, text),), widths=(20, 60))
    return OrderDocument(
        issuer=replace(SCHOOL, name_full=text, address=text, email=text, founder=text),
        title=text,
        signatory=Signatory(position=text, name=text[:60]),
        place=text,
        date=date(2025, 9, 1),
        number=text[:60],
        preamble=text,
        clauses=(Clause(no="1", text=text, term=text, table=table),),
        acknowledgements=(Acknowledgement(name=text, position=text),),
        visas=(Visa(name=text, position=text, remark=text),),
        gost="2025",
    )


def paper_of(text: str) -> Paper:
    return Paper(
        label=text,
        title=text,
        issuer=Letterhead(name_full=text, name_short=text),
        addressee=(text,),
        stamp=Stamp(caption=text, lines=(text,)),
        number=text[:60],
        place=text,
        blocks=(
            Block(heading=text, facts=(Fact(label=text, value=text),), paragraphs=(text,)),
            Block(table=Table(headings=(text, text), rows=((text, text),))),
            Block(chart=Chart(title=text, unit="%", before_label=text, bars=(Bar(label=text, value=5.0, note=text),))),
        ),
        signatures=(SignLine(position=text, name=text[:60], mark="электронно"),),
        note=text,
    )


def order_pdf(order: OrderDocument) -> bytes:
    return render_pdf("pdf/order.html", print_context(order), title=order.title)


def bare(text: str) -> str:
    """Without spaces and line ends: a long word is broken by the column."""
    return re.sub(r"[\s\u00a0\u00ad]+", "", text)


def text_of(pdf: bytes) -> str:
    return bare(poppler("pdftotext", pdf, "-raw"))


def assert_harmless(pdf: bytes) -> None:
    inside = objects(pdf)
    assert not re.search(r"/(JavaScript|JS|Launch|URI|SubmitForm|EmbeddedFile|GoToR)\b", inside)
    facts = re.search(r"<\?xpacket begin.*?\?>(.*?)<\?xpacket end", inside, re.S)
    assert facts and fromstring(facts[1].encode("latin-1")) is not None, "facts that no reader can parse"
    for no in range(1, int(re.search(r"Pages: +(\d+)", poppler("pdfinfo", pdf))[1]) + 1):
        page = picture(pdf, no, 30)
        margin = page.crop((page.width - 6, 0, page.width, page.height))  # 5 mm of the 10
        assert margin.getextrema()[0] > 200, f"page {no}: the text runs off the sheet"


# The long word alone, the others together: a PDF takes a while.
@pytest.mark.parametrize("typed", [[LONG], [text for text in ALL if text != LONG]], ids=["a long word", "all others"])
@pytest.mark.parametrize("make", [lambda text: order_pdf(everywhere(text)), lambda text: paper_pdf(paper_of(text))])
def test_an_order_and_a_paper_of_strange_words(make, typed: list[str], caplog: pytest.LogCaptureFixture) -> None:
    pdf = make(" ".join(typed))
    text = text_of(pdf)
    for one in typed:
        assert bare(STRANGE[one]) in text
    assert not {"\u202e", "\u200b", "\u200d", "\ufeff"} & set(text)
    assert ".notdef" not in caplog.text
    assert_harmless(pdf)


def test_a_document_to_edit_of_strange_words() -> None:
    for typed, seen in STRANGE.items():
        content = paper_docx(paper_of(typed))
        # An editor has fonts of its own: what ours lack stays what it is.
        assert bare(seen).replace(UNKNOWN, "") in bare(docx_text(content)).replace("🦄", "")
        with zipfile.ZipFile(BytesIO(content)) as box:
            body = box.read("word/document.xml").decode()
            links = box.read("word/_rels/document.xml.rels").decode()
        assert "w:instrText" not in body and "w:fldSimple" not in body and 'TargetMode="External"' not in links


def test_a_list_of_strange_words() -> None:
    """As a spreadsheet every cell is text; as a document and on paper it says the same."""
    line = _plain((ALL * 2)[: len(MENTOR_COLUMNS)])
    table = BankTable("База наставников", printable(ALL[0]), date(2025, 9, 1), MENTOR_COLUMNS, (line, line[::-1]))
    content = as_xlsx(table)
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert [cell.value for cell in sheet[4]] == list(line)
    with zipfile.ZipFile(BytesIO(content)) as box:
        for name in box.namelist():
            assert not re.search(r"<f[ >]|<hyperlink|TargetMode=\"External\"|ddeLink", box.read(name).decode()), name
    edited = bare(docx_text(as_docx(table)))
    assert all(bare(text) in edited for text in line)
    pdf = as_pdf(table)
    assert bare("{{ settings.SECRET_KEY }}") in text_of(pdf)
    assert not re.search(r"/(JavaScript|JS|Launch|URI)\b", objects(pdf))


# Letters beyond the Russian ones in the alphabets of peoples of Russia.
PEOPLES = {
    "татары": "ӘәӨөҮүҖҗҢңҺһ",
    "башкиры": "ӘәӨөҮүҒғҠҡҘҙҪҫҢңҺһ",
    "якуты, долганы": "ҔҕҤҥӨөҺһҮүҢң",
    "чуваши": "ӐӑӖӗҪҫӲӳ",
    "коми, коми-пермяки": "ІіӦӧ",
    "ненцы": "ӇӈʼˮҢң",
    "удмурты": "ӜӝӞӟӤӥӦӧӴӵ",
    "марийцы": "ҤҥӦӧӰӱӒӓӸӹ",
    "буряты, калмыки": "ӨөҮүҺһӘәҖҗҢң",
    "тувинцы, алтайцы, хакасы, шорцы": "ҢңӨөҮүӦӧӰӱJjҒғІіӋӌ",
    "осетины": "Ӕӕ",
    "аварцы, адыги, даргинцы, лезгины, чеченцы, ингуши": "ӀӏІ",
    "казахи": "ӘәҒғҚқҢңӨөҰұҮүҺһІі",
    "чукчи, коряки, эвены, эвенки": "ӃӄӇӈӨөӢӣӮӯҒғԒԓԚԛ",
    "ханты, манси, селькупы": "ԮԯԨԩӐӑӒӓӘәӚӛӅӆҚқӃӄҢңӇӈӨөӪӫЎўӰӱЄєӶӷӢӣӮӯ",
    "саамы": "ӒӓҺһЈјҊҋӅӆӍӎӉӊҎҏӬӭҌҍ",
    "нивхи, юкагиры, ительмены": "ҒғӶӷҔҕӃӄҚқӇӈҢңӺӻҲҳӼӽӾӿԒԓ",
    "украинцы, белорусы, абазины": "ЄєЇїҐґЎў",
    "карелы, вепсы, финны": "ÄäÖöŠšŽžÜüČč",
}  # fmt: skip


def test_the_letters_of_the_peoples_of_russia_are_in_the_document_font() -> None:
    for people, letters in PEOPLES.items():
        assert shown(letters) == letters, people
    assert shown("\U0001f984") == UNKNOWN  # no people writes it, and no vendored face has it


CELL = '<p style="position: absolute; text-indent: 0; left: {}mm; top: {}mm; font-weight: {}">{}</p>'
ACROSS, STEP = 12, 12  # cells of 12 mm


def grid(letters: str, weight: str) -> tuple[list[Image.Image], str]:
    """Each letter's picture in a cell of its own, and the text of the page."""
    cells = (CELL.format(no % ACROSS * STEP, no // ACROSS * STEP, weight, letter) for no, letter in enumerate(letters))
    pdf = html_to_pdf(PAGE.format(f'<div class="doc" style="position: relative">{"".join(cells)}</div>'))
    dpi = 127  # 5 dots a millimetre
    page = picture(pdf, 1, dpi)
    boxes = ((125 + no % ACROSS * STEP * 5, 100 + no // ACROSS * STEP * 5) for no in range(len(letters)))
    return [page.crop((x - 5, y, x + 45, y + 40)) for x, y in boxes], poppler("pdftotext", pdf)


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_each_letter_is_drawn_and_found(weight: str) -> None:
    """The picture is neither empty nor that of a sign without a glyph, and the text under it is the letter."""
    letters = "".join(dict.fromkeys("".join(PEOPLES.values())))
    pictures, text = grid(letters + "\U0001f984", weight)
    missing = pictures.pop()
    for letter, drawn in zip(letters, pictures, strict=True):
        assert letter in text
        assert drawn.getextrema()[0] < 128, f"{letter} is not drawn"
        assert ImageChops.difference(drawn, missing).getbbox(), f"{letter} has no glyph"
