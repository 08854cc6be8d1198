"""The sentences of a Положение, section by section; our own wording, built from effective values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .contours import components
from .effective import EffectiveRegulation
from .parameter import Level


@dataclass(frozen=True)
class Point:
    """A paragraph before it is numbered."""

    text: str
    items: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A section before it is numbered."""

    heading: str
    points: tuple[Point, ...]


def sections(regulation: EffectiveRegulation, organization: str, level: Level) -> Iterator[Draft]:
    """Sections in the order of the document; those that the regulation does not provide for are left out."""
    yield Draft("Общие положения", tuple(_general(regulation, organization, level)))
    yield Draft("Цель, задачи и формы наставничества", tuple(_goals(regulation)))
    yield Draft("Управление наставничеством", tuple(_management(regulation)))
    if regulation.value("rights_and_duties"):
        yield Draft("Права и обязанности наставника", tuple(_mentor(regulation)))
        yield Draft("Права и обязанности наставляемого", tuple(_mentee(regulation)))
    yield Draft("Подбор пар и программа наставничества", tuple(_pairs(regulation)))
    yield Draft("Завершение и изменение программы", tuple(_closing(regulation)))
    yield Draft("Публикация, мониторинг и поощрение", tuple(_results(regulation)))
    yield Draft("Заключительные положения", tuple(_final(regulation, level)))


def _names(regulation: EffectiveRegulation, code: str) -> list[str]:
    labels = regulation[code].parameter.choices or {}
    return [str(labels.get(item, item)) for item in regulation.value(code)]


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"«{word}»" for word in words)


def _term(regulation: EffectiveRegulation) -> str:
    low, high = regulation["program_months_min"], regulation["program_months_max"]
    if low.value and high.value:
        months = "месяца" if high.value % 10 == 1 and high.value != 11 else "месяцев"
        return f"от {low.value} до {high.value} {months}"
    if high.value:
        return f"не дольше {high.value} месяцев"
    until = regulation["program_until"]
    return f"в пределах учебного года, до {until.display}" if until.value else "в пределах учебного года"


def _general(regulation: EffectiveRegulation, organization: str, level: Level) -> Iterator[Point]:
    v = regulation.value
    whom = " и ".join(_names(regulation, "tracks"))
    place = (
        f"Положение принято для организации: {organization} (далее – Организация)."
        if level is Level.SCHOOL
        else f"Положение принял орган: {organization}. Оно действует в подведомственных образовательных организациях "
        f"(далее – Организация): {', '.join(_names(regulation, 'school_kinds'))}."
    )
    yield Point(
        f"Настоящее Положение устанавливает порядок наставничества. Контур наставничества: {whom}. {place}",
        codes=("tracks", "school_kinds"),
    )
    results = "с подтверждёнными измеримыми результатами работы " if v("mentor_requires_measurable_results") else ""
    outsider = " либо сотрудник организации-партнёра" if v("curator_may_be_external") else ""
    yield Point(
        "В Положении используются понятия:",
        (
            f"{v('labels.mentor')} – участник программы {results}, который передаёт свой опыт другому".replace(" ,", ","),
            f"{v('labels.mentee')} – участник программы, который с помощью наставника решает свои задачи и преодолевает "
            "затруднения",
            f"{v('labels.curator')} – работник Организации{outsider}, который отвечает за ход программ",
            f"{v('labels.program')} – документ о целях, участниках и мероприятиях наставничества на срок "
            f"{_term(regulation)}",
        ),
        (
            "program_months_min", "program_months_max", "program_until", "mentor_requires_measurable_results",
            "curator_may_be_external", "labels.mentor", "labels.mentee", "labels.curator", "labels.program",
            "route.months_min", "route.months_max",
        ),
    )  # fmt: skip
    yield Point(
        "Участие в наставничестве добровольно. Отказ от участия не влечёт последствий для отказавшегося. Участники равны "
        "в правах, сведения о них используются только для целей настоящего Положения."
    )
    if v("duty_release"):
        yield Point(
            "Наставничество не должно прерывать учебный процесс. В исключительных случаях руководитель Организации "
            "освобождает участника от его обязанностей на время мероприятия, если занятия продолжаются и замена назначена.",
            codes=("duty_release",),
        )
    else:
        yield Point("Наставничество не должно прерывать учебный процесс.")


