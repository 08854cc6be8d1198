"""Words that an organization writes in place of the shipped ones: which texts there are, and how places are filled in.

No template language: a place in braces is found in a closed list and replaced by a ready string, once; what has been
put in is not looked through again. Nothing is evaluated, so nothing but the given strings can be read. Pure.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST = 3000
MOST_CLAUSES = 10

PLACE = re.compile(r"\{([^{}]*)\}")

PLACES: dict[str, tuple[Promise, str]] = {
    "основания": (gettext_lazy("«В соответствии с …» с актами этого приказа"), "В соответствии с Федеральным законом"),
    "организация": (gettext_lazy("полное название вашей организации"), ""),
    "краткое название": (gettext_lazy("краткое название вашей организации"), ""),
    "населённый пункт": (gettext_lazy("населённый пункт из карточки организации"), ""),
    "учебный год": (gettext_lazy("например, 2026/27"), ""),
    "учредитель": (gettext_lazy("учредитель из карточки организации"), ""),
    "наставник": (gettext_lazy("фамилия, имя и отчество наставника"), "Мухаметшина Гульназ Айратовна"),
    "наставника": (gettext_lazy("то же в родительном падеже: кого?"), "Мухаметшиной Гульназ Айратовны"),
    "наставнику": (gettext_lazy("то же в дательном падеже: кому?"), "Мухаметшиной Гульназ Айратовне"),
    "провёл": (gettext_lazy("«провёл» или «провела»"), "провела"),
    "ребёнка": (gettext_lazy("«сына» или «дочери»"), "дочери"),
    "программа": (gettext_lazy("название программы"), "Первые шаги в профессии"),
    "начало": (gettext_lazy("первый день программы"), "01.09.2026"),
    "конец": (gettext_lazy("последний день программы"), "31.05.2027"),
}
OF_ORGANIZATION = ("организация", "краткое название", "населённый пункт", "учебный год")
OF_PROGRAM = ("наставник", "наставника", "наставнику", "провёл", "программа", "начало", "конец", *OF_ORGANIZATION)


@dataclass(frozen=True)
class Part:
    """One text. ``shipped`` is what stands there until the organization writes its own."""

    name: str
    label: Promise
    shipped: Promise | str = ""
    places: tuple[str, ...] = OF_ORGANIZATION
    hint: Promise | str = ""
    lines: bool = False
    """Every line of it is a clause of its own."""
    needed: bool = False
    """An empty one stands for the shipped one."""


@dataclass(frozen=True)
class WordingKind:
    slug: str
    label: Promise
    parts: tuple[Part, ...]

    def part(self, name: str) -> Part:
        return next(part for part in self.parts if part.name == name)


def _order(slug: str, label: Promise) -> WordingKind:
    preamble = Part(
        "preamble", gettext_lazy("Преамбула"), "{основания}", ("основания", *OF_ORGANIZATION), needed=True,
        hint=gettext_lazy("То, что стоит перед словом «приказываю»"),
    )  # fmt: skip
    clauses = Part(
        "clauses", gettext_lazy("Дополнительные пункты"), lines=True,
        hint=gettext_lazy("Каждый с новой строки. Встанут в конце приказа, перед пунктом о контроле"),
    )  # fmt: skip
    return WordingKind(slug, label, (preamble, clauses))


def _paper(slug: str, label: Promise, shipped: Promise, places: tuple[str, ...] = OF_PROGRAM) -> WordingKind:
    hint = gettext_lazy("Каждая строка печатается отдельно, посередине листа")
    return WordingKind(slug, label, (Part("body", gettext_lazy("Текст"), shipped, places, hint, needed=True),))


LETTERHEAD = WordingKind(
    "letterhead", gettext_lazy("Бланк организации"),
    (
        Part("above", gettext_lazy("Над названием"), "{учредитель}", ("учредитель",),
             gettext_lazy("Вышестоящие организации, каждая с новой строки"), needed=True),
        Part("below", gettext_lazy("Под адресом и реквизитами"), hint=gettext_lazy("Например, сайт или ОКПО")),
    ),
)  # fmt: skip

WORDINGS: dict[str, WordingKind] = {
    kind.slug: kind
    for kind in (
        LETTERHEAD,
        _order("statute_approval", gettext_lazy("Приказ об утверждении Положения")),
        _order("roadmap_approval", gettext_lazy("Приказ об утверждении дорожной карты")),
        _order("pair_assignment", gettext_lazy("Приказ о закреплении пар и групп")),
        _order("pair_change", gettext_lazy("Приказ о замене наставника")),
        _order("duty_release", gettext_lazy("Приказ об освобождении от обязанностей")),
        _order("council_creation", gettext_lazy("Приказ о создании органа наставников")),
        _order("pair_lending", gettext_lazy("Приказ о работе наставника в другой школе")),
        _order("pair_termination", gettext_lazy("Приказ о прекращении работы пар и групп")),
        _order("program_approval", gettext_lazy("Приказ об утверждении программ")),
        _order("mentor_appointment", gettext_lazy("Приказ о назначении наставников")),
        _order("responsible_mnc", gettext_lazy("Приказ о связи с наставническим центром")),
        _order("model_implementation", gettext_lazy("Приказ о внедрении системы наставничества")),
        _order("monitoring", gettext_lazy("Приказ о мониторинге")),
        _order("award", gettext_lazy("Приказ о поощрении")),
        _order("payment", gettext_lazy("Приказ о выплатах за наставничество")),
        _order("order_cancellation", gettext_lazy("Приказ об отмене приказа")),
        _paper("certificate", gettext_lazy("Сертификат наставника"), gettext_lazy(
            "Настоящий сертификат подтверждает, что\n{наставник}\n"
            "{провёл} программу наставничества «{программа}» с {начало} по {конец}.")),
        _paper("best-mentor", gettext_lazy("Грамота «Лучший наставник»"), gettext_lazy(
            "Награждается\n{наставник}\nлучший наставник {учебный год} учебного года, "
            "за терпение, труд и внимание к каждому, кто рядом.")),
        _paper("thanks", gettext_lazy("Письмо родителям наставника"), gettext_lazy(
            "Уважаемые родители {наставника}!\n"
            "Благодарим вас за воспитание {ребёнка} и за участие в школьном наставничестве. Помощь, которую "
            "получили младшие товарищи, важна для всей школы."), (*OF_PROGRAM, "ребёнка")),
    )
}  # fmt: skip


def trouble(part: Part, text: str) -> str:
    """Why this text cannot be taken, in words that say what to do; empty when it can."""
    if len(text) > LONGEST:
        return _("Слишком длинно: %(length)s знаков. Сократите до %(most)s") % {"length": len(text), "most": LONGEST}
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn"} for letter in text if letter != "\n"):
        return _("В тексте есть невидимые служебные знаки. Наберите это место заново или вставьте как обычный текст")
    known = ", ".join(f"{{{name}}}" for name in part.places) or _("здесь мест нет")
    for name in PLACE.findall(text):
        if name not in part.places:
            return _("Места {%(name)s} здесь нет. Можно поставить: %(known)s") % {"name": name[:40], "known": known}
    if any(brace in PLACE.sub("", text) for brace in "{}"):
        return _("Фигурная скобка без пары. Скобки – только вокруг места: %s") % known
    if part.lines and len(lines_of(text)) > MOST_CLAUSES:
        return _("Пунктов больше %s: оставьте главные, остальное перенесите в приложение") % MOST_CLAUSES
    return ""


def cleaned(text: str) -> str:
    """One kind of line break, no tabs, nothing hanging at the ends of lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled in, in one pass; a place without a value stays as it was written."""
    return PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def places_in_words(names: Iterable[str]) -> list[tuple[str, Promise]]:
    """The list beside a form: what may be put in, and what will stand there."""
    return [(f"{{{name}}}", PLACES[name][0]) for name in names]


def differences(before: str, after: str) -> list[tuple[str, str]]:
    """Word by word: («equal», «delete» or «insert», the words), as a reader compares two texts."""
    old, new = re.findall(r"\S+\s*", before), re.findall(r"\S+\s*", after)
    found: list[tuple[str, str]] = []
    for what, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(("equal", "".join(new[j:j_end])))
            continue
        found += [
            (kind, words)
            for kind, words in (("delete", "".join(old[i:i_end])), ("insert", "".join(new[j:j_end])))
            if words
        ]
    return found
