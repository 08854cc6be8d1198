"""How an order calls other orders, and the pairs and groups of its table: agreed in number and kind; how a person is
named in them. Pure."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.grammar import Case, Gender, decline_name, decline_position
from accounts.grammar.names import guess_gender
from accounts.models import Person

from .models import Order, Unit

GENDERS = {Person.Gender.FEMALE: Gender.FEMALE, Person.Gender.MALE: Gender.MALE}


def person_in(person: Person, case: Case) -> str:
    """The full name in a case, by hand where the person's card says so."""
    return decline_name(
        person.last_name,
        person.first_name,
        person.patronymic,
        case,
        gender=GENDERS.get(person.gender),
        overrides=person.declension,
    )


def gender_of(person: Person) -> Gender | None:
    """As the card says, else as the patronymic or the surname tells."""
    return GENDERS.get(person.gender) or guess_gender(person.patronymic, person.last_name)


def label_in(label: str, case: Case) -> str:
    """«дорожной карты (плана мероприятий)»: what stands in brackets is declined too."""
    name, bracket, inner = label.partition(" (")
    inside = f" ({decline_position(inner.removesuffix(')'), case)})" if bracket else ""
    return decline_position(name, case) + inside


def control_words() -> str:
    """The last clause of every order, unless the head leaves the control to another."""
    return _("Контроль за исполнением приказа оставляю за собой.")


def order_name(order: Order) -> str:
    """«приказ от 24.03.2022 № 13 – А «О закреплении …»», in the nominative and the accusative alike."""
    facts = {"date": f"{order.dated:%d.%m.%Y}", "number": order.number, "title": nested(order.title)}
    return _("приказ от %(date)s № %(number)s «%(title)s»") % facts


def nested(title: str) -> str:
    """A name as it stands inside quotation marks: its own ones become the inner kind."""
    return title.replace("«", "„").replace("»", "“")


def pairs_title(units: Sequence[Unit]) -> str:
    """«О закреплении наставнической пары», «… наставнических пар и групп»."""
    return _("О закреплении %s") % units_genitive(units)


def units_genitive(units: Sequence[Unit]) -> str:
    return _called(
        units,
        pair=(_("наставнической пары"), _("наставнических пар")),
        group=(_("наставнической группы"), _("наставнических групп")),
        same=(_("наставнической пары и группы"), _("наставнических пар и групп")),
    )


def pairs_clause(units: Sequence[Unit]) -> str:
    """The words over the table: «Закрепить … наставническую пару:»."""
    return _("Закрепить с письменного согласия участников %s:") % _called(
        units,
        pair=(_("наставническую пару"), _("наставнические пары")),
        group=(_("наставническую группу"), _("наставнические группы")),
        same=(_("наставническую пару и группу"), _("наставнические пары и группы")),
    )


def programs_clause(units: Sequence[Unit]) -> str:
    """«Наставнику работать …»: one programme a unit, though a mentor may lead two."""
    if _mentors(units) > 1:
        return _("Наставникам работать по персонализированным программам, утверждённым куратором.")
    if len(units) > 1:
        return _("Наставнику работать по персонализированным программам, утверждённым куратором.")
    return _("Наставнику работать по персонализированной программе, утверждённой куратором.")


def payment_clause(units: Sequence[Unit]) -> str:
    if _mentors(units) > 1:
        return _(
            "Работу наставников оплачивать в соответствии с положением об оплате труда и дополнительными соглашениями "
            "к трудовым договорам."
        )
    return _(
        "Работу наставника оплачивать в соответствии с положением об оплате труда и дополнительным соглашением "
        "к трудовому договору."
    )


def words_for(units: Sequence[Unit]) -> tuple[str, ...]:
    """All that depends on who is in the table, in one order: the words of other units are found and replaced by it."""
    return pairs_title(units), pairs_clause(units), programs_clause(units), payment_clause(units)


def plural(phrase: str, case: Case = Case.ACCUSATIVE) -> str:
    """A name of a programme in the plural: «персонализированные программы наставничества». Others stay as they are."""
    genitive = case == Case.GENITIVE
    phrase = re.sub(r"ая\b", "ых" if genitive else "ые", phrase)
    return re.sub(r"\b([Пп])рограмма\b", r"\1рограмм" if genitive else r"\1рограммы", phrase)


def _mentors(units: Sequence[Unit]) -> int:
    return len({unit.people_key.partition(":")[0] for unit in units})


Forms = tuple[str, str]  # one, several


def _called(units: Sequence[Unit], *, pair: Forms, group: Forms, same: Forms) -> str:
    groups = sum(unit.kind == Unit.Kind.GROUP for unit in units)
    pairs = len(units) - groups
    if not groups:
        return pair[pairs > 1]
    if not pairs:
        return group[groups > 1]
    if (pairs > 1) == (groups > 1):
        return same[pairs > 1]
    return _("%(pairs)s и %(groups)s") % {"pairs": pair[pairs > 1], "groups": group[groups > 1]}