def _goals(regulation: EffectiveRegulation) -> Iterator[Point]:
    v = regulation.value
    yield Point(
        "Цель наставничества – создать условия, в которых участники растут в своём деле, быстрее осваиваются на новом "
        "месте и делятся опытом."
    )
    impact = _names(regulation, "monitoring.impact")
    yield Point(
        "Задачи наставничества: выявить затруднения и запросы, подобрать наставника под запрос, провести программу и "
        "оценить её влияние." + (" Об успехе судят по следующим признакам:" if impact else ""),
        tuple(impact),
        ("monitoring.impact",),
    )
    text = f"Формы наставничества в Организации: {_quoted(_names(regulation, 'forms'))}."
    if v("forms_priority"):
        text += f" Приоритетные формы: {_quoted(_names(regulation, 'forms_priority'))}."
    if v("kinds"):
        text += (
            f" Применяются также ({v('kinds_label')} наставничества): {', '.join(_names(regulation, 'kinds'))}. "
            f"В группе один наставник и не менее {v('min_group_mentees')} наставляемых."
        )
    if v("role_models"):
        text += f" Варианты программ: {_quoted(_names(regulation, 'role_models'))}."
    yield Point(
        text + " Формы можно сочетать; выбор зависит от цели программы и запроса.",
        codes=(
            "forms", "forms_priority", "kinds", "kinds_label", "min_group_mentees", "role_models",
        ),
    )  # fmt: skip


def _management(regulation: EffectiveRegulation) -> Iterator[Point]:
    yield Point(
        "Наставничество вводится приказом руководителя Организации об утверждении настоящего Положения. Пары не "
        "закрепляются, пока Положение не действует и куратор не назначен."
    )
    consent = regulation.value("duty_consent_required")
    yield Point(
        "Работник становится наставником по приказу руководителя"
        + (" и только со своего письменного согласия." if consent else "."),
        codes=("duty_consent_required",),
    )
    yield _head(regulation)
    yield _curator(regulation)
    if regulation.value("council") != "none":
        yield _council(regulation)
    outside = [item for item in components(regulation) if item.contour == "external"]
    if outside:
        yield Point(
            "Во внешнем контуре Организация взаимодействует с участниками:",
            tuple(item.name or str(item.label) for item in outside),
            (
                "contours", "external.municipal", "external.regional", "external.federal", "external.names", "mnc",
                "municipal_coordinator", "municipal_tutor", "municipal_mentor_base", "regional_mentor_base",
            ),
        )  # fmt: skip


def _head(regulation: EffectiveRegulation) -> Point:
    v = regulation.value
    items = ["руководит наставничеством, издаёт локальные акты и назначает куратора"]
    approved = [
        name
        for code, name in (("mentor_activation", "наставников"), ("mentee_approval", "наставляемых"))
        if v(code) == "head"
    ]
    if approved:
        items.append("утверждает " + " и ".join(approved))
    items.append(f"утверждает документ «{v('roadmap_label')}»")
    if v("pair_fixation") == "order":
        consent = ", когда есть письменные согласия участников" if v("duty_consent_required") else ""
        items.append(f"издаёт приказы о закреплении пар и групп{consent}")
    items.append("заключает договоры с партнёрами")
    return Point(
        "Руководитель Организации:",
        tuple(items),
        ("mentor_activation", "mentee_approval", "roadmap_label", "pair_fixation", "duty_consent_required"),
    )


def _curator(regulation: EffectiveRegulation) -> Point:
    v = regulation.value
    items = [f"назначается из числа: {', '.join(_names(regulation, 'curator_source'))}"]
    if v("review_mentees_every_days"):
        every = regulation["review_mentees_every_days"].display
        items.append(f"проверяет, кому из работников нужен наставник, не реже чем раз в {every}")
    items += [
        f"готовит документ «{v('roadmap_label')}» и ведёт банки наставников и наставляемых",
        "сопровождает разработку и ход программ, организует обучение наставников",
    ]
    if v("external.regional"):
        items.append("поддерживает связь с представителями региональной системы наставничества")
    if v("monitoring.final_report"):
        items.append("ведёт мониторинг и составляет итоговый аналитический отчёт")
    if v("stat_export"):
        items.append("передаёт данные о числе участников в формы статистического наблюдения")
    return Point(
        "Куратор:",
        tuple(items),
        (
            "curator_source", "review_mentees_every_days", "external.regional", "monitoring.final_report",
            "stat_export",
        ),
    )  # fmt: skip


