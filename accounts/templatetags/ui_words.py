"""Words of the interface: typography, dates, numbers, names. Plain functions; `ui` registers them as filters."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .. import clock

NBSP = "\u00a0"
NARROW = "\u202f"
MINUS = "\u2212"
NOTHING = "—"

_LETTER = "А-Яа-яёЁ"
_UNITS = (
    r"\d{3}\b|%|‰|км|мин|дн|лет|год|школ|пар|руб|₽|КБ|МБ|ГБ|г\.|января|февраля|марта|апреля|мая|июня|июля|августа|"
    r"сентября|октября|ноября|декабря|класс|час|балл|вопрос|показател|встреч|человек"
)
# One pass over a piece of text: each alternative ends with the space that must not break.
_TIES = re.compile(
    r"№(?P<number> )(?=\S)"
    rf"|(?<![{_LETTER}])(?:[А-ЯЁ])\.(?P<initial> )(?=[А-ЯЁ][\w.])"
    rf"|(?<=[а-яё])(?P<surname> )(?=[А-ЯЁ]\.(?:[ {NBSP}]?[А-ЯЁ]\.|(?![{_LETTER}])))"
    r"|(?P<dash> )(?=[—–] )"
    rf"|(?<![{_LETTER}-])(?i:в|на|из|и|с|к|по|о|об|от|до|за|у|не|для|без|при|или|а|во|со|ко)(?P<short> )(?=\S|\Z)"
    rf"|(?<![{_LETTER}])(?:г|ул|п|пп|ст|ч|с|пос|стр|гл|абз|ред)\.(?P<abbr> )(?=[\dА-ЯЁ«])"
    rf"|(?<=\d)(?P<unit> )(?=(?:{_UNITS}))"
)
_MARKUP = re.compile(r"(<(script|style|textarea|pre|code|title)\b[^>]*>.*?</\2>|<!--.*?-->|<[^>]+>)", re.S | re.I)


def _tie(match: re.Match[str]) -> str:
    start, end = match.span(str(match.lastgroup))
    begin, text = match.start(), match.group()
    return text[: start - begin] + NBSP + text[end - begin :]


def _tie_text(text: str) -> str:
    return _TIES.sub(_tie, text) if " " in text else text


def typo(value: Any, autoescape: bool = True) -> SafeString:
    """Ties № 5, «в школе», А. И., 14 км and the dash to their neighbours. Only spaces change, so that copied text stays
    searchable; tags, scripts, textareas and code are left alone."""
    source = str(conditional_escape(value) if autoescape else value)
    if "<" not in source:
        return mark_safe(_tie_text(source))  # escaped above; only spaces change
    pieces = _MARKUP.split(source)
    # split() returns text, markup, name of the skipped element, text, …
    for index in range(0, len(pieces), 3):
        pieces[index] = _tie_text(pieces[index])
    for index in range(2, len(pieces), 3):
        pieces[index] = ""
    return mark_safe("".join(pieces))


def plural(value: Any, forms: str) -> str:
    """The word alone, agreed with the number: `plural:"пара|пары|пар"` or `plural:"пара,пары,пар"`."""
    one, few, many = re.split(r"[|,]", forms)
    if isinstance(value, float | Decimal) and value != int(value):
        return few
    number = abs(int(value or 0))
    if number % 10 == 1 and number % 100 != 11:
        return one
    return few if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else many


def counted(value: Any, forms: str) -> str:
    """The number and the word: «5 пар»."""
    return f"{number(value or 0)}{NBSP}{plural(value, forms)}"


def number(value: Any, places: Any = None) -> str:
    """2500 → «2 500», 8.6 → «8,6», −3 with a true minus, None → «—». `places` fixes the digits after the comma."""
    if value is None or value == "":
        return NOTHING
    amount = Decimal(str(value))
    text = f"{abs(amount):,.{int(places)}f}" if places is not None else f"{abs(amount):,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return (MINUS if amount < 0 else "") + text.replace(",", NARROW).replace(".", ",")


def lower_first(value: Any) -> str:
    """«Тьютор ЦНППМ» → «тьютор ЦНППМ», for a label in the middle of a sentence; an abbreviation in front stays."""
    text = str(value)
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def initials(person: Any) -> str:
    """«Соколова А. И.» from a person (last_name, first_name, patronymic) or from a full name in one string."""
    if not person:
        return ""
    if isinstance(person, str):
        last, *rest = person.split()
    else:
        last = person.last_name
        rest = [person.first_name, *(getattr(person, "patronymic", "") or "").split()[:1]]
    letters = ["-".join(f"{part[0].upper()}." for part in name.split("-") if part) for name in rest[:2] if name]
    return NBSP.join([last, *letters])


def _local(value: dt.date | dt.datetime) -> tuple[dt.date, dt.datetime | None]:
    if isinstance(value, dt.datetime):
        moment = timezone.localtime(value) if timezone.is_aware(value) else value
        return moment.date(), moment
    return value, None


def today() -> dt.date:
    """The day that people see as today, in the active time zone; the demo's clock may have moved it."""
    return timezone.localtime(clock.now()).date()


def ru_date(value: dt.date | dt.datetime | None, style: str = "") -> str:
    """«25 ноября», with the year if it is not the current one. Styles: `doc` 25.11.2026, `doctime` 25.11.2026, 14:30,
    `long` with the year always (a moment keeps its time), `time` with the time, `month` «ноябрь 2026»."""
    if not value:
        return NOTHING
    day, moment = _local(value)
    clock_time = f", {moment.hour}:{moment.minute:02}" if moment else ""
    if style in ("doc", "doctime"):
        return f"{day:%d.%m.%Y}" + (clock_time if style == "doctime" else "")
    if style == "month":
        return f"{date_format(day, 'F').lower()}{NBSP}{day.year}"
    text = f"{day.day}{NBSP}{date_format(day, 'E').lower()}"
    if style == "long" or day.year != today().year:
        text += f"{NBSP}{day.year}{NBSP}г."
    return text + (clock_time if style in ("long", "time") else "")


def _distance(days: int) -> str:
    named = {0: _("сегодня"), 1: _("завтра"), -1: _("вчера")}
    if days in named:
        return named[days]
    word = counted(abs(days), "день|дня|дней")
    return _("через %s") % word if days > 0 else _("%s назад") % word


def ago(value: dt.date | dt.datetime | None) -> str:
    """A `<time>`: «сегодня, 9:40», «завтра», «28 ноября, через 3 дня»; further than a week it is the date alone."""
    if not value:
        return NOTHING
    day, moment = _local(value)
    days = (day - today()).days
    if abs(days) <= 1:
        text = _distance(days) + (f", {moment.hour}:{moment.minute:02}" if moment else "")
    else:
        text = ru_date(day) + (f", {_distance(days)}" if abs(days) <= 7 else "")
    return format_html('<time datetime="{}">{}</time>', f"{moment:%Y-%m-%dT%H:%M}" if moment else f"{day}", text)


def study_year(value: dt.date | int | None) -> str:
    """«2026/27» from the year in which it starts or from any of its days (the year starts on 1 September)."""
    if not value:
        return NOTHING
    start = value if isinstance(value, int) else value.year - (value.month < 9)
    return f"{start}/{(start + 1) % 100:02}"
