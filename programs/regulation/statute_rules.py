"""Sections of a Положение on scope, goals, management, rights and duties; our own wording from effective values."""

from __future__ import annotations

from collections.abc import Iterator

from .contours import components
from .effective import EffectiveRegulation
from .parameter import Level
from .statute_parts import Point, names, quoted, term


def general(regulation: EffectiveRegulation, organization: str, level: Level) -> Iterator[Point]:
    """Whom the document concerns, its words and its first principle."""
    v = regulation.value
    whom = " и ".join(names(regulation, "tracks"))
    place = (
        f"Положение принято для организации: {organization} (далее – Организация)."
        if level is Level.SCHOOL
        else f"Положение принял орган: {organization}. Оно действует в подведомственных образовательных организациях "
        f"(далее – Организация): {', '.join(names(regulation, 'school_kinds'))}."
    )
    age = f" Обучающиеся участвуют с возраста: {regulation['min_age'].display}." if v("min_age") else ""
    yield Point(
        f"Настоящее Положение устанавливает порядок наставничества. Контур наставничества: {whom}. {place}{age}",
        codes=("tracks", "school_kinds", "min_age"),
    )
    yield _words(regulation)
    yield Point(
        "Участие в наставничестве добровольно. Отказ от участия не влечёт последствий для отказавшегося. Участники "
        "равны в правах, сведения о них используются только для целей настоящего Положения."
    )
    text = "Наставничество не должно прерывать учебный процесс."
    if v("duty_release"):
        text += (
            " В исключительных случаях руководитель Организации освобождает участника от его обязанностей на время "
            "мероприятия, если занятия продолжаются и замена назначена."
        )
    yield Point(text, codes=("duty_release",) if v("duty_release") else ())


def _words(regulation: EffectiveRegulation) -> Point:
    v = regulation.value
    results = " с подтверждёнными измеримыми результатами работы" if v("mentor_requires_measurable_results") else ""
    outsider = " либо сотрудник организации-партнёра" if v("curator_may_be_external") else ""
    items = [
        f"{v('labels.mentor')} – участник программы{results}, который передаёт свой опыт другому",
        f"{v('labels.mentee')} – участник программы, который с помощью наставника решает свои задачи",
        f"{v('labels.curator')} – работник Организации{outsider}, который отвечает за ход программ",
        f"{v('labels.program')} – документ о целях, участниках и мероприятиях наставничества на срок "
        f"{term(regulation)}",
        f"молодой специалист – педагог со стажем до {v('young_specialist_years')} лет включительно",
    ]
    forms = regulation["labels.mentee_by_form"].parameter.choices or {}
    items += [f"в форме «{forms[form]}» наставляемый – {word}" for form, word in v("labels.mentee_by_form").items()]
    return Point(
        "В Положении используются понятия:",
        tuple(items),
        (
            "program_months_min", "program_months_max", "program_until", "mentor_requires_measurable_results",
            "curator_may_be_external", "labels.mentor", "labels.mentee", "labels.curator", "labels.program",
            "labels.mentee_by_form", "young_specialist_years",
        ),
    )  # fmt: skip


def goals(regulation: EffectiveRegulation) -> Iterator[Point]:
    """What mentoring is for and in what forms it goes."""
    v = regulation.value
    yield Point(
        "Цель наставничества – создать условия, в которых участники растут в своём деле, быстрее осваиваются на новом "
        "месте и делятся опытом."
    )
    impact = names(regulation, "monitoring.impact")
    yield Point(
        "Задачи наставничества: выявить затруднения и запросы, подобрать наставника под запрос, провести программу и "
        "оценить её влияние." + (" Об успехе судят по следующим признакам:" if impact else ""),
        tuple(impact),
        ("monitoring.impact",),
    )
    text = f"Формы наставничества в Организации: {quoted(names(regulation, 'forms'))}."
    if v("forms_priority"):
        text += f" Приоритетные формы: {quoted(names(regulation, 'forms_priority'))}."
    if v("kinds"):
        text += (
            f" Применяются также ({v('kinds_label')} наставничества): {', '.join(names(regulation, 'kinds'))}. "
            f"В группе один наставник и не менее {v('min_group_mentees')} наставляемых."
        )
    if v("role_models"):
        text += f" Варианты программ: {quoted(names(regulation, 'role_models'))}."
    yield Point(
        text + " Формы можно сочетать; выбор зависит от цели программы и запроса.",
        codes=("forms", "forms_priority", "kinds", "kinds_label", "min_group_mentees", "role_models"),
    )
    if v("stages"):
        yield Point("Наставничество внедряется по этапам:", tuple(map(_lower, v("stages"))), ("stages",))


