"""One cell → one value, with the doubt that a person should decide about. A doubt is a code, «repair.…» where the value
was mended and is proposed, «ask.…» where it is a guess, «bad.…» where there is none."""

import datetime
import re
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from .letters import compact, join_torn, plain, to_cyrillic, to_latin
from .sheet import Cell, Formula


@dataclass(frozen=True)
class Read:
    """``value`` None is an empty cell unless there is a doubt; ``was`` is what the cell says, for the person."""

    value: Any
    doubt: str = ""


EMPTY = Read(None)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_ITEM = re.compile(r"<(?:li|br|p|div|tr)\b[^<>]*>", re.I)


def raw(value: Cell) -> str:
    """What a person sees in the cell."""
    if isinstance(value, Formula):
        return value.source
    if isinstance(value, datetime.date):
        return f"{value:%d.%m.%Y}"
    return "" if value is None else str(value)


def text(value: Cell) -> Read:
    """Words as they are, without tags and torn letters; each item of a list on its own line."""
    if isinstance(value, Formula):
        return formula(value)
    words = raw(value)
    if "<" in words and _TAG.search(words):
        words = "\n".join(line.strip() for line in _TAG.sub("", _ITEM.sub("\n", words)).split("\n") if line.strip())
    mended = join_torn(to_cyrillic(words)).strip()
    if not mended:
        return EMPTY
    torn = compact(mended) == compact(words) and mended.count(" ") < words.count(" ") - 2
    return Read(mended, "repair.spaces" if torn else "")


def formula(value: Formula) -> Read:
    """Never run: what was last shown is proposed, or the words in quotes of a link."""
    cached = value.cached if not isinstance(value.cached, Formula) else None
    if cached is None:
        quoted = [words for words in re.findall(r'"([^"]+)"', value.source) if not re.match(r"\w+:", words)]
        cached = quoted[-1] if quoted else None
    return Read(raw(cached) or None, "repair.formula" if cached is not None else "bad.formula")


def without_email(words: str) -> str:
    return re.sub(r"\S+@\S+", " ", words)


_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-zА-Яа-я]{2,24}")


def email(value: Cell) -> Read:
    words = raw(value) if not isinstance(value, Formula) else (formula(value).value or "")
    words = words.replace("mailto:", "").strip()
    if not words or words in "-—–":
        return EMPTY
    if found := _EMAIL.search(words):
        return Read(found.group().strip(".").lower())
    mended = re.sub(r"\s*([@.])\s*", r"\1", to_latin(words)).replace(",", ".")
    if found := _EMAIL.fullmatch(mended):
        return Read(found.group().lower(), "repair.email")
    return Read(None, "bad.email")


def phone(value: Cell) -> Read:
    """«+7 917 555-01-02»: of several the first. Town numbers without a code stay as they are."""
    words = raw(value) if not isinstance(value, Formula) else (formula(value).value or "")
    words = words.strip()
    if not words or words in "-—–":
        return EMPTY
    first = re.split(r"[;\n]|,\s*(?=[+78(])|(?:\s|^)[a-zа-яё]*доб\.?", words, maxsplit=1)[0]
    digits = re.sub(r"\D", "", first)
    if not digits:
        return Read(None, "bad.phone")
    if len(digits) == 22 and digits[0] in "78" and digits[11] in "78":
        digits = digits[:11]
    if len(digits) == 11 and digits[0] in "78":
        digits = digits[1:]
    if len(digits) == 10:
        return Read(f"+7 {digits[:3]} {digits[3:6]}-{digits[6:8]}-{digits[8:]}")
    if 5 <= len(digits) <= 7:
        return Read(first.strip()[:60])
    return Read(None, "bad.phone")


def contacts(value: Cell) -> tuple[Read, Read]:
    """A telephone and an address out of one cell."""
    words = raw(value) if not isinstance(value, Formula) else (formula(value).value or "")
    address = email(words) if "@" in words else EMPTY
    rest = without_email(words).strip(" ,;/\n")
    return (phone(rest) if re.search(r"\d", rest) else EMPTY), address


