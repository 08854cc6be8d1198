"""Ready orders: a person chooses who and what, the words are written by the system and may be edited."""

from django.utils.translation import gettext as _

from accounts.grammar import Case, Gender, decline_name, decline_position
from accounts.models import Person
from accounts.permissions import Actor

from .models import LegalAct, OrderKind, Regulation, Roadmap, Unit
from .order_content import post_of
from .services.orders import ClauseDraft, OrderDraft

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


def preamble_of(acts: list[LegalAct]) -> str:
    """«В соответствии с …»: acts in the instrumental case, in the order of their dates."""
    return _("В соответствии с %s") % ", ".join(act.instrumental for act in acts) if acts else ""


def statute_order(
    actor: Actor, regulation: Regulation, curator: Person | None, roadmap: Roadmap | None = None
) -> OrderDraft:
    """The order that approves an organization's statute and, if chosen, appoints its curator (S4 order, п. 1–5)."""
    acts = list(LegalAct.objects.filter(code__in=["273-fz", "az-1128-08"]))
    clauses = [
        ClauseDraft(
            OrderKind.STATUTE_APPROVAL,
            _("Утвердить и ввести в действие %(title)s (приложение № 1).") % {"title": regulation.title},
            regulation=regulation,
        )
    ]
    if roadmap is not None:
        clauses.append(
            ClauseDraft(OrderKind.ROADMAP_APPROVAL, _("Утвердить дорожную карту (приложение № 2)."), roadmap=roadmap)
        )
    if curator is not None:
        post = post_of(curator.pk, actor.organization_id, actor.today)
        who = person_in(curator, Case.ACCUSATIVE)
        named = f"{who}, {decline_position(post, Case.ACCUSATIVE)}" if post else who
        clauses.append(
            ClauseDraft(
                OrderKind.CURATOR_APPOINTMENT,
                _("Назначить куратором реализации программ наставничества %s.") % named,
                executor=curator,
            )
        )
    clauses += [
        ClauseDraft(
            OrderKind.OTHER,
            _("Куратору ознакомить педагогических работников с Положением и разместить приказ на сайте организации."),
            executor=curator,
        ),
        ClauseDraft(OrderKind.CONTROL, _("Контроль за исполнением приказа оставляю за собой.")),
    ]
    return OrderDraft(
        title=_("Об утверждении Положения о системе наставничества"),
        preamble=preamble_of(acts),
        place=actor.organization.place,
        clauses=clauses,
        acts=acts,
    )


def pairs_order(actor: Actor, units: list[Unit]) -> OrderDraft:
    """The order that holds several pairs at once; nothing is typed but its number (S3 п. 3.8, S4 п. 6.2)."""
    several = len(units) > 1
    acts = list(LegalAct.objects.filter(code__in=["273-fz", "az-1128-08"]))
    what = _("наставнические пары (группы)") if several else _("наставническую пару (группу)")
    return OrderDraft(
        title=_("О закреплении наставнических пар") if several else _("О закреплении наставнической пары"),
        preamble=preamble_of(acts),
        place=actor.organization.place,
        clauses=[
            ClauseDraft(
                OrderKind.PAIR_ASSIGNMENT,
                _("Закрепить с письменного согласия участников %s:") % what,
                units=units,
            ),
            ClauseDraft(OrderKind.OTHER, _("Наставникам работать по утверждённым персонализированным программам.")),
            ClauseDraft(OrderKind.CONTROL, _("Контроль за исполнением приказа оставляю за собой.")),
        ],
        acts=acts,
    )
