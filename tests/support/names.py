"""Invented people of several peoples of Russia. Nobody of them exists.

The second half of a surname tells where a person belongs and what he is there, and it does not decline: whoever may not
see the people of a school must not see its word anywhere, not even in «Сафина-Долгих Р. И.».
"""

from dataclasses import dataclass
from itertools import cycle

FEMALE = [
    ("Сафина", "Алсу", "Ринатовна"),
    ("Соколова", "Анна", "Ильинична"),
    ("Доржиева", "Сэсэг", "Баировна"),
    ("Васильева", "Сардаана", "Николаевна"),
    ("Магомедова", "Патимат", "Расуловна"),
    ("Цыренова", "Туяна", "Дашиевна"),
    ("Ефимова", "Нарспи", "Петровна"),
    ("Кузнецова", "Мария", "Львовна"),
    ("Гареева", "Зульфия", "Фанисовна"),
    ("Саргсян", "Ануш", "Арменовна"),
    ("Ооржак", "Чойгана", ""),
    ("Ким", "Елена", "Сергеевна"),
]
MALE = [
    ("Хабибуллин", "Ильдар", "Маратович"),
    ("Орлов", "Пётр", "Сергеевич"),
    ("Батуев", "Жаргал", "Цыренович"),
    ("Алиев", "Шамиль", "Магомедович"),
    ("Николаев", "Айсен", "Семёнович"),
    ("Яковлев", "Элли", "Иванович"),
    ("Ёлкин", "Фёдор", "Ильич"),
    ("Мухаметшин", "Радик", "Айратович"),
    ("Тлеужанов", "Арман", "Ерланович"),
    ("Монгуш", "Аяс", ""),
]
# One word a node. Siberian surnames for those whom everybody calls, Ukrainian for the staff, Georgian for the pupils.
CONTACTS = [
    "Долгих", "Черных", "Седых", "Кручёных", "Лысых", "Косых", "Тихих", "Рыжих", "Хромых", "Сизых", "Гладких",
    "Мягких", "Пеших", "Томских", "Ильинских", "Луговых", "Чутких", "Пегих", "Стылых", "Удалых", "Ветхих",
    "Донских",
]  # fmt: skip
STAFF = [
    "Бойко", "Ткаченко", "Шевченко", "Коваленко", "Гончаренко", "Лысенко", "Марченко", "Петренко", "Савченко",
    "Руденко", "Павленко", "Кравченко", "Остапенко", "Левченко", "Тимошенко", "Яценко", "Василенко", "Харченко",
    "Даниленко", "Федоренко", "Назаренко", "Демченко",
]  # fmt: skip
PUPILS = [
    "Гелашвили", "Беридзе", "Капанадзе", "Ломидзе", "Мамардашвили", "Церетели", "Абашидзе", "Чиковани",
    "Джапаридзе", "Кавтарадзе", "Нинидзе", "Хурцидзе", "Бурдули", "Гогоберидзе", "Думбадзе", "Жвания",
    "Иоселиани", "Корбелия", "Ломтадзе", "Мчедлишвили", "Надирадзе", "Очиаури",
]  # fmt: skip


@dataclass(frozen=True)
class Name:
    last_name: str
    first_name: str
    patronymic: str
    gender: str


_people = cycle(range(len(FEMALE) * len(MALE)))


def next_name(second: str = "") -> Name:
    """Women and men in turn, always in the same order within a run."""
    number = next(_people)
    bank, gender = (FEMALE, "f") if number % 2 == 0 else (MALE, "m")
    last, first, patronymic = bank[(number // 2) % len(bank)]
    return Name(f"{last}-{second}" if second else last, first, patronymic, gender)