def number(value: Cell, most: int = 1_000_000) -> Read:
    """A whole number; what a formula last showed is taken: numbers are counted by formulas everywhere."""
    if isinstance(value, Formula):
        value = value.cached
    if isinstance(value, int | float):
        return Read(int(value)) if 0 <= value <= most and value == int(value) else Read(None, "bad.number")
    words = plain(raw(value))
    if not words or words in {"нет", "н д"}:
        return EMPTY
    found = re.fullmatch(r"(?:\D{0,12} )?(\d[\d ]*)(?: ?\D{0,20})?", words)
    if not found or int(found.group(1).replace(" ", "")) > most:
        return Read(None, "bad.number")
    return Read(int(found.group(1).replace(" ", "")))


_YEARS = re.compile(r"(\d{1,2})(?:[.,]\d+)?\s*(?:г(?:ода?|од|\.)?|лет|л\.)?", re.I)


def years(value: Cell) -> Read:
    """Whole years of experience: «5 лет 3 мес.» → 5, «менее года» → 0."""
    if isinstance(value, Formula):
        value = value.cached
    if isinstance(value, int | float):
        return Read(int(value)) if 0 <= value <= 70 else Read(None, "bad.years")
    words = raw(value).strip().lower()
    if not words or words in "-—–":
        return EMPTY
    if re.match(r"менее|до г|без|нет|б/|\d+\s*мес", words):
        return Read(0)
    found = _YEARS.match(words)
    return Read(int(found.group(1))) if found and int(found.group(1)) <= 70 else Read(None, "bad.years")


def both_years(value: Cell) -> tuple[Read, Read]:
    """«24/18», «24 18», «общий 24, пед. 18» → the total and the teaching years; one number is the teaching one."""
    words = raw(value) if not isinstance(value, Formula) else raw(value.cached)
    numbers = re.findall(r"\d{1,2}", re.sub(r"\d+\s*мес\w*\.?", "", words))
    if len(numbers) == 2 and not re.search(r"\d[.,]\d", words):
        total, teaching = int(numbers[0]), int(numbers[1])
        if total >= teaching and total <= 70:
            return Read(total), Read(teaching)
        return Read(None, "bad.years"), EMPTY
    return EMPTY, years(value)


_MONTHS = {name: month for month, name in enumerate(
    ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"), start=1
)}  # fmt: skip
_NUMERIC = re.compile(r"\D{0,3}(\d{1,2})\s*(?:[»\"”']\s*[./\-]?|[./\-])\s*(\d{1,2})\s*[./\-]\s*(\d{4}|\d{2})\D{0,8}")
_WORDY = re.compile(r"\D{0,3}(\d{1,2})\s*[»\"”']?\s*([а-яё]{3,9})\.?\s*(\d{4}|\d{2})\D{0,8}")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:\D.*)?")
_MONTH_YEAR = re.compile(r"[^а-яё\d]{0,3}([а-яё]{3,9})\.?\s*(\d{4})\D{0,8}")
EXCEL_EPOCH = datetime.date(1899, 12, 30)


def date(value: Cell) -> Read:
    """A day. A month alone becomes its first day and a year alone its first, each with a doubt."""
    if isinstance(value, Formula):
        shown = date(value.cached)
        return Read(shown.value, shown.doubt or "repair.formula") if shown.value else Read(None, "bad.formula")
    if isinstance(value, datetime.date):
        return _day(value.year, value.month, value.day)
    words = to_cyrillic(raw(value)).lower().strip()
    if not words or words in "-—–":
        return EMPTY
    if re.fullmatch(r"\d{5}", words) and 10_000 < int(words) < 60_000:
        return Read(EXCEL_EPOCH + datetime.timedelta(days=int(words)))
    if re.fullmatch(r"(?:19|20)\d\d(?: ?г\.?)?", words):
        return Read(datetime.date(int(words[:4]), 1, 1), "ask.year_alone")
    if found := _ISO.fullmatch(words):
        return _day(*(int(part) for part in found.groups()))
    if found := _NUMERIC.fullmatch(words):
        return _day(_century(found.group(3)), int(found.group(2)), int(found.group(1)))
    if (found := _WORDY.fullmatch(words)) and (month := _month(found.group(2))):
        return _day(_century(found.group(3)), month, int(found.group(1)))
    if (found := _MONTH_YEAR.fullmatch(words)) and (month := _month(found.group(1))):
        first = _day(int(found.group(2)), month, 1)
        return Read(first.value, first.doubt or "ask.month_alone")
    return Read(None, "bad.date")


