"""What an order says, as plain data: the thing that is signed, hashed and printed.

The shape is that of ``reports.documents.order.OrderDocument``; absent keys are its defaults. Nothing here changes after
the signature: number and date are put in at registration, beside what was signed.
"""

import datetime
import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.due_rules import describe, from_json
from accounts.grammar import Case, decline_position, initials
from accounts.models import (
    ORDER_WORDS,
    Employment,
    Membership,
    Organization,
    OrganizationKind,
    Person,
    StudentProfile,
)
from accounts.permissions import Actor
from accounts.roles import Role
from accounts.templatetags.ui_words import study_year

from .models import Order, OrderClause, OrderKind, Payment, Roadmap, RoadmapItem, Unit, UnitMember
from .order_tables import TABLES, table_of
from .queries.order_visas import sheet_lines
from .queries.regulations import effective_regulation, statute_sections
from .queries.units import form_labels
from .queries.wordings import own_texts, said, values_of
from .regulation.catalogue.choices import KINDS

CONTENT_VERSION = "order/1"
GOST_2025_FROM = datetime.date(2025, 8, 18)


def content_hash(content: dict[str, Any]) -> str:
    """SHA-256, hex, over the canonical JSON of the content and its version: what the head signs."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{CONTENT_VERSION}\n{canonical}".encode()).hexdigest()


def sent_words_hash(content: dict[str, Any]) -> str:
    """SHA-256 of what an order says whoever signs it: text, tables of pairs and payments, appendices."""
    return content_hash({key: content[key] for key in ("title", "preamble", "place", "clauses", "appendices")})


def post_of(person_id: int, organization_id: int, on: datetime.date) -> str:
    """The person's post in documents of that organization on that day; empty when he holds none."""
    job = Employment.objects.in_force(on).filter(person_id=person_id, organization_id=organization_id).first()
    return job.title if job else ""


def posts_of(people: Collection[int], organization_id: int, on: datetime.date) -> dict[int, str]:
    """Posts and classes of several people there on that day, by person; others are absent. Two queries."""
    if not people:
        return {}
    there = {"organization_id": organization_id, "person_id__in": people}
    jobs = Employment.objects.in_force(on).filter(**there)
    found = dict(reversed(list(jobs.values_list("person_id", "title"))))  # the first of several stays, as in post_of
    pupils = StudentProfile.objects.in_force(on).filter(**there)
    return {person: _("%s класс") % label for person, label in pupils.values_list("person_id", "class_label")} | found


