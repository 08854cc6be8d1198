"""Ready orders: a person chooses who and what, the words are written by the system and may be edited."""

import re

from django.utils.translation import gettext as _

from accounts.grammar import Case, decline_position
from accounts.models import Employment, OrganizationKind, Person
from accounts.permissions import Actor
from accounts.templatetags.ui_words import study_year

from .models import LegalAct, Order, OrderClause, OrderKind, Regulation, Roadmap, Unit, UnitMember
from .order_content import post_of
from .order_words import control_words, label_in, order_name, person_in, words_for
from .queries.regulations import effective_regulation
from .services.order_drafts import ClauseDraft, OrderDraft
from .services.own_words import in_words_of


def preamble_of(acts: list[LegalAct], own: str = "") -> str:
    """«В соответствии с …»: acts in the instrumental case, in the order of their dates, the own statute last."""
    named = [*(act.instrumental for act in acts), *filter(None, [own])]
    return _("В соответствии с %s") % ", ".join(named) if named else ""


def statute_order(
    actor: Actor, regulation: Regulation, curator: Person | None = None, roadmap: Roadmap | None = None
) -> OrderDraft:
    """The order that approves an organization's statute and, if chosen, appoints its curator (S4 order, п. 1–5)."""
    acts = list(LegalAct.objects.filter(code__in=["273-fz", "az-1128-08"]))
    clauses = [
        ClauseDraft(
            OrderKind.STATUTE_APPROVAL,
            _("Утвердить и ввести в действие %(title)s (приложение № 1).")
            % {"title": _title_in(regulation, Case.ACCUSATIVE)},
            regulation=regulation,
        )
    ]
    if roadmap is not None:
        clauses.append(
            ClauseDraft(
                OrderKind.ROADMAP_APPROVAL,
                _("Утвердить %s (приложение № 2).") % label_in(_roadmap_label(actor), Case.ACCUSATIVE),
                roadmap=roadmap,
            )
        )
    if curator is not None:
        post = post_of(curator.pk, actor.organization_id, actor.today)
        who = person_in(curator, Case.ACCUSATIVE)
        named = f"{who}, {decline_position(post, Case.ACCUSATIVE)}".rstrip(".") if post else who
        clauses.append(_appointment(actor, curator, named))
    clauses += [
        ClauseDraft(
            OrderKind.OTHER,
            _("%s ознакомить педагогических работников с Положением и разместить приказ на сайте организации.")
            % (_("Координатору") if _is_municipal(actor) else _("Куратору")),
            executor=curator,
        ),
        ClauseDraft(OrderKind.CONTROL, control_words()),
    ]
    draft = OrderDraft(
        title=_("Об утверждении Положения о системе наставничества")
        if regulation.title.startswith("Положение")
        else _("Об утверждении %s") % _title_in(regulation, Case.GENITIVE),
        preamble=preamble_of(acts),
        place=actor.organization.place,
        clauses=clauses,
        acts=acts,
    )
    return in_words_of(actor.organization, actor.today, draft)


def _roadmap_label(actor: Actor) -> str:
    """As the regulation calls it, inside a sentence."""
    label = str(effective_regulation(actor.organization, actor.today).value("roadmap_label"))
    return label[:1].lower() + label[1:]


def _title_in(regulation: Regulation, case: Case) -> str:
    """«Положение о …», «Примерную программу …»; a title that begins otherwise stays as it was typed."""
    known = re.match(r"Положение\b|(?:\w+ая )?программа\b", regulation.title, re.IGNORECASE)
    return decline_position(regulation.title, case) if known else regulation.title


def _is_municipal(actor: Actor) -> bool:
    return actor.organization.kind == OrganizationKind.MUNICIPALITY


def _appointment(actor: Actor, person: Person, named: str) -> ClauseDraft:
    """A school names its curator, a municipality its coordinator (S1 order, п. 2)."""
    if _is_municipal(actor):
        words = _("Назначить муниципальным координатором реализации программ наставничества %s.") % named
        return ClauseDraft(OrderKind.COORDINATOR_APPOINTMENT, words, executor=person)
    words = _("Назначить куратором реализации программ наставничества %s.") % named
    return ClauseDraft(OrderKind.CURATOR_APPOINTMENT, words, executor=person)


