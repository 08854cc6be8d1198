"""What programs can find: mentors, mentees, pairs, programmes, orders. Only what the actor may open."""

import re
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Lower
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.finding import SHOWN, Found, Group, register
from accounts.permissions import Actor
from accounts.search import look_for
from accounts.templatetags.ui_words import initials, ru_date

from .models import Material, MenteeEntry, MentorEntry, Order, Program, Unit
from .queries.support import led_by, without_pair

LIMIT = SHOWN + 1
PERSON = ("person__last_name", "person__first_name", "person__patronymic")
# What people write before and inside a number: «приказ № 13 – А» is 13а.
NOT_OF_NUMBER = re.compile(r"приказ\w*|[\s№–—-]+")


def _list(name: str, text: str) -> str:
    return f"{reverse(name)}?{urlencode({'q': text})}"


def _entries(rows: QuerySet, text: str, name: str) -> list[Found]:
    found = look_for(rows.select_related("person"), text, *PERSON, limit=LIMIT)
    return [
        Found(
            row.person.full_name,
            ", ".join(filter(None, [row.subject, row.get_state_display()])),
            reverse(name, args=[row.pk]),
        )
        for row in found
    ]


@register
def mentors(actor: Actor, text: str) -> Group:
    found = _entries(MentorEntry.objects.visible_to(actor), text, "mentor_detail")
    return Group(_("Наставники"), found, _list("mentor_list", text) if actor.may("bank.view") else "")


@register
def mentees(actor: Actor, text: str) -> Group:
    found = _entries(MenteeEntry.objects.visible_to(actor), text, "mentee_detail")
    return Group(_("Наставляемые"), found, _list("mentee_list", text) if actor.may("bank.view") else "")


@register
def own_mentees(actor: Actor, text: str) -> Group | None:
    if actor.may("bank.view"):
        return None  # found above, with the whole of the card
    found = look_for(led_by(actor), text, *PERSON, limit=LIMIT)
    shown = [
        Found(row.person.full_name, row.get_state_display(), reverse("mentee_for_mentor", args=[row.pk]))
        for row in found
    ]
    return Group(_("Ваши наставляемые"), shown)


@register
def supported(actor: Actor, text: str) -> Group | None:
    if actor.may("bank.view") or not actor.may("support.manage"):
        return None
    found = look_for(without_pair(actor), text, *PERSON, limit=LIMIT)
    shown = [
        Found(row.person.full_name, row.get_state_display(), reverse("support_note", args=[row.pk])) for row in found
    ]
    return Group(_("Без пары"), shown, reverse("mentees_alone"))


def _names(prefix: str) -> StringAgg:
    """All names of a pair in one line, so that one may be asked for together with the other."""
    parts = [part for field in PERSON for part in (F(f"{prefix}__{field}"), Value(" "))]
    words = Concat(*parts, output_field=TextField())
    return StringAgg(words, delimiter=" ")


def _of_pair(unit: Unit) -> str:
    return ", ".join(initials(member.person) for member in unit.members.all())


@register
def pairs(actor: Actor, text: str) -> Group:
    rows = Unit.objects.visible_to(actor).annotate(names=_names("members")).prefetch_related("members__person")
    found = look_for(rows.order_by("-proposed_at", "-pk"), text, "names", limit=LIMIT)
    shown = [Found(_of_pair(row), row.get_state_display(), reverse("unit_detail", args=[row.pk])) for row in found]
    return Group(_("Пары и группы"), shown, reverse("unit_list") if actor.may("unit.view") else "")


@register
def programmes(actor: Actor, text: str) -> Group:
    rows = Program.objects.visible_to(actor).annotate(names=_names("unit__members"))
    rows = rows.defer("snapshot").prefetch_related("unit__members__person").order_by("-start_on", "-pk")
    shown = [
        Found(row.title, f"{_of_pair(row.unit)}, {row.get_state_display()}", reverse("program_detail", args=[row.pk]))
        for row in look_for(rows, text, "title", "names", limit=LIMIT)
    ]
    return Group(_("Программы"), shown)


def _by_number_or_title(rows: QuerySet[Order], text: str) -> list[Order]:
    """A number is known with its spaces, dashes and the word «приказ» left out; else the title is looked through."""
    number = NOT_OF_NUMBER.sub("", text.lower())
    if any(letter.isdecimal() for letter in number):
        bare: Any = Func(
            Lower("number"), Value(r"[\s№–—-]+"), Value(""), Value("g"), function="regexp_replace",
            output_field=TextField(),
        )  # fmt: skip
        found = list(rows.alias(bare=bare).filter(Q(bare__startswith=number))[:LIMIT])
        if found:
            return found
    return look_for(rows, text, "title", limit=LIMIT)


def _name_of(order: Order) -> str:
    if not order.number:
        return order.title
    return _t("№ %(number)s от %(day)s: %(title)s") % {
        "number": order.number, "day": ru_date(order.dated, "doc"), "title": order.title,
    }  # fmt: skip


@register
def orders(actor: Actor, text: str) -> Group:
    rows = Order.objects.visible_to(actor).defer("content").order_by("-created_at", "-pk")
    shown = [
        Found(_name_of(row), row.get_state_display(), reverse("order_detail", args=[row.pk]))
        for row in _by_number_or_title(rows, text)
    ]
    return Group(_("Приказы"), shown, _list("order_list", text) if actor.may("order.view") else "")


@register
def orders_below(actor: Actor, text: str) -> Group | None:
    """Above the school an order is its number, date and title: the line opens the list where they stand."""
    if not (actor.may("order.requisites") and actor.reaches_below):
        return None
    rows = Order.objects.requisites_for(actor).defer("content").select_related("organization").order_by("-dated", "-pk")
    shown = [
        Found(_name_of(row), row.organization.short_name, _list("order_requisites", row.number or row.title))
        for row in _by_number_or_title(rows, text)
    ]
    return Group(_("Приказы организаций"), shown, _list("order_requisites", text))


@register
def materials(actor: Actor, text: str) -> Group | None:
    if not actor.may("library.view"):
        return None
    rows = Material.objects.visible_to(actor).filter(closed_on=None).select_related("organization")
    shown = [
        Found(row.title, row.source, row.url or reverse("material_file", args=[row.pk]))
        for row in look_for(rows, text, "title", "about", "publisher", limit=LIMIT)
    ]
    return Group(_("Библиотека"), shown, _list("material_list", text))
