"""Papers as pictures, for short, longest and strangest words: compared with approved ones."""

import datetime
from pathlib import Path

import pytest

from reports.documents.kinds.awards import award
from reports.documents.order import Table
from reports.documents.paper import Block, Fact, Paper, SignLine, Stamp
from reports.documents.paper_print import paper_pdf
from tests.reports.order_samples import SCHOOL
from tests.reports.paper import assert_looks_like, picture

HEAD = SignLine(position="директор", name="Н. А. Ветрова")
LONG_NAME = "Мухаметшина-Константинопольская Гульназ-Александрина Айратовна"
LONG = "Очень длинное предложение о том, как проходила совместная работа наставника и наставляемых. "
STRANGE = '<b>{{ x }}</b> %(x)s «Җәүһәр „ӘӨҮҖҢҺ“» =cmd|"!A0 ёЁ'
DAY = datetime.date(2023, 5, 31)

AWARDS = {
    "short": ("Награждается", "Ли Ян", "за труд."),
    "long": ("Настоящий сертификат подтверждает, что", LONG_NAME, LONG * 6),
    "strange": (STRANGE, STRANGE, "Ы" * 90),
}


def statement(text: str, author: str) -> Paper:
    return Paper(
        label="Заявление",
        addressee=("Директору МБОУ СОШ № 9", "Ветровой Наталье Андреевне", f"от {author}"),
        blocks=(Block(paragraphs=("Прошу вывести из программы.", text)),),
        signatures=(SignLine(name=author, date=DAY, mark="электронно"),),
    )


def plan(text: str, rows: int) -> Paper:
    line = (text, "предметное", "31.05.2023", "Н. А. Ветрова", "конспект урока")
    headings = ("Мероприятие", "Направление", "Срок", "Ответственный", "Результат")
    return Paper(
        label="Персонализированная программа наставничества",
        title=text[:200],
        issuer=SCHOOL,
        stamp=Stamp(caption="Утверждаю", lines=("Директор", "Н. А. Ветрова"), signed=False),
        blocks=(
            Block(facts=(Fact(label="Наставник", value=LONG_NAME), Fact(label="Цель", value=text))),
            Block(
                heading="План мероприятий",
                table=Table(headings=headings, rows=(line,) * rows, widths=(25, 20, 15, 20, 20)),
            ),
        ),
        signatures=(SignLine(position="наставник", name="Г. А. Мухаметшина-Константинопольская"),),
        draft=True,
    )


PAPERS: dict[str, Paper] = {
    **{f"paper-award-{size}": award("certificate", SCHOOL, lines, HEAD) for size, lines in AWARDS.items()},
    "paper-statement-short": statement("Спасибо.", "Ли Яна"),
    "paper-statement-long": statement(LONG * 8, LONG_NAME),
    "paper-statement-strange": statement(STRANGE, STRANGE),
    "paper-plan-short": plan("Урок.", 1),
    "paper-plan-long": plan(LONG * 2, 4),
    "paper-plan-strange": plan(STRANGE, 2),
}


@pytest.mark.parametrize("name", sorted(PAPERS))
def test_a_paper_looks_as_it_did(name: str, tmp_path: Path) -> None:
    assert_looks_like(picture(paper_pdf(PAPERS[name]), 1), name, tmp_path)