def letterhead(organization: Organization, own: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The head of the organization's papers, with its own words; ``own``: words that are tried out."""
    own = own_texts(organization.pk, "letterhead") if own is None else own
    values = values_of(organization, clock.today(organization.zone))
    below = said("letterhead", "below", own, values)
    return {
        "name_full": organization.name,
        "name_short": organization.short_name,
        "founder": said("letterhead", "above", own, values),
        "address": organization.address,
        "phone": organization.phone,
        "email": organization.email,
        "ogrn": organization.ogrn,
        "inn": organization.inn,
        "kpp": organization.kpp,
        **({"below": below} if below else {}),
    }


def second_letterhead(organization: Organization) -> dict[str, Any]:
    """The same head in the second language, under its own key; nothing where the organization has one language."""
    language = organization.second_language
    if not language:
        return {}
    head = {
        "name_full": organization.second_name,
        "name_short": organization.second_short_name,
        "address": organization.second_address,
        "kind_label": ORDER_WORDS[language],
        "language": language,
    }
    return {"second_letterhead": head}


def content_of(order: Order, *, actor: Actor | None, on: datetime.date) -> dict[str, Any]:
    """The order's words on that day. ``actor`` is the head who signs; a draft without one names the head in office."""
    clauses = list(order.clauses.select_related("executor", "regulation", "roadmap").prefetch_related(*UNITS))
    appendices = [_appendix(clause, no, on) for no, clause in enumerate(_with_appendix(clauses), start=1)]
    own = own_texts(order.organization_id, "letterhead")
    visas = sheet_lines(order)
    return {
        "issuer": letterhead(order.organization, own),
        **second_letterhead(order.organization),
        "title": order.title,
        "preamble": order.preamble,
        "place": order.place,
        "clauses": [_clause(clause, order.organization.zone) for clause in clauses],
        "appendices": appendices,
        "signatory": _signatory(order, actor, on),
        # The organization's telephone: a personal one would travel with the published file.
        "executor": {"name": order.drafted_by.full_name, "phone": order.organization.phone},
        **({"visas": visas} if visas else {}),
    }


def gost_of(day: datetime.date) -> str:
    """The edition of GOST R 7.0.97 that rules a document of that date."""
    return "2025" if day >= GOST_2025_FROM else "2016"


def registered_content(order: Order) -> dict[str, Any]:
    """What was signed, with what registration adds: date, number, the stamp of the appendices, the date's GOST."""
    content = dict(order.content or {})
    stamp = order.stamp_number or None
    return {
        **content,
        "date": order.dated.isoformat() if order.dated else None,
        "number": order.number,
        "gost": gost_of(order.dated or clock.today(order.organization.zone)),
        "appendices": [{**appendix, "stamp_number": stamp} for appendix in content.get("appendices", [])],
    }


def _with_appendix(clauses: list[OrderClause]) -> list[OrderClause]:
    return [clause for clause in clauses if clause.kind in {OrderKind.STATUTE_APPROVAL, OrderKind.ROADMAP_APPROVAL}]


def _clause(clause: OrderClause, zone: ZoneInfo) -> dict[str, Any]:
    term = _("Срок: до %s.") % f"{clause.due_on:%d.%m.%Y}" if clause.due_on else ""
    plain = {"no": str(clause.position), "text": clause.text, "mode": clause.mode, "term": term}
    units = [row.unit for row in clause.units.all() if not row.by_lender]  # of another school nobody is named
    mentees = _("Наставляемые") if any(unit.kind == Unit.Kind.GROUP for unit in units) else _("Наставляемый")
    rows = _pairs(units, zone)
    if clause.kind in TABLES:
        plain["table"] = table_of(clause.kind, units, [(row[0], row[1]) for row in rows], mentees)
    elif rows:
        numbered = [[str(no), *row] for no, row in enumerate(rows, start=1)]
        plain["table"] = {
            "headings": [_("№"), _("Наставник"), mentees, _("Форма, вид"), _("Срок"), _("Куратор")],
            "rows": numbered,
            "widths": PAIR_WIDTHS,
        }
    if payments := list(clause.payments.all()):
        plain["table"] = {"headings": _said(PAYMENT_HEADINGS), "rows": _payments(payments), "widths": PAYMENT_WIDTHS}
    return plain


def _payments(rows: list[Payment]) -> list[list[str]]:
    return [
        [
            str(no), row.person.full_name, row.get_kind_display(), money(row.amount),
            f"{row.starts:%d.%m.%Y}–{row.ends:%d.%m.%Y}",
            _("%(basis)s от %(day)s, %(clause)s") % {
                "basis": row.get_basis_display(), "day": f"{row.basis_dated:%d.%m.%Y}", "clause": row.basis_clause,
            },
        ]
        for no, row in enumerate(rows, start=1)
    ]  # fmt: skip


def money(amount: Decimal) -> str:
    """«12 000,50»; the space does not break."""
    return f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",")


def _said(headings: tuple[Promise, ...]) -> list[str]:
    return [str(heading) for heading in headings]


STAGE_HEADINGS = tuple(map(gettext_lazy, ("№", "Мероприятие", "Срок", "Ответственный", "Результат")))
STAGE_WIDTHS = [5, 35, 15, 20, 25]
PAIR_WIDTHS = [5, 20, 25, 20, 15, 15]
PAYMENT_HEADINGS = tuple(map(gettext_lazy, ("№", "Работник", "Выплата", "Размер, руб.", "Период", "Основание")))
PAYMENT_WIDTHS = [5, 20, 20, 15, 20, 20]
UNITS = ("units__unit__members__person", "units__unit__curator", "units__unit__programs", "payments__person")


def _pairs(units: list[Unit], zone: ZoneInfo) -> list[list[str]]:
    """The lines of a clause's table; the posts of all its people in one query for each day of proposal there."""
    days = [unit.proposed_at.astimezone(zone).date() for unit in units]
    people: dict[datetime.date, set[int]] = {}
    for unit, day in zip(units, days, strict=True):
        people.setdefault(day, set()).update(member.person_id for member in unit.members.all())
    posts = {day: posts_of(there, units[0].organization_id, day) for day, there in people.items()}
    return [unit_row(unit, posts[day]) for unit, day in zip(units, days, strict=True)]


def unit_row(unit: Unit, posts: dict[int, str]) -> list[str]:
    """A pair as a line of the order: who, whom, form, term, curator."""
    members = [member for member in unit.members.all() if member.left_on is None]
    programs = list(unit.programs.all())
    term = f"{programs[0].start_on:%d.%m.%Y}–{programs[0].end_on:%d.%m.%Y}" if programs else _("на срок программы")
    return [
        ";\n".join(_named(member, posts) for member in members if member.side == "mentor"),
        ";\n".join(_named(member, posts) for member in members if member.side == "mentee"),
        _form_and_kinds(unit),
        term,
        unit.curator.full_name,
    ]


