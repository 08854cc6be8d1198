"""Sections of a Положение on pairs, programmes, closing, results and entry into force; our own wording."""

from __future__ import annotations

from collections.abc import Iterator

from .effective import EffectiveRegulation
from .parameter import Level
from .statute_parts import Point, names, term


def pairs(regulation: EffectiveRegulation) -> Iterator[Point]:
    """How a pair comes together and what its programme is."""
    v = regulation.value
    yield Point(
        "Пара или группа подбирается по признакам:",
        tuple(names(regulation, "matching_criteria")) or ("решение куратора",),
        ("matching_criteria",),
    )
    fixed = "приказом руководителя" if v("pair_fixation") == "order" else "записью куратора"
    days = regulation["pairing_deadline_days"]
    deadline = f" Срок подбора – {days.display} с даты определения модели." if days.value else ""
    yield Point(
        f"Пары складываются добровольно, при участии куратора, и закрепляются {fixed}.{deadline}",
        codes=("pair_fixation", "pairing_deadline_days"),
    )
    for code in ("screening", "mentor_training"):
        if v(code):
            yield Point(f"{regulation[code].parameter.label}: {regulation[code].display}.", codes=(code,))
    if v("unmatched_support"):
        yield Point(
            "Наставляемый, для которого наставник не найден, получает психолого-педагогическую поддержку; поиск "
            "наставника продолжается.",
            codes=("unmatched_support",),
        )
    yield _program(regulation)
    if v("meeting_sequence") == "strict":
        confirmed = " Каждая подтверждается формой и отзывом." if v("meeting_confirmation") == "required" else ""
        yield Point(
            f"Встречи идут по порядку: знакомство, пробная, планирование, последовательные, итоговая.{confirmed}",
            codes=("meeting_sequence", "meeting_confirmation"),
        )
    yield from _trouble(regulation)
    if v("route.enabled"):
        yield _route(regulation)


def _trouble(regulation: EffectiveRegulation) -> Iterator[Point]:
    """When a pair needs the curator; the defaults of the system are nobody's rule and are not written down."""
    codes = [code for code in regulation.base if code.startswith("trouble.")]
    named = [code for code in codes if regulation[code].level is not Level.DEFAULT]
    if named:
        items = [
            f"{str(regulation[code].parameter.label).partition(': ')[2]}: {regulation[code].display}" for code in named
        ]
        yield Point("Куратор обращает внимание на пару, если у неё:", tuple(items), tuple(named))


def _program(regulation: EffectiveRegulation) -> Point:
    v = regulation.value
    plan = str(v("labels.plan"))
    parts = [
        f"Программа действует {term(regulation)}.",
        f"{plan[:1].upper()}{plan[1:]} строится по направлениям: {', '.join(names(regulation, 'plan_directions'))}.",
    ]
    if v("rationale_sections"):
        parts.append(f"Пояснительная записка содержит: {', '.join(names(regulation, 'rationale_sections'))}.")
    return Point(
        " ".join(parts),
        codes=(
            "program_months_min", "program_months_max", "program_until", "plan_directions", "rationale_sections",
            "labels.plan",
        ),
    )  # fmt: skip


def _route(regulation: EffectiveRegulation) -> Point:
    v = regulation.value
    low, high = v("route.months_min"), v("route.months_max")
    months = f" на срок от {low} до {high} месяцев" if low and high else ""
    steps = f", шагов – {v('route.steps')}" if v("route.steps") else ""
    labels = regulation["route.blocks"].parameter.choices or {}
    blocks = tuple(f"{letter}) {labels[block]}" for block, letter in v("route.blocks").items())
    return Point(
        f"Педагог может вести индивидуальный образовательный маршрут{months}{steps}"
        + (". Блоки его дорожной карты:" if blocks else "."),
        blocks,
        ("route.enabled", "route.months_min", "route.months_max", "route.steps", "route.blocks"),
    )


def closing(regulation: EffectiveRegulation) -> Iterator[Point]:
    """How a programme ends, is extended or changed."""
    v = regulation.value
    why = ", досрочно – при уважительных обстоятельствах" if v("closure_needs_justification") else ""
    yield Point(
        f"Программа завершается по причинам, которые назвал закон, и по следующим{why}:",
        tuple(names(regulation, "closure_reasons")),
        ("closure_reasons", "closure_needs_justification"),
    )
    if v("extension.allowed"):
        mutual = v("extension.requires") == "mutual"
        need = "по обоюдному согласию наставника и наставляемого" if mutual else "по решению куратора"
        limit = v("program_months_max")
        over = f" Полный срок не превышает {limit} месяцев." if limit and not v("extension.may_exceed_max") else ""
        yield Point(
            f"Срок программы продлевается, а её содержание меняется {need}.{over}",
            codes=("extension.allowed", "extension.requires", "extension.may_exceed_max"),
        )
    items = names(regulation, "completion_items")
    strict = " Без этого программа не завершается." if v("completion_requires") == "required" else ""
    ready = f"К завершению готовы: {', '.join(items)}.{strict} " if items else ""
    yield Point(
        f"{ready}Рефлексия при завершении: {regulation['closing_reflection'].display}.",
        codes=("completion_items", "completion_requires", "closing_reflection"),
    )