def _council(regulation: EffectiveRegulation) -> Point:
    v = regulation.value
    head = f"Орган наставников: {v('council_label')}" + (" (если создан)" if v("council") == "if_present" else "")
    items = []
    if v("council_voluntary"):
        items.append("объединяет наставников с их согласия")
    if v("council_program_role") != "none":
        participates = v("council_program_role") == "participates"
        items.append(f"{'участвует в разработке и апробации' if participates else 'разрабатывает и апробирует'} программ"
                     + ("" if participates else "ы"))  # fmt: skip
    if v("council_required") != "none":
        items.append("согласует программу до её утверждения")
    if v("matching_questions"):
        items.append(f"помогает подобрать пары по вопросам: {', '.join(_names(regulation, 'matching_questions'))}")
    if v("council_corrects_programs"):
        items.append("по итогам диагностики затруднений вносит изменения в программы решением протокола")
    if v("council_keeps_register"):
        items.append("ведёт учёт молодых специалистов, иных наставляемых и их наставников")
    if v("council_functions"):
        items.append(f"выполняет функции: {', '.join(_names(regulation, 'council_functions'))}")
    if v("union_participation"):
        items.append("участвует в подготовке локальных актов вместе с профсоюзной организацией")
    items.append("отбирает лучшие практики; раздел сайта ведёт " + regulation["section_publisher"].display)
    return Point(
        head + ":",
        tuple(items),
        (
            "council", "council_label", "council_synonyms", "council_voluntary", "council_program_role",
            "council_required", "matching_questions", "council_corrects_programs", "council_keeps_register",
            "council_functions", "union_participation", "section_publisher",
        ),
    )  # fmt: skip


def _mentor(regulation: EffectiveRegulation) -> Iterator[Point]:
    v = regulation.value
    rights = ["просить помощи у других работников с их согласия", "проверять, как выполнены задания"]
    if v("personnel_file_access"):
        rights.append("с разрешения руководителя знакомиться с личным делом наставляемого")
    if "RELEASE_MENTOR" in v("applications"):
        rights.append("подать куратору и руководителю заявление о сложении обязанностей")
    yield Point("Наставник вправе:", tuple(rights), ("personnel_file_access", "applications", "rights_and_duties"))
    yield Point(
        "Наставник обязан:",
        (
            "соблюдать законодательство и настоящее Положение",
            "работать вместе со службами и объединениями Организации",
            "помогать наставляемому войти в жизнь коллектива и проявить себя",
            "участвовать в обсуждении его работы, вносить предложения о поощрении или взыскании",
            "советовать, в каких конкурсах и мероприятиях участвовать, и помогать к ним готовиться",
        ),
    )


def _mentee(regulation: EffectiveRegulation) -> Iterator[Point]:
    rights = [
        "участвовать в составлении своей программы и предлагать её изменения",
        "обращаться к наставнику за помощью и повышать свой уровень",
    ]
    if "REPLACE_MENTOR" in regulation.value("applications"):
        rights.append("ходатайствовать перед куратором и руководителем о замене наставника")
    yield Point("Наставляемый вправе:", tuple(rights), ("applications",))
    yield Point(
        "Наставляемый обязан:",
        (
            "знать законодательство об образовании и свою должностную инструкцию",
            "выполнять мероприятия программы в срок",
            "соблюдать трудовой распорядок и указания наставника",
            "исправлять ошибки и совершенствовать свои навыки",
        ),
    )


def _pairs(regulation: EffectiveRegulation) -> Iterator[Point]:
    v = regulation.value
    yield Point(
        "Пара или группа подбирается по признакам:",
        tuple(_names(regulation, "matching_criteria")) or ("решение куратора",),
        ("matching_criteria",),
    )
    fixed = "приказом руководителя" if v("pair_fixation") == "order" else "записью куратора"
    days = v("pairing_deadline_days")
    term = f" Срок подбора – {regulation['pairing_deadline_days'].display} с даты определения модели." if days else ""
    yield Point(
        f"Пары складываются добровольно, при участии куратора, и закрепляются {fixed}.{term}",
        codes=("pair_fixation", "pairing_deadline_days"),
    )
    if v("unmatched_support"):
        yield Point(
            "Наставляемый, для которого наставник не найден, получает психолого-педагогическую поддержку; поиск "
            "наставника продолжается.",
            codes=("unmatched_support",),
        )
    plan = f"{v('labels.plan').capitalize()} составляется по направлениям: "
    parts = [plan + ", ".join(_names(regulation, "plan_directions")) + "."]
    if v("rationale_sections"):
        parts.append(f"Пояснительная записка содержит: {', '.join(_names(regulation, 'rationale_sections'))}.")
    yield Point(
        f"Программа действует {_term(regulation)}. " + " ".join(parts),
        codes=("program_months_min", "program_months_max", "program_until", "plan_directions", "rationale_sections",
               "labels.plan"),
    )  # fmt: skip
    if v("meeting_sequence") == "strict":
        yield Point(
            "Встречи идут по порядку: знакомство, пробная, планирование, последовательные, итоговая."
            + (" Каждая подтверждается формой и отзывом." if v("meeting_confirmation") == "required" else ""),
            codes=("meeting_sequence", "meeting_confirmation"),
        )
    if v("route.enabled"):
        low, high = v("route.months_min"), v("route.months_max")
        term = f" на срок от {low} до {high} месяцев" if low and high else ""
        steps = f", {regulation['route.steps'].display}" if v("route.steps") else ""
        yield Point(
            f"Педагог может вести индивидуальный образовательный маршрут{term}{steps}.",
            codes=("route.enabled", "route.months_min", "route.months_max", "route.steps", "route.blocks"),
        )