def management(regulation: EffectiveRegulation) -> Iterator[Point]:
    """Who directs, who answers, and who helps from outside."""
    v = regulation.value
    yield Point(
        "Наставничество вводится приказом руководителя Организации об утверждении Положения. Пары не закрепляются, "
        "пока Положение не действует и куратор не назначен."
    )
    consent = " только со своего письменного согласия" if v("duty_consent_required") else " добровольно"
    by_order = " и по приказу руководителя" if v("pair_fixation") == "order" else ""
    yield Point(f"Работник становится наставником{consent}{by_order}.", codes=("duty_consent_required",))
    yield _head(regulation)
    yield _curator(regulation)
    if v("council") != "none":
        yield _council(regulation)
    outside = [item for item in components(regulation) if item.contour == "external" and item.code != "LINKS"]
    if outside:
        yield Point(
            "Во внешнем контуре участвуют:",
            tuple(item.name or _lower(str(item.label)) for item in outside),
            (
                "contours", "external.municipal", "external.regional", "external.federal", "external.names", "mnc",
                "municipal_coordinator", "municipal_tutor", "municipal_mentor_base", "regional_mentor_base",
            ),
        )  # fmt: skip
    yield from _deadlines(regulation)


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
    if v("mnc_liaison"):
        items.append("назначает ответственного за взаимодействие с муниципальным наставническим центром")
    items.append("заключает договоры с партнёрами")
    return Point(
        "Руководитель Организации:",
        tuple(items),
        (
            "mentor_activation", "mentee_approval", "roadmap_label", "pair_fixation", "duty_consent_required",
            "mnc_liaison",
        ),
    )  # fmt: skip


def _curator(regulation: EffectiveRegulation) -> Point:
    v = regulation.value
    items = [f"назначается из следующих лиц: {', '.join(names(regulation, 'curator_source'))}"]
    if v("review_mentees_every_days"):
        every = regulation["review_mentees_every_days"].display
        items.append(f"проверяет, кому из работников нужен наставник, не реже чем раз в {every}")
    dates = " со сроками" if v("roadmap_dates_required") else ""
    items += [
        f"готовит документ «{v('roadmap_label')}»{dates} и ведёт банки наставников и наставляемых",
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
            "curator_source", "review_mentees_every_days", "roadmap_dates_required", "external.regional",
            "monitoring.final_report", "stat_export",
        ),
    )  # fmt: skip


def _council(regulation: EffectiveRegulation) -> Point:
    v = regulation.value
    items = ["объединяет наставников с их согласия"] if v("council_voluntary") else ["объединяет наставников"]
    items += {
        "none": [],
        "participates": ["участвует в разработке и апробации программ"],
        "develops": ["разрабатывает и апробирует программы"],
    }[v("council_program_role")]
    if v("council_required") != "none":
        items.append("согласует программу до её утверждения")
    if v("matching_questions"):
        items.append(f"помогает подобрать пары по вопросам: {', '.join(names(regulation, 'matching_questions'))}")
    if v("council_corrects_programs"):
        items.append("по итогам диагностики затруднений вносит изменения в программы решением протокола")
    if v("council_keeps_register"):
        items.append("ведёт учёт молодых специалистов, иных наставляемых и их наставников")
    if v("council_functions"):
        items.append(f"выполняет функции: {', '.join(names(regulation, 'council_functions'))}")
    if v("union_participation"):
        items.append("участвует в подготовке локальных актов вместе с профсоюзной организацией")
    items.append(f"отбирает лучшие практики; за раздел сайта отвечают: {regulation['section_publisher'].display}")
    created = " (если создан)" if v("council") == "if_present" else ""
    return Point(
        f"Орган наставников{created} – {v('council_label')}:",
        tuple(items),
        (
            "council", "council_label", "council_synonyms", "council_voluntary", "council_program_role",
            "council_required", "matching_questions", "council_corrects_programs", "council_keeps_register",
            "council_functions", "union_participation", "section_publisher",
        ),
    )  # fmt: skip


def _deadlines(regulation: EffectiveRegulation) -> Iterator[Point]:
    codes = [
        code
        for code in regulation.base
        if code.startswith("deadlines.") and code != "deadlines.repeat_yearly" and regulation.value(code) is not None
    ]
    if codes:
        items = [f"{_lower(str(regulation[code].parameter.label))}: {regulation[code].display}" for code in codes]
        yield Point("Сроки, последний день включается:", tuple(items), tuple(codes))


def mentor(regulation: EffectiveRegulation) -> Iterator[Point]:
    """Rights and duties of the mentor."""
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
        ("rights_and_duties",),
    )


def mentee(regulation: EffectiveRegulation) -> Iterator[Point]:
    """Rights and duties of the mentee."""
    rights = [
        "участвовать в составлении своей программы и предлагать её изменения",
        "обращаться к наставнику за помощью и повышать свой уровень",
    ]
    if "REPLACE_MENTOR" in regulation.value("applications"):
        rights.append("ходатайствовать перед куратором и руководителем о замене наставника")
    yield Point("Наставляемый вправе:", tuple(rights), ("applications", "rights_and_duties"))
    yield Point(
        "Наставляемый обязан:",
        (
            "знать законодательство об образовании и свою должностную инструкцию",
            "выполнять мероприятия программы в срок",
            "соблюдать трудовой распорядок и указания наставника",
            "исправлять ошибки и совершенствовать свои навыки",
        ),
        ("rights_and_duties",),
    )


def _lower(text: str) -> str:
    """The text from a small letter, unless its second letter is a capital («МНЦ»)."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