def _form_and_kinds(unit: Unit) -> str:
    """The main form first, by which the pair is reported; then the other forms of its programme, then the kinds."""
    forms = form_labels(unit)
    if len(forms) > 1:
        forms[0] = _("%s (главная)") % forms[0]
    kinds = [str(KINDS.get(code, code)).partition(" (")[0] for code in unit.kinds]
    return ";\n".join(filter(None, (", ".join(forms), ", ".join(kinds))))


def _named(member: UnitMember, posts: dict[int, str]) -> str:
    post = posts.get(member.person_id, "")
    return f"{member.person.full_name}, {post}" if post else member.person.full_name


def _appendix(clause: OrderClause, no: int, on: datetime.date) -> dict[str, Any]:
    if clause.roadmap is not None:
        return {"no": str(no), "title": _roadmap_title(clause.roadmap, on), "sections": _stages(clause.roadmap)}
    regulation = clause.regulation
    assert regulation is not None  # a database constraint: a clause about a statute names it
    return {"no": str(no), "title": regulation.title, "sections": statute_sections(regulation, on)}


def _roadmap_title(roadmap: Roadmap, on: datetime.date) -> str:
    """As the regulation calls it: «Дорожная карта на 2025/26 учебный год», «План мероприятий …»."""
    label = str(effective_regulation(roadmap.organization, on).value("roadmap_label"))
    year = study_year(roadmap.school_year)
    return _("%(label)s на %(year)s учебный год") % {"label": label[:1].upper() + label[1:], "year": year}


def _stages(roadmap: Roadmap) -> list[dict[str, Any]]:
    """A section for a stage, with its table; a line without a term says «без срока»."""
    stages: dict[int, dict[str, Any]] = {}
    for item in roadmap.items.all():
        stage = stages.setdefault(
            item.stage,
            {
                "heading": f"{item.stage}. {item.stage_title}",
                "table": {"headings": _said(STAGE_HEADINGS), "rows": [], "widths": STAGE_WIDTHS},
            },
        )
        stage["table"]["rows"].append([item.number, item.text, describe(from_json(item.due)), *_who_and_what(item)])
    return list(stages.values())


def _who_and_what(item: RoadmapItem) -> tuple[str, str]:
    """Who answers, those who help after him; what comes of it and by which document."""
    who = "; ".join(filter(None, [item.responsible, item.co_executors]))
    return who, "; ".join(filter(None, [item.result, item.document]))


def _signatory(order: Order, actor: Actor | None, on: datetime.date) -> dict[str, Any]:
    if actor is None:
        who = signatory_of(order.organization, on)
    else:
        heads = Membership.objects.filter(organization_id=order.organization_id, role=Role.HEAD)
        who = _signing(heads.select_related("person").get(pk=actor.membership_id), order.organization, on)
    if who is None:
        return {"position": "", "name": ""}
    return {"position": who.position, "name": who.name, "acting": who.acting}


@dataclass(frozen=True, slots=True)
class Signatory:
    """Whoever signs for an organization; ``position`` is the head's post, held or performed for a time."""

    person: Person
    position: str
    acting: bool

    @property
    def name(self) -> str:
        return initials(self.person.last_name, self.person.first_name, self.person.patronymic)

    @property
    def post(self) -> str:
        """«директор», «исполняющий обязанности директора»."""
        return _performed(self.position) if self.acting else self.position

    @property
    def signed_as(self) -> str:
        return signed_as({"position": self.position, "acting": self.acting})


def signatory_of(organization: Organization, on: datetime.date) -> Signatory | None:
    """The head in office that day; the acting one, while there is one: he is the one who signs."""
    heads = Membership.objects.in_force(on).filter(organization=organization, role=Role.HEAD)
    seat = heads.select_related("person").order_by("acting_for", "-valid_from").first()
    return _signing(seat, organization, on) if seat is not None else None


def _signing(seat: Membership, organization: Organization, on: datetime.date) -> Signatory:
    post = post_of(seat.acting_for_id or seat.person_id, organization.pk, on) or _post_of_a_head(organization)
    return Signatory(seat.person, post, acting=seat.acting_for_id is not None)


def _post_of_a_head(organization: Organization) -> str:
    return _("директор") if organization.kind == OrganizationKind.SCHOOL else _("руководитель")


def signed_as(signatory: Mapping[str, Any]) -> str:
    """The post under the signature: «Директор», «Исполняющий обязанности директора»."""
    position = str(signatory["position"])
    post = _performed(position) if signatory.get("acting") else position
    return post[:1].upper() + post[1:]


def _performed(position: str) -> str:
    return _("исполняющий обязанности %s") % decline_position(position, Case.GENITIVE)
