import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts import clock
from accounts.templatetags import ui_words as words

NB = words.NBSP
NOON = datetime.datetime(2026, 11, 25, 9, tzinfo=datetime.UTC)  # 12:00 in Moscow


@pytest.fixture(autouse=True)
def _moscow():
    with clock.moved_to(NOON), timezone.override("Europe/Moscow"):
        yield


@pytest.mark.parametrize(
    ("plain", "tied"),
    [
        ("№ 5", "№~5"),
        ("школа в с. Покровка", "школа в~с.~Покровка"),
        ("Соколова А. И. и Зуев П. И.", "Соколова~А.~И. и~Зуев~П.~И."),
        ("подписал А. И. Соколова — директор", "подписал~А.~И.~Соколова~— директор"),
        ("2 500 руб. и 14 км", "2~500~руб. и~14~км"),
        ("41 % на 25 ноября 2026 г.", "41~% на~25~ноября 2026~г."),
        ("ст. 351.8 ТК, п. 4.2", "ст.~351.8 ТК, п.~4.2"),
        ("из и в к", "из~и~в~к"),
        ("номер «13 – А»", "номер «13~– А»"),
        ("учебно-воспитательная работа", "учебно-воспитательная работа"),
        ("классов и", "классов и"),
    ],
)
def test_typography_ties_what_must_not_part(plain: str, tied: str) -> None:
    assert words.typo(plain) == tied.replace("~", NB)


def test_typography_leaves_markup_alone() -> None:
    page = (
        '<a title="в школе" href="/a b">в школе</a><textarea>в школе</textarea><script>"в школе"</script><!-- в ш -->'
    )
    assert words.typo(page, autoescape=False) == page.replace(">в школе</a>", f">в{NB}школе</a>")


def test_typography_escapes_what_is_not_markup() -> None:
    assert words.typo("<b>в школе</b>") == f"&lt;b&gt;в{NB}школе&lt;/b&gt;"


@given(st.text(alphabet="абвикоА. №59–—«»()<>&\n", max_size=60))
def test_typography_changes_nothing_but_spaces(text: str) -> None:
    assert words.typo(text, autoescape=False).replace(NB, " ") == text


@pytest.mark.parametrize(
    ("count", "word"),
    [
        (0, "пар"),
        (1, "пара"),
        (2, "пары"),
        (5, "пар"),
        (11, "пар"),
        (14, "пар"),
        (21, "пара"),
        (22, "пары"),
        (111, "пар"),
    ],
)
def test_plural_agrees(count: int, word: str) -> None:
    assert words.plural(count, "пара|пары|пар") == word
    assert words.plural(-count, "пара,пары,пар") == word


def test_plural_of_a_fraction_is_genitive() -> None:
    assert words.plural(Decimal("8.6"), "балл|балла|баллов") == "балла"
    assert words.plural(Decimal("8.0"), "балл|балла|баллов") == "баллов"
    assert words.plural(None, "пара|пары|пар") == "пар"


def test_counted_joins_number_and_word() -> None:
    assert words.counted(2500, "пара|пары|пар") == f"2{words.NARROW}500{NB}пар"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (2500, None, "2_500"),
        (1234567, None, "1_234_567"),
        (8.6, None, "8,6"),
        (Decimal("8.60"), None, "8,6"),
        (100, None, "100"),
        (-3, None, "−3"),
        (0, None, "0"),
        (8, 1, "8,0"),
        (None, None, "—"),
        ("", None, "—"),
    ],
)
def test_numbers(value: object, places: int | None, text: str) -> None:
    assert words.number(value, places) == text.replace("_", words.NARROW)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        (("Соколова", "Анна", "Ивановна"), "Соколова~А.~И."),
        (("Ким", "Юлия", ""), "Ким~Ю."),
        (("Мамедов", "Ровшан", "Али оглы"), "Мамедов~Р.~А."),
        (("Мустафа-заде", "анна-мария", None), "Мустафа-заде~А.-М."),
        (("Соколова", "", ""), "Соколова"),
    ],
)
def test_initials_of_a_person(name: tuple[str, str, str | None], short: str) -> None:
    person = SimpleNamespace(last_name=name[0], first_name=name[1], patronymic=name[2])
    assert words.initials(person) == short.replace("~", NB)


def test_initials_of_a_string() -> None:
    assert words.initials("Мельникова Ольга Викторовна") == f"Мельникова{NB}О.{NB}В."
    assert words.initials("Мельникова О. В.") == f"Мельникова{NB}О.{NB}В."
    assert words.initials(None) == ""


@pytest.mark.parametrize(
    ("label", "inside"), [("Куратор", "куратор"), ("Тьютор ЦНППМ", "тьютор ЦНППМ"), ("НДС", "НДС"), ("", "")]
)
def test_first_letter_goes_down_in_a_sentence(label: str, inside: str) -> None:
    assert words.lower_first(label) == inside


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("", "24~ноября"),
        ("time", "24~ноября, 9:05"),
        ("long", "24~ноября 2026~г., 9:05"),
        ("doc", "24.11.2026"),
        ("doctime", "24.11.2026, 9:05"),
        ("month", "ноябрь~2026"),
    ],
)
def test_dates_of_a_moment(style: str, text: str) -> None:
    moment = datetime.datetime(2026, 11, 24, 6, 5, tzinfo=datetime.UTC)
    assert words.ru_date(moment, style) == text.replace("~", NB).replace(" 2026", f"{NB}2026")


def test_a_year_is_named_unless_it_is_the_current_one() -> None:
    assert words.ru_date(datetime.date(2025, 5, 1)) == f"1{NB}мая{NB}2025{NB}г."
    assert words.ru_date(datetime.date(2026, 5, 1)) == f"1{NB}мая"
    assert words.ru_date(None) == "—"


def test_a_day_is_that_of_the_active_zone() -> None:
    late_evening = datetime.datetime(2026, 11, 25, 21, 30, tzinfo=datetime.UTC)
    assert words.ru_date(late_evening, "doc") == "26.11.2026"
    with timezone.override("Asia/Kamchatka"):
        assert words.ru_date(NOON + datetime.timedelta(hours=4), "doc") == "26.11.2026"


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (0, "сегодня"),
        (1, "завтра"),
        (-1, "вчера"),
        (3, "28 ноября, через 3 дня"),
        (-5, "20 ноября, 5 дней назад"),
        (8, "3 декабря"),
    ],
)
def test_ago_names_the_distance_beside_the_date(days: int, text: str) -> None:
    day = datetime.date(2026, 11, 25) + datetime.timedelta(days=days)
    assert words.ago(day).replace(NB, " ") == f'<time datetime="{day}">{text}</time>'


def test_ago_of_a_moment_tells_the_time_while_it_is_near() -> None:
    assert words.ago(NOON) == '<time datetime="2026-11-25T12:00">сегодня, 12:00</time>'
    old = NOON - datetime.timedelta(days=40)
    assert words.ago(old).replace(NB, " ") == '<time datetime="2026-10-16T12:00">16 октября</time>'


def test_study_year() -> None:
    assert words.study_year(datetime.date(2026, 9, 1)) == "2026/27"
    assert words.study_year(datetime.date(2027, 8, 31)) == "2026/27"
    assert words.study_year(2099) == "2099/00"
