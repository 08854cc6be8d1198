"""Ready orders of the remaining kinds, each written from the records and the words of the regulation in force."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.grammar import Case, decline_position
from accounts.models import Person
from accounts.permissions import Actor

from .models import Council, MentorEntry, OrderKind, Unit
from .order_words import nested, plural, units_genitive
from .paper_orders import ordinary, with_post
from .queries.order_sources import programme_of
from .queries.regulations import effective_regulation
from .regulation.effective import EffectiveRegulation
from .regulation.statute_parts import names
from .services.order_drafts import ClauseDraft, OrderDraft

ASKED = {
    "mentee": gettext_lazy("наставляемые"),
    "mentor": gettext_lazy("наставники"),
    "curator": gettext_lazy("кураторы"),
}
TRACKS = {"staff": gettext_lazy("педагогических работников"), "student": gettext_lazy("обучающихся")}


def termination_order(actor: Actor, units: Sequence[Unit]) -> OrderDraft:
    """«О прекращении работы …»: the pairs have ended, the order that held them ceases to (S3 п. 4.14, S4 п. 7.1)."""
    clauses = [
        ClauseDraft(
            OrderKind.PAIR_TERMINATION,
            _("Считать завершившими работу и прекратить действие приказов о закреплении %s:") % units_genitive(units),
            units=units,
        ),
        ClauseDraft(
            OrderKind.OTHER,
            _(
                "Куратору в течение трёх рабочих дней внести сведения в базы наставников и наставляемых, отчёты "
                "участников сохранить."
            ),
        ),
    ]
    return ordinary(actor, _("О прекращении работы %s") % units_genitive(units), clauses)


def programs_order(actor: Actor, units: Sequence[Unit]) -> OrderDraft:
    """«Об утверждении … программ»: what the curator has checked, and the body of mentors where it has agreed."""
    label = str(rules_of(actor).value("labels.program"))
    many = len(units) > 1
    programmes = [programme_of(unit, OrderKind.PROGRAM_APPROVAL) for unit in units]
    agreed = all(program is not None and program.council_agreed_on for program in programmes)
    council = _council(actor, Case.INSTRUMENTAL) if agreed else ""
    with_whom = _(", согласованн%(end)s с %(council)s") % {"end": "ые" if many else "ую", "council": council}
    what = plural(label) if many else decline_position(label, Case.ACCUSATIVE)
    return ordinary(
        actor,
        _("Об утверждении %s") % (plural(label, Case.GENITIVE) if many else decline_position(label, Case.GENITIVE)),
        [
            ClauseDraft(
                OrderKind.PROGRAM_APPROVAL, _("Утвердить %s:") % (what + (with_whom if council else "")), units=units
            ),
            ClauseDraft(
                OrderKind.OTHER,
                (_("Наставникам") if many else _("Наставнику"))
                + _(" вести работу по плану, встречи записывать в день, когда они прошли."),
            ),
            ClauseDraft(OrderKind.OTHER, _("Куратору следить за выполнением планов и сроками.")),
        ],
    )


@dataclass(frozen=True)
class Award:
    """``words`` take the table of those who are awarded."""

    code: str
    label: Any
    words: Any


AWARDS = (
    Award("thanks", gettext_lazy("благодарность"), gettext_lazy("Объявить благодарность наставникам:")),
    Award(
        "mentor", gettext_lazy("грамота «Лучший наставник»"),
        gettext_lazy("Наградить грамотой «Лучший наставник» наставников:"),
    ),
    Award(
        "pair", gettext_lazy("грамота «Лучшая пара»"),
        gettext_lazy("Наградить грамотой «Лучшая пара» наставника и наставляемого:"),
    ),
)  # fmt: skip


def award_order(actor: Actor, chosen: dict[str, Sequence[Unit]]) -> OrderDraft:
    """«О поощрении …»: a clause for each award, and the letters to the parents of pupils who were mentors (S2 р. 11).

    ``chosen``: code of the award → those who get it.
    """
    clauses = [
        ClauseDraft(OrderKind.AWARD, str(award.words), units=chosen[award.code])
        for award in AWARDS
        if chosen.get(award.code)
    ]
    units = [unit for award in AWARDS for unit in chosen.get(award.code, ())]
    if any(unit.form == "PUPIL_PUPIL" for unit in units):
        clauses.append(
            ClauseDraft(
                OrderKind.OTHER,
                _("Куратору направить благодарственные письма родителям (законным представителям) наставников из числа "
                  "обучающихся."),
            )
        )  # fmt: skip
    draft = ordinary(actor, _("О поощрении участников наставничества"), clauses)
    council = _council(actor, Case.GENITIVE)
    if not council:
        return draft
    shown = _("по представлению %s") % council
    return replace(draft, preamble=f"{draft.preamble}, {shown}" if draft.preamble else shown[:1].upper() + shown[1:])


def appointment_order(actor: Actor, entries: Sequence[MentorEntry]) -> OrderDraft:
    """«О назначении наставников»: a clause a person, with his post in the accusative (S1 §4.1.5, S3 п. 3.8)."""
    clauses = [
        ClauseDraft(
            OrderKind.MENTOR_APPOINTMENT,
            _("Назначить наставником %s.") % with_post(actor, entry.person, Case.ACCUSATIVE),
            executor=entry.person,
        )
        for entry in entries
    ]
    many = len(clauses) > 1
    title = _("О назначении наставников") if many else _("О назначении наставника")
    keep = (
        _("Куратору в течение трёх рабочих дней внести назначенных в базу наставников.")
        if many
        else _("Куратору в течение трёх рабочих дней внести сведения в базу наставников.")
    )
    return ordinary(actor, title, [*clauses, ClauseDraft(OrderKind.OTHER, keep)])


def liaison_order(actor: Actor, person: Person) -> OrderDraft:
    """Who answers for the school before the municipal centre of mentoring (S2 п. 1.1)."""
    named = with_post(actor, person, Case.ACCUSATIVE)
    rules = rules_of(actor)
    centre = str(rules.value("external.names").get("MUNICIPAL", "")) if rules.value("mnc") else ""
    return ordinary(
        actor,
        _("О назначении ответственного за взаимодействие с муниципальным наставническим центром"),
        [
            ClauseDraft(
                OrderKind.RESPONSIBLE_MNC,
                _("Назначить ответственным за взаимодействие с муниципальным наставническим центром %s.") % named,
                executor=person,
            ),
            ClauseDraft(
                OrderKind.OTHER,
                _("Ответственному передавать отчёты в установленные сроки%s.")
                % (_(" (получатель – %s)") % nested(centre) if centre else ""),
                executor=person,
            ),
        ],
    )


def implementation_order(actor: Actor) -> OrderDraft:
    """«О внедрении …» with its three parts: terms, monitoring and its terms, planned results (S2 п. 1.3)."""
    rules = rules_of(actor)
    begins, ends = _year(actor)
    named = [*names(rules, "monitoring.coverage"), *names(rules, "monitoring.impact")]
    results = "; ".join(named) or _("закрепление молодых специалистов, рост мастерства, закрытые затруднения")
    whose = _whom(rules)
    return ordinary(
        actor,
        _("О внедрении системы наставничества %s") % whose,
        [
            ClauseDraft(
                OrderKind.MODEL_IMPLEMENTATION,
                _("Внедрить систему (целевую модель) наставничества %(whose)s с %(begins)s.")
                % {"whose": whose, "begins": f"{begins:%d.%m.%Y}"},
                due_on=ends,
            ),
            _monitoring_clause(rules, ends),
            ClauseDraft(
                OrderKind.PLANNED_RESULTS,
                _("Планируемые результаты внедрения – положительная динамика показателей: %s.") % results,
            ),
        ],
    )


def monitoring_order(actor: Actor) -> OrderDraft:
    """«О проведении мониторинга …»: by the stages, questionnaires and measures that the regulation names."""
    rules = rules_of(actor)
    _begins, ends = _year(actor)
    clauses = [_monitoring_clause(rules, ends)]
    if rules.value("monitoring.entry_exit") != "none":
        clauses.append(
            ClauseDraft(
                OrderKind.OTHER,
                _("Куратору провести замеры показателей участников на входе и на выходе из программ."),
                due_on=ends,
            )
        )
    clauses.append(
        ClauseDraft(
            OrderKind.OTHER,
            _(
                "Куратору представить итоги с выводами; показатели брать из учётных записей, других отчётов от "
                "участников не требовать."
            ),
            due_on=ends + datetime.timedelta(days=14),
        )
    )  # fmt: skip
    return ordinary(actor, _("О проведении мониторинга программ наставничества"), clauses)


def _monitoring_clause(rules: EffectiveRegulation, ends: datetime.date) -> ClauseDraft:
    stages = _("в два этапа: качество самих программ и их влияние на участников")
    how = stages if rules.value("monitoring.stages") == 2 else _("в один этап")
    asked = ", ".join(str(ASKED[who]) for who in rules.value("monitoring.questionnaires") if who in ASKED)
    words = _("Провести мониторинг эффективности программ наставничества %s") % how
    return ClauseDraft(
        OrderKind.MONITORING, words + (_("; анкеты заполняют: %s.") % asked if asked else "."), due_on=ends
    )


def _year(actor: Actor) -> tuple[datetime.date, datetime.date]:
    """From September to the end of May of the school year that goes on; in summer of the one that comes."""
    year = actor.today.year if actor.today.month >= 6 else actor.today.year - 1
    return datetime.date(year, 9, 1), datetime.date(year + 1, 5, 31)


def rules_of(actor: Actor) -> EffectiveRegulation:
    return effective_regulation(actor.organization, actor.today)


def _whom(rules: EffectiveRegulation) -> str:
    return _(" и ").join(str(TRACKS[track]) for track in rules.value("tracks") if track in TRACKS)


def _council(actor: Actor, case: Case) -> str:
    """The body of mentors as the school calls it («совета наставников», «методического объединения»); none: empty."""
    rows = Council.objects.filter(organization_id=actor.organization_id, state=Council.State.ACTIVE)
    row = rows.order_by("-pk").first()
    # «методическое объединение наставников / комиссия / совет»: the first of the names that the regulation allows.
    return decline_position(re.split(r" [/(]", row.label)[0], case) if row is not None else ""
