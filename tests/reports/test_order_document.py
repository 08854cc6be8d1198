"""The plain data of an order, its hash, and the words that its paper shows (S4)."""

import json
from dataclasses import fields, replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.documents.order import (
    Acknowledgement,
    Appendix,
    Clause,
    Letterhead,
    OrderDocument,
    Signatory,
    Table,
    canonical,
    content_hash,
    from_json,
    gost_for,
    to_json,
)
from reports.documents.order_print import order_label, order_text
from reports.documents.plain import PlainError, from_plain, to_plain
from reports.documents.typography import paragraphs, printable, tie
from tests.reports import order_samples as samples
from tests.reports.paper import paper, words

SAMPLES = [value for value in vars(samples).values() if isinstance(value, OrderDocument)]
GOLDEN_HASH = "e78aa18a9b7e641465f24b70ec37ea2f607b6013fa319d156c51d4aa081c3e09"


@pytest.mark.parametrize("order", SAMPLES)
def test_json_there_and_back(order: OrderDocument) -> None:
    assert from_json(to_json(order)) == order


@given(number=st.text(), text=st.text(), day=st.none() | st.dates(), landscape=st.booleans())
def test_any_text_survives_exactly(number: str, text: str, day: date | None, landscape: bool) -> None:
    order = replace(
        samples.STATUTE_ORDER,
        number=number,
        date=day,
        clauses=(Clause(no="1", text=text),),
        appendices=(Appendix(no="1", title=text, landscape=landscape, stamp_number=number),),
    )
    assert from_json(to_json(order)) == order


def test_the_hash_never_changes_for_the_same_words() -> None:
    """A golden value: were it to change, no signature of the past could be checked again."""
    assert content_hash(samples.STATUTE_ORDER) == GOLDEN_HASH


def test_the_signature_covers_words_and_not_what_comes_after_it() -> None:
    order = samples.STATUTE_ORDER
    assert content_hash(samples.SIGNED_2016) == content_hash(order)
    assert content_hash(replace(order, acknowledgements=())) == content_hash(order)
    assert content_hash(order, "order/2") != content_hash(order)


@pytest.mark.parametrize(
    "change",
    [
        {"number": "13 - А"},
        {"number": "13 – А "},
        {"date": date(2022, 3, 25)},
        {"title": samples.STATUTE_ORDER.title + "."},
        {"control": None},
        {"clauses": samples.STATUTE_ORDER.clauses[::-1]},
        {"appendices": samples.STATUTE_ORDER.appendices[:1]},
        {"gost": "2025"},
        {"signatory": Signatory(position="директор", name="Н. А. Ветрова", acting=True)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_any_other_word_is_another_hash(change: dict[str, object]) -> None:
    changed = replace(samples.STATUTE_ORDER, **change)  # type: ignore[arg-type]  # one field at a time
    assert content_hash(changed) != content_hash(samples.STATUTE_ORDER)


def test_the_canonical_form_leaves_out_what_says_nothing() -> None:
    """So a field added later with a default leaves old hashes alone; every field but the necessary ones has one."""
    plain = json.loads(canonical(samples.DRAFT_ORDER))
    assert "date" not in plain
    assert "second_letterhead" not in plain
    assert "signature" not in plain
    required = {field.name for field in fields(OrderDocument) if field.default is field.default_factory}
    assert required == {"issuer", "title", "signatory"}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"number": 13}, "number: expected str"),
        ({"colour": "red"}, "unknown key 'colour'"),
        ({"gost": "2030"}, "gost: '2030'"),
        ({"date": "24.03.2022"}, "date: "),
        ({"clauses": [{"no": "1", "text": "а", "mode": "maybe"}]}, r"clauses\[0\].mode"),
        ({"clauses": {"no": "1"}}, "clauses: expected a list"),
        ({"clauses": ["1"]}, r"clauses\[0\]: expected an object"),
        ({"issuer": {"name_full": "Школа"}}, "issuer: .*name_short"),
        ({"signature": {"signer": "Ветрова", "signed_at": 5, "content_hash": ""}}, "signature.signed_at"),
    ],
)
def test_data_that_does_not_fit_says_where(change: dict[str, object], place: str) -> None:
    plain = {**to_plain(samples.STATUTE_ORDER), **change}
    with pytest.raises(PlainError, match=place):
        from_plain(OrderDocument, plain)


def test_a_naive_moment_and_foreign_types_have_no_place() -> None:
    with pytest.raises(PlainError, match="naive"):
        to_plain(datetime(2022, 3, 24, 14, 5))
    with pytest.raises(PlainError, match="complex"):
        to_plain(1j)


def test_a_table_has_cells_for_its_headings() -> None:
    with pytest.raises(ValueError, match="cells"):
        Table(headings=("а", "б"), rows=(("1",),))
    with pytest.raises(ValueError, match="widths"):
        Table(headings=("а", "б"), rows=(), widths=(5,))


def test_the_standard_goes_by_the_date_of_the_document() -> None:
    assert gost_for(date(2025, 8, 17)) == "2016"
    assert gost_for(date(2025, 8, 18)) == "2025"


def test_every_requisite_is_on_the_paper() -> None:
    said = words(paper(samples.STATUTE_ORDER))
    for requisite in (
        "Комитет по образованию администрации муниципального образования",
        "Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № 11» (МБОУ «СШ № 11»)",
        "тел. (48700) 0-00-11", "ОГРН 0000000000000, ИНН/КПП 0000000000/000000000",
        "ПРИКАЗ 24.03.2022 № 13 – А г. Щёкино Об утверждении Положения", "ПРИКАЗЫВАЮ: 1. Утвердить Положение",
        "4. Контроль за исполнением приказа оставляю за собой. Директор Н. А. Ветрова",
        "С приказом от 24.03.2022 № 13 – А ознакомлен: на бумаге О. И. Седова 25.03.2022",
        "Седова Ольга Игоревна (48700) 0-00-12",
        "Приложение № 1 УТВЕРЖДЕНО приказом МБОУ «СШ № 11» от 24.03.2022 № 13 – А ПОЛОЖЕНИЕ",
        "Приложение № 2 УТВЕРЖДЕНА приказом МБОУ «СШ № 11» от 24.03.2022 № 13 – А ДОРОЖНАЯ КАРТА",
    ):  # fmt: skip
        assert requisite in said, requisite


