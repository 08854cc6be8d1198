"""A torn table of real life into the bank: within twelve touches, nothing readable typed again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.models import Person
from accounts.tenancy import tenant_scope
from programs.models import ImportBatch, MenteeEntry, MentorEntry
from tests.programs import sheets
from tests.world import World

MOST_TOUCHES = 12
PEOPLE = [
    "Соколов Андрей Николаевич", "Лапина Галина Фёдоровна", "Терентьева Алла Юрьевна", "Панкратов Юрий Ильич",
    "Кузнецова Ирина Петровна", "Хасанова Диляра Ринатовна", "Жданова Римма Львовна",
]  # fmt: skip
TORN = [
    ["Утверждаю", None, "директор ____ Ветрова Н. А."],
    ["№", "Ф.И.О. педагога-", "Предмет /", "Стаж", None, "тел., e-mail", "Дата вхож-"],
    ["п/п", "наставника", "направление", "общий", "пед.", None, "дения в программу"],
    [1, 2, 3, 4, 5, 6, 7],
    [1, "Coколов Aндрей Hиколаевич, учитель истории", "история", 24, 18, "8 917 555 01 02", "«14» апреля 2022 г."],
    [2, "Лапина Галина Фёдоровна, учитель", "химия", 12, 12, "lapina@school.test", "31. 03. 22 г."],
    [3, sheets.Link('=HYPERLINK("http://evil.test","Терентьева Алла Юрьевна")', "Терентьева Алла Юрьевна"), "музыка",
     9, 9, None, "Февраль 2022"],
    [4, "Панкратов Ю. И.", "физика", 30, 28, None, None],
    [5, "К у з н е ц о в а И р и н а П е т р о в н а", "ИЗО", 3, 3, None, None],
    [6, "ХасановаДиляраРинатовна", "английский язык", 5, 5, "917 555 01 0", None],
    [7, "Жданова Римма Львовна", "биология", 7, 7, None, 44665],
    ["Итого: 7"],
]  # fmt: skip


class Touches:
    """What the curator does with her hands: a press, a choice, a field filled in."""

    def __init__(self, page: Page) -> None:
        self.page, self.log = page, []

    def press(self, selector: str) -> None:
        self.log.append(f"press {selector}")
        self.page.locator(selector).first.click()

    def fill(self, label: str, words: str) -> None:
        self.log.append(f"type «{words}» into {label}")
        self.page.get_by_label(label).fill(words)

    def choose_file(self, path: Path) -> None:
        self.log.append(f"choose {path.name}")
        self.page.set_input_files("input[type=file]", path)


@pytest.fixture
def torn(tmp_path: Path) -> Path:
    path = tmp_path / "Наставники осень.xlsx"
    path.write_bytes(sheets.xlsx(TORN, ["D2:E2", "B12:C12"]))
    return path


def test_a_torn_table_is_in_the_bank_within_twelve_touches(
    world: World, desktop: Callable, phone: Callable, sign_in: Callable, axe: Callable, torn: Path, capsys: Any
) -> None:
    page = sign_in(desktop(), world.a11.curator)
    hand = Touches(page)
    page.goto("/mentors/")
    hand.press("a:has-text('Загрузить из таблицы')")
    axe(page)
    hand.choose_file(torn)
    hand.press("button:has-text('Прочитать таблицу')")
    page.wait_for_selector("h1:has-text('Что в каких графах')")
    axe(page)
    small = sign_in(phone(), world.a11.curator)
    small.goto(page.url)
    axe(small)
    hand.press("button:has-text('Проверить')")
    page.wait_for_selector("h1:has-text('Проверьте')")
    axe(page)
    small.goto(page.url)
    axe(small)
    assert page.get_by_label("ФИО, строка 5").input_value() == PEOPLE[0]
    assert page.get_by_label("Дата вхождения в программу, строка 7").input_value() == "01.02.2022"
    hand.fill("ФИО, строка 8", PEOPLE[3])
    hand.fill("Телефон, строка 10", "917 555 01 04")
    hand.press("button:has-text('Загрузить')")
    page.wait_for_selector("h1:has-text('Загружено')")
    axe(page)
    small.goto(page.url)
    axe(small)
    with capsys.disabled():
        print(f"\n{len(hand.log)} touches: " + "; ".join(hand.log))
    assert len(hand.log) <= MOST_TOUCHES
    with tenant_scope(world.region_a):
        rows = MentorEntry.objects.filter(organization_id=world.a11.id).select_related("person")
        assert set(PEOPLE) <= {entry.person.full_name for entry in rows}
        assert rows.get(person__last_name="Соколов").person.employments.get().title == "учитель истории"
        count = rows.count()
    _again(page, torn)
    with tenant_scope(world.region_a):
        assert MentorEntry.objects.filter(organization_id=world.a11.id).count() == count


# What no reading could know, by the beginning of a table's name: the label of the field → what the curator types.
UNREADABLE = {
    "cp866": {"Телефон, строка 2": "917 555 01 05"},
    "OpenDocument": {"Дата приёма на работу, строка 3": "28.02.2025"},
    "after a scanner": {"ФИО, строка 5": "Смит Джон"},
    "a register's": {"Дата рождения, строка 2": "12.05.2012"},
    "UTF-16": {"ФИО, строка 3": "Иванов Игорь Ильич"},
}
# What no column tells, asked once for the whole table.
UNTOLD = {"a register's": ("Категория тех, у кого она не указана", "LOW_ACHIEVER")}
MODELS = {"mentors": MentorEntry, "mentees": MenteeEntry}
SUFFIXES = {"xlsx": "xlsx", "ods": "ods", "xls": "xls", "html": "xls"}
LISTS = {"mentors": "/mentors/", "mentees": "/mentees/", "staff": "/people/"}


def test_ten_torn_tables_are_in_the_bank_each_within_twelve_touches(
    world: World, desktop: Callable, sign_in: Callable, tmp_path: Path, capsys: Any
) -> None:
    """Only what cannot be read is typed: as many corrections as the review has unreadable cells, no more."""
    page = sign_in(desktop(), world.a11.curator)
    told = []
    for number, torn in enumerate(sheets.TABLES):
        hand = Touches(page)
        _load(hand, torn, tmp_path / f"Таблица {number}.{SUFFIXES.get(torn.form, 'csv')}", world.region_a)
        assert len(hand.log) <= MOST_TOUCHES, (torn.name, hand.log)
        told.append(f"{len(hand.log):2} touches: {torn.name}")
        with tenant_scope(world.region_a):
            rows = MODELS[torn.kind].objects.filter(organization_id=world.a11.id) if torn.kind in MODELS else None
            people = Person.objects.filter(pk__in=rows.values("person_id")) if rows is not None else Person.objects
            names = {person.full_name for person in people.all()}
        wanted = {name for name, _fields in torn.people if name}
        wanted |= {words for label, words in _fixes(torn).items() if label.startswith("ФИО")}
        assert wanted <= names, (torn.name, wanted - names)
    with capsys.disabled():
        print("\n" + "\n".join(told))


def _fixes(torn: sheets.Table) -> dict[str, str]:
    return next((fixes for begins, fixes in UNREADABLE.items() if torn.name.startswith(begins)), {})


def _load(hand: Touches, torn: sheets.Table, path: Path, region_id: int) -> None:
    """From the list of the people to the end, as a curator goes; pasted cells are pasted."""
    page = hand.page
    page.goto(LISTS[torn.kind])
    hand.press("a:has-text('Загрузить из таблицы')")
    page.wait_for_selector("h1:has-text('Загрузить из таблицы')")
    if torn.name.startswith("pasted"):
        hand.press("summary:has-text('Вставить строки из буфера')")
        hand.log.append("paste")
        page.get_by_label("Скопированные ячейки").fill(sheets.make(torn).decode())
    else:
        path.write_bytes(sheets.make(torn))
        hand.choose_file(path)
    hand.press("button:has-text('Прочитать таблицу')")
    page.wait_for_selector("h1:has-text('Что в каких графах')")
    for begins, (label, code) in UNTOLD.items():
        if torn.name.startswith(begins):
            hand.log.append(f"choose one of {label}")
            page.get_by_label(label).select_option(code)
    hand.press("button:has-text('Проверить')")
    page.wait_for_selector("nav[aria-label='Какие строки показать']")
    with tenant_scope(region_id):
        doubts = ImportBatch.objects.first().rows.values_list("doubts", flat=True)
        unreadable = sum(doubt["code"].startswith("bad.") for of_row in doubts for doubt in of_row)
    fixes = _fixes(torn)
    assert len(fixes) == unreadable, torn.name  # nothing readable is typed again
    for label, words in fixes.items():
        hand.fill(label, words)
    hand.press("button:has-text('Загрузить')")
    page.wait_for_selector("h1:has-text('Загружено')")


def _again(page: Page, torn: Path) -> None:
    page.goto("/imports/")
    page.set_input_files("input[type=file]", torn)
    page.locator("button:has-text('Прочитать таблицу')").click()
    page.wait_for_selector("text=Этот файл уже загружали")


def test_a_file_that_must_not_be_opened_says_why(
    world: World, desktop: Callable, sign_in: Callable, axe: Callable, tmp_path: Path
) -> None:
    """A file with macros: the reason and what to do stand at the field; a bomb too."""
    page = sign_in(desktop(), world.a11.curator)
    bad = tmp_path / "Список.xlsm"
    bad.write_bytes(sheets.with_part(sheets.xlsx([["ФИО"]]), "xl/vbaProject.bin", b"macro"))
    page.goto("/imports/")
    page.set_input_files("input[type=file]", bad)
    page.locator("button:has-text('Прочитать таблицу')").click()
    page.wait_for_selector("text=В файле макросы")
    axe(page)
