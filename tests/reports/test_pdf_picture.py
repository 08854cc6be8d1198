"""Pages as pictures: garbled glyphs and moved blocks pass every test of text."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from reports.documents.order import Clause, OrderDocument
from reports.pdf import html_to_pdf
from tests.reports import order_samples as samples
from tests.reports.paper import ALLOWED_SHARE, DPI, assert_looks_like, difference, paper, picture, poppler

PAGES: list[tuple[str, OrderDocument, int]] = [
    ("order-1", samples.STATUTE_ORDER, 1),
    ("order-2-statute", samples.STATUTE_ORDER, 2),
    ("order-3-landscape", samples.STATUTE_ORDER, 3),
    ("order-draft", samples.DRAFT_ORDER, 1),
    ("order-signed-2016", samples.SIGNED_2016, 1),
    ("order-signed-2025", samples.SIGNED_2025, 1),
    ("order-corner-2025", samples.CORNER_ORDER, 1),
    ("order-two-languages", samples.TATAR_ORDER, 1),
    ("order-long-1", samples.LONG_ORDER, 1),
    ("order-long-3", samples.LONG_ORDER, 3),
    ("order-long-visas", samples.LONG_ORDER, 6),
    ("order-long-acknowledgements", samples.LONG_ORDER, 7),
]


@pytest.mark.parametrize(("name", "order", "page"), PAGES, ids=[page[0] for page in PAGES])
def test_a_page_looks_as_it_did(name: str, order: OrderDocument, page: int, tmp_path: Path) -> None:
    assert_looks_like(picture(paper(order), page), name, tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        {"number": "57-о"},
        {"place": "г. Тула"},
        {"title": samples.STATUTE_ORDER.title.replace("Положения", "Порядка")},
        {"clauses": (*samples.STATUTE_ORDER.clauses[:2], Clause(no="3", text="Назначить куратора."))},
        {"acknowledgements": ()},
        {"executor": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_comparison_sees_a_change_of_one_requisite(change: dict[str, object]) -> None:
    changed = paper(replace(samples.STATUTE_ORDER, **change))  # type: ignore[arg-type]  # one field at a time
    share, _picture = difference(picture(paper(samples.STATUTE_ORDER), 1), picture(changed, 1))
    assert share > ALLOWED_SHARE


@pytest.mark.parametrize("order", [samples.LONG_ORDER, samples.SIGNED_2016, samples.CORNER_ORDER, samples.TATAR_ORDER])
def test_nothing_sticks_out_of_the_margins(order: OrderDocument) -> None:
    """GOST R 7.0.97: left at least 20 mm, right at least 10; below 20 only the executor and the code."""
    pdf = paper(order)
    for page in range(1, 1 + int(poppler("pdfinfo", pdf).split("Pages:")[1].split()[0])):
        image = picture(pdf, page)
        left, right = round(20 / 25.4 * DPI), image.width - round(10 / 25.4 * DPI) + 1
        for strip in ((0, 0, left, image.height), (right, 0, image.width, image.height)):
            assert min(image.crop(strip).tobytes()) == 255, page


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_every_letter_of_the_languages_of_russia_is_drawn(weight: str) -> None:
    """Not as an empty box, and not as its Russian neighbour."""
    letters = "ӘәӨөҮүҖҗҢңҺһӐӖҪӲҘҠҒҔҤӒӦӰӔӀӜӞӤӴІӋҶ"
    drawn = _glyphs(letters + "\uffffЭэОоУуЖжНн", weight)
    neighbours = dict(zip("ӘәӨөҮүҖҗҢң", "ЭэОоУуЖжНн", strict=True))
    for letter in letters:
        assert min(drawn[letter].tobytes()) < 128, letter
        for other in ("\uffff", neighbours.get(letter, "Ж")):
            assert difference(drawn[letter], drawn[other])[0] > 0, (letter, other)


def _glyphs(letters: str, weight: str) -> dict[str, Image.Image]:
    """Each letter on a small page of its own."""
    style = f"font-size: 40pt; font-weight: {weight}; break-after: page"
    head = "<title>Буквы</title><link rel=stylesheet href=css/doc.css><style>@page { size: 3cm 3cm; margin: 0 }</style>"
    body = "".join(f'<p class="doc" style="{style}">{letter}</p>' for letter in letters)
    pdf = html_to_pdf(f'<html lang="ru"><head>{head}</head><body>{body}</body></html>')
    return {letter: picture(pdf, number) for number, letter in enumerate(letters, start=1)}