def test_a_draft_leaves_lines_for_date_and_number() -> None:
    said = words(paper(samples.DRAFT_ORDER))
    assert "Проект Комитет" in said
    assert "дата № номер" in said
    assert "от «___» __________ 20__ г. № ________" in said
    assert order_label(samples.DRAFT_ORDER) == "Приказ (проект)"


def test_the_signature_is_seen_and_the_code_only_since_2025() -> None:
    for order in (samples.SIGNED_2016, samples.SIGNED_2025):
        said = words(paper(order))
        assert "ДОКУМЕНТ ПОДПИСАН ПРОСТОЙ" in said
        assert "Подписал: Ветрова Нина Аркадьевна" in said
        assert order.signature is not None
        assert order.signature.content_hash[:32] in said
        assert order.signature.content_hash[32:] in said
    assert "Дата подписания: 24.03.2022 14:05 (UTC+3)" in words(paper(samples.SIGNED_2016))
    old, new = order_text(samples.SIGNED_2016).signature, order_text(samples.SIGNED_2025).signature
    assert old is not None
    assert new is not None
    assert old.qr == ""
    assert new.qr.startswith("data:image/svg+xml")


def test_a_stamp_may_carry_another_number_or_none() -> None:
    appendices = (
        replace(samples.STATUTE, stamp_number="47/1"),
        replace(samples.ROADMAP, stamp_number=""),
    )
    text = order_text(replace(samples.STATUTE_ORDER, appendices=appendices))
    assert [appendix.stamp_number for appendix in text.appendices] == ["47/1", "________"]


def test_what_is_recommended_says_so() -> None:
    clauses = (
        Clause(no="4", text="Руководителям разработать план.", mode="recommended", term="до 31.08.2022"),
        Clause(no="5.", text="Рекомендовать школам принять участие.", mode="recommended", term="Срок: до 01.09.2022."),
        Clause(no="6", text="Разработать план."),
    )
    printed = order_text(replace(samples.STATUTE_ORDER, clauses=clauses, control=None)).clauses
    assert [" ".join(clause.paragraphs) for clause in printed] == [
        "Рекомендовать: руководителям разработать план.",
        "Рекомендовать школам принять участие.",
        "Разработать план.",
    ]
    assert [clause.term for clause in printed] == ["Срок: до\u00a031.08.2022.", "Срок: до\u00a001.09.2022.", ""]
    assert [clause.no for clause in printed] == ["4", "5", "6"]


def test_an_acting_head_signs_as_such() -> None:
    assert "Исполняющий обязанности директора К. А. Константинопольская" in words(paper(samples.LONG_ORDER))


def test_forty_people_have_a_sheet_of_their_own() -> None:
    said = words(paper(samples.LONG_ORDER))
    assert "Лист ознакомления с приказом от 24.03.2022 № 13 – А" in said
    assert "Лист согласования к приказу от 24.03.2022 № 13 – А" in said
    assert all(f" {number} " in said for number in range(1, 41))
    assert said.count("электронно") + said.count("на бумаге") == sum(
        row.date is not None for row in samples.LONG_ORDER.acknowledgements
    )


def test_two_languages_stand_side_by_side() -> None:
    said = words(paper(samples.TATAR_ORDER))
    assert "ПРИКАЗ БОЕРЫК" in said
    assert "Ә ә Ө ө Ү ү Җ җ Ң ң Һ һ" in said
    assert "Мәгариф һәм фән министрлыгы" in said.replace("Республикасы ", "")


def test_markup_in_a_title_is_printed_not_obeyed() -> None:
    hostile = "О <b>жирном</b> <img src=http://127.0.0.1:9/x.png> & «script»"
    said = words(paper(replace(samples.DRAFT_ORDER, title=hostile, appendices=())))
    for part in ("<b>жирном</b>", "<img", "&"):
        assert part in said


def test_an_order_of_nothing_still_prints() -> None:
    bare = OrderDocument(
        issuer=Letterhead(name_full="", name_short=""), title="", signatory=Signatory(position="", name="")
    )
    assert "ПРИКАЗЫВАЮ:" in words(paper(bare))
    assert order_text(replace(bare, acknowledgements=(Acknowledgement(name="А"),))).acknowledgements_inline


def test_words_that_belong_together_do_not_part() -> None:
    assert tie("№ 13 – А") == "№\u00a013\u00a0–\u00a0А".replace("–\u00a0А", "– А")
    assert tie("Абрамову С. Н. и Н. А. Ветровой") == "Абрамову\u00a0С.\u00a0Н. и\u00a0Н.\u00a0А.\u00a0Ветровой"
    assert tie("в г. Щёкино, п. 4.7, 24 марта 2022 г.") == (
        "в\u00a0г.\u00a0Щёкино, п.\u00a04.7, 24\u00a0марта 2022\u00a0г."
    )
    assert tie("2 500 рублей") == "2\u00a0500 рублей"
    assert paragraphs(" один \n\n два ") == ("один", "два")


@given(st.text())
def test_tying_changes_spaces_only(text: str) -> None:
    """Beside what no font holds."""
    assert tie(text).replace("\u00a0", " ") == printable(text).replace("\u00a0", " ")