def _month(word: str) -> int | None:
    return next((month for name, month in _MONTHS.items() if word.startswith(name)), None)


def _century(year: str) -> int:
    number_ = int(year)
    return number_ if len(year) == 4 else 2000 + number_ if number_ <= 40 else 1900 + number_


def _day(year: int, month: int, day: int) -> Read:
    try:
        found = datetime.date(year, month, day)
    except ValueError:
        return Read(None, "bad.day")
    return Read(found) if 1900 <= year <= 2100 else Read(None, "bad.date")


def one_of(value: Cell, options: dict[str, str], words: dict[str, str], doubt: str) -> Read:
    """A code by its own words (``options``: code → label) or by other words for it (``words``: beginning → code)."""
    shown = plain(text(value).value or "")
    if not shown or shown in {"нет", "без категории", "не имеет", "-"}:
        return EMPTY
    for beginning, code in words.items():
        if shown.startswith(beginning):
            return Read(code)
    labels = {code: plain(label) for code, label in options.items()}
    found = process.extractOne(shown, labels, scorer=fuzz.WRatio, score_cutoff=88)
    return Read(found[2]) if found else Read(None, doubt)


_QUALIFICATIONS = {
    "высш": "highest", "вкк": "highest", "перв": "first", "1": "first", "i": "first", "соотв": "conforms",
    "сзд": "conforms", "методист": "methodist", "педагог методист": "methodist", "наставник": "mentor",
    "педагог наставник": "mentor", "нет": "none", "без кат": "none", "не имеет": "none", "б к": "none",
}  # fmt: skip


def qualification(value: Cell) -> Read:
    shown = plain(raw(value) if not isinstance(value, Formula) else raw(value.cached))
    if not shown:
        return EMPTY
    for beginning, code in _QUALIFICATIONS.items():
        if shown.startswith(beginning):
            return Read(code)
    return Read(None, "bad.choice")


_POSTS = (
    "учител", "воспитат", "педагог", "преподават", "методист", "директор", "завуч", "заместител", "логопед", "психолог",
    "тьютор", "социальн", "мастер", "инструктор", "тренер", "концертмейстер", "музыкальн", "заведующ", "советник",
    "библиотек", "секретар", "бухгалтер",
)  # fmt: skip


def is_position(words: str) -> bool:
    return plain(words).startswith(_POSTS)


def many_of(value: Cell, options: dict[str, str], words: dict[str, str]) -> tuple[list[str], list[str]]:
    """Codes found in a list of words, and the words that are none of them."""
    shown = text(value).value or ""
    codes, others = [], []
    for item in re.split(r"[;,\n•]|(?:^|\s)\d+[.)]\s|\s[-–—]\s", shown):
        wanted = plain(item)
        if not wanted:
            continue
        code = next((code for beginning, code in words.items() if beginning in wanted), None)
        if code is None:
            found = process.extractOne(wanted, {key: plain(label) for key, label in options.items()},
                                       scorer=fuzz.token_set_ratio, score_cutoff=85)  # fmt: skip
            code = found[2] if found else None
        if code is None:
            others.append(item.strip())
        elif code not in codes:
            codes.append(code)
    return codes, others


def age_range(value: Cell) -> tuple[Read, Read]:
    """«12–15 лет», «от 10», «до 25»."""
    words = raw(value)
    numbers = [int(part) for part in re.findall(r"\d{1,2}", words)]
    if isinstance(value, datetime.date):  # «10-12» that a spreadsheet took for a day
        numbers = sorted((value.day, value.month))
        return Read(numbers[0], "ask.age_is_date"), Read(numbers[1])
    if len(numbers) == 2 and numbers[0] <= numbers[1]:
        return Read(numbers[0]), Read(numbers[1])
    if len(numbers) == 1:
        return (EMPTY, Read(numbers[0])) if "до" in words.lower() else (Read(numbers[0]), EMPTY)
    return (Read(None, "bad.age"), EMPTY) if numbers else (EMPTY, EMPTY)


def school_year(value: Cell) -> Read:
    """«2025/26», «2025–2026 уч. год», 2025 → 2025."""
    found = re.match(r"\D{0,4}(20\d\d)(?:\s*[/\-–—]\s*(?:20)?\d\d)?\D{0,16}$", raw(value))
    return Read(int(found.group(1))) if found else (Read(None, "bad.school_year") if raw(value) else EMPTY)