def results(regulation: EffectiveRegulation) -> Iterator[Point]:
    """What is published, measured and rewarded."""
    v = regulation.value
    shown = [
        name
        for code, name in (
            ("local_acts", "локальные акты"),
            ("order_on_site", "приказ об утверждении Положения"),
            ("programs", "сведения о программах"),
            ("bases", "сведения о наставниках и наставляемых"),
            ("cases", "лучшие практики"),
        )
        if v(f"publication.{code}")
    ]
    always = "ведётся" if v("publication.section") == "required" else "может вестись"
    what = f" В нём размещаются: {', '.join(shown)}." if shown else ""
    yield Point(
        f"На сайте Организации {always} раздел «{v('publication.section_title')}».{what} Имена и фотографии "
        "публикуются только с отдельного согласия на распространение персональных данных.",
        codes=(
            "publication.section", "publication.section_title", "publication.local_acts", "publication.order_on_site",
            "publication.programs", "publication.bases", "publication.cases", "publication.mentors_shown",
        ),
    )  # fmt: skip
    published = "публикуются после её завершения" if v("publication.results") != "none" else "не публикуются"
    summary = " Итоги подводятся публично." if v("publication.public_summary") else ""
    yield Point(
        f"Результаты программы {published}.{summary}", codes=("publication.results", "publication.public_summary")
    )
    yield _monitoring(regulation)
    if v("incentives"):
        yield Point("Меры поощрения:", tuple(names(regulation, "incentives")), ("incentives",))
    if v("award_conditions"):
        told = ", ".join(names(regulation, "award_conditions"))
        yield Point(f"К государственным и ведомственным наградам представляют: {told}.", codes=("award_conditions",))


def _monitoring(regulation: EffectiveRegulation) -> Point:
    v = regulation.value
    parts = [f"Мониторинг проводится в {'два этапа' if v('monitoring.stages') == 2 else 'один этап'}."]
    if v("monitoring.process"):
        parts.append(f"В ходе программ оцениваются: {', '.join(names(regulation, 'monitoring.process'))}.")
    if v("monitoring.exam_types"):
        parts.append(f"Аттестация обучающихся: {', '.join(names(regulation, 'monitoring.exam_types'))}.")
    parts.append(f"Опрашиваются: {', '.join(names(regulation, 'monitoring.questionnaires'))}.")
    if v("monitoring.entry_exit") == "required":
        parts.append("Показатели участников измеряются дважды: до программы и после неё.")
    if v("periodic.quality_assessment"):
        parts.append(f"Качество программ оценивается раз в год: {regulation['periodic.quality_assessment'].display}.")
    if v("periodic.monthly_report_day"):
        parts.append(
            f"Месячный отчёт сдаётся {v('periodic.monthly_report_day')}-го числа; сдаёт "
            f"{regulation['report_sender'].display}, принимает {regulation['report_receiver'].display}."
        )
    if v("periodic.quarterly_account"):
        parts.append("Персонифицированный учёт составляется ежеквартально.")
    parts.append("Числа отчётов берутся из учётных записей; иных отчётов участники не пишут.")
    return Point(
        " ".join(parts),
        codes=(
            "monitoring.stages", "monitoring.process", "monitoring.exam_types", "monitoring.questionnaires",
            "monitoring.entry_exit", "periodic.quality_assessment", "periodic.monthly_report_day", "report_sender",
            "report_receiver", "periodic.quarterly_account",
        ),
    )  # fmt: skip


def final(regulation: EffectiveRegulation, level: Level) -> Iterator[Point]:
    """Entry into force, changes (S4 п. 9.1, 9.2) and the place of the law."""
    who = "руководителя Организации" if level is Level.SCHOOL else "принявшего органа"
    yield Point(
        f"Положение вступает в силу со дня регистрации приказа {who} и действует без ограничения срока – до приказа "
        "об отмене или до вступления в силу новой редакции."
    )
    yield Point(
        "Положение изменяется новой редакцией, утверждённой приказом. Начатые программы завершаются по той редакции, "
        "при которой они утверждены."
    )
    law = "При расхождении Положения с законодательством действует законодательство на день принятия решения."
    if regulation.value("law.labor_agreement"):
        law += " Соглашение с работником-наставником заключается по статье 351.8 Трудового кодекса РФ."
    yield Point(law)