def roadmap_order(actor: Actor, roadmap: Roadmap, label: str) -> OrderDraft:
    """The order that approves a map alone: a school's by its head, a district's by its body (S2 разд. 2, S3 п. 3.8)."""
    acts = list(LegalAct.objects.filter(code__in=["273-fz", "az-1128-08"]))
    year = study_year(roadmap.school_year)
    label = label[:1].lower() + label[1:]
    genitive, accusative = (label_in(label, case) for case in (Case.GENITIVE, Case.ACCUSATIVE))
    draft = OrderDraft(
        title=_("Об утверждении %(label)s на %(year)s учебный год") % {"label": genitive, "year": year},
        preamble=preamble_of(acts, own_statute(actor)),
        place=actor.organization.place,
        clauses=[
            ClauseDraft(
                OrderKind.ROADMAP_APPROVAL,
                _("Утвердить %(label)s на %(year)s учебный год (приложение № 1).")
                % {"label": accusative, "year": year},
                roadmap=roadmap,
            ),
            ClauseDraft(OrderKind.CONTROL, control_words()),
        ],
        acts=acts,
    )
    return in_words_of(actor.organization, actor.today, draft)


def pairs_order(actor: Actor, units: list[Unit]) -> OrderDraft:
    """The order that holds several pairs at once; nothing is typed but its number (S3 п. 3.8, S4 п. 6.2)."""
    acts = list(LegalAct.objects.filter(code__in=["273-fz", "az-1128-08"]))
    title, held, programmes, payment = words_for(units)
    clauses = [
        ClauseDraft(OrderKind.PAIR_ASSIGNMENT, held, units=units),
        ClauseDraft(OrderKind.OTHER, programmes),
        ClauseDraft(
            OrderKind.OTHER,
            _(
                "Куратору разместить сведения о закреплении на сайте организации; фамилии указывать только с согласия "
                "участников на распространение персональных данных."
            ),
        ),
        ClauseDraft(OrderKind.CONTROL, control_words()),
    ]
    if _has_employed_mentors(units, actor):
        clauses.insert(2, ClauseDraft(OrderKind.OTHER, payment))
    draft = OrderDraft(
        title=title,
        preamble=preamble_of(acts, own_statute(actor)),
        place=actor.organization.place,
        clauses=clauses,
        acts=acts,
    )
    return in_words_of(actor.organization, actor.today, draft)


def _has_employed_mentors(units: list[Unit], actor: Actor) -> bool:
    """Duties are paid to who works at the school (ТК, ст. 351.8); a guest and a pupil have no contract with it."""
    mentors = UnitMember.objects.filter(unit__in=units, side=UnitMember.Side.MENTOR, left_on=None)
    jobs = Employment.objects.in_force(actor.today).filter(organization_id=actor.organization_id)
    return jobs.filter(person_id__in=mentors.values("person_id")).exists()


def own_statute(actor: Actor) -> str:
    """«Положением о …, утверждённым приказом от … № …» of the actor's own organization; empty when it has none."""
    statute = Regulation.objects.in_force(actor.today).filter(organization_id=actor.organization_id).first()
    named = _title_in(statute, Case.INSTRUMENTAL) if statute is not None else ""
    if statute is None or named == statute.title:
        return ""
    clauses = OrderClause.objects.filter(regulation=statute, kind=OrderKind.STATUTE_APPROVAL)
    clause = clauses.exclude(order__registered_at=None).select_related("order").first()
    approved = _(", утверждённым приказом от %(date)s № %(number)s") % {
        "date": f"{clause.order.dated:%d.%m.%Y}", "number": clause.order.number,
    } if clause is not None else ""  # fmt: skip
    return named + approved


def cancelling_order(actor: Actor, order: Order, reason: str) -> OrderDraft:
    """The order that cancels another one of the same organization, as a whole."""
    words = _("Отменить %s.") % order_name(order)
    draft = OrderDraft(
        title=_("Об отмене приказа от %(date)s № %(number)s")
        % {"date": f"{order.dated:%d.%m.%Y}", "number": order.number},
        preamble=_("В связи с %s") % reason.strip().rstrip("."),
        place=actor.organization.place,
        clauses=[
            ClauseDraft(OrderKind.ORDER_CANCELLATION, words, target=order),
            ClauseDraft(OrderKind.OTHER, _("Куратору ознакомить с приказом всех, кого касался отменённый приказ.")),
            ClauseDraft(OrderKind.CONTROL, control_words()),
        ],
    )
    return in_words_of(actor.organization, actor.today, draft)