def _closing(regulation: EffectiveRegulation) -> Iterator[Point]:
    v = regulation.value
    text = "Программа завершается по одной из причин:"
    reasons = _names(regulation, "closure_reasons")
    if v("closure_needs_justification"):
        reasons.append("при досрочном завершении названы уважительные обстоятельства")
    yield Point(text, tuple(reasons), ("closure_reasons", "closure_needs_justification"))
    if v("extension.allowed"):
        need = "по обоюдному согласию наставника и наставляемого" if v("extension.requires") == "mutual" else (
            "по решению куратора")  # fmt: skip
        limit = v("program_months_max")
        over = f" Полный срок не превышает {limit} месяцев." if limit and not v("extension.may_exceed_max") else ""
        yield Point(
            f"Срок программы продлевается, а её содержание меняется {need}.{over}",
            codes=("extension.allowed", "extension.requires", "extension.may_exceed_max"),
        )
    items = ", ".join(_names(regulation, "completion_items"))
    yield Point(
        f"К завершению готовы: {items}. Рефлексия: {', '.join(_names(regulation, 'closing_reflection'))}.",
        codes=("completion_items", "completion_requires", "closing_reflection"),
    )


def _results(regulation: EffectiveRegulation) -> Iterator[Point]:
    v = regulation.value
    shown = [
        name
        for code, name in (
            ("local_acts", "локальные акты"),
            ("programs", "сведения о программах"),
            ("bases", "сведения о наставниках и наставляемых"),
            ("cases", "лучшие практики"),
        )
        if v(f"publication.{code}")
    ]
    always = "ведётся" if v("publication.section") == "required" else "может вестись"
    what = f" В нём размещаются {', '.join(shown)}." if shown else ""
    yield Point(
        f"На сайте Организации {always} раздел «{v('publication.section_title')}».{what} Имена и фотографии публикуются "
        "только с отдельного согласия на распространение персональных данных.",
        codes=(
            "publication.section", "publication.section_title", "publication.local_acts", "publication.programs",
            "publication.bases", "publication.cases", "section_publisher", "publication.mentors_shown",
        ),
    )  # fmt: skip
    if v("publication.results") == "after_completion":
        yield Point("Результаты программы публикуются после её завершения.", codes=("publication.results",))
    else:
        yield Point("Результаты программ не публикуются.", codes=("publication.results",))
    yield _monitoring(regulation)
    if v("incentives"):
        yield Point("Меры поощрения наставников:", tuple(_names(regulation, "incentives")), ("incentives",))


def _monitoring(regulation: EffectiveRegulation) -> Point:
    v = regulation.value
    parts = [f"Мониторинг проводится в {'два этапа' if v('monitoring.stages') == 2 else 'один этап'}."]
    if v("monitoring.process"):
        parts.append(f"В ходе программ оцениваются: {', '.join(_names(regulation, 'monitoring.process'))}.")
    if v("monitoring.entry_exit") == "required":
        parts.append("Показатели участников измеряются дважды: до программы и после неё.")
    if v("periodic.monthly_report_day"):
        parts.append(
            f"Организация сдаёт месячный отчёт {v('periodic.monthly_report_day')}-го числа; сдаёт "
            f"{regulation['report_sender'].display}, принимает {regulation['report_receiver'].display}."
        )
    if v("periodic.quarterly_account"):
        parts.append("Персонифицированный учёт составляется ежеквартально.")
    parts.append("Числа отчётов берутся из учётных записей, участники отчётов не пишут.")
    return Point(
        " ".join(parts),
        codes=(
            "monitoring.stages", "monitoring.process", "monitoring.exam_types", "monitoring.contest_word",
            "monitoring.entry_exit", "monitoring.questionnaires", "periodic.monthly_report_day", "report_sender",
            "report_receiver", "periodic.quarterly_account", "periodic.quality_assessment",
        ),
    )  # fmt: skip


def _final(regulation: EffectiveRegulation, level: Level) -> Iterator[Point]:
    who = "руководителя Организации" if level is Level.SCHOOL else "принявшего органа"
    yield Point(
        f"Положение вступает в силу со дня регистрации приказа {who} и действует без ограничения срока – до приказа об "
        "отмене или до вступления в силу новой редакции."
    )
    yield Point(
        "Положение изменяется новой редакцией, утверждённой приказом. Начатые программы завершаются по той редакции, при "
        "которой они утверждены."
    )
    law = "При расхождении Положения с законодательством действует законодательство на день принятия решения."
    if regulation.value("law.labor_agreement"):
        law += (
            " С работником-наставником заключается соглашение по статье 351.8 Трудового кодекса Российской Федерации."
        )
    yield Point(law)
