"""What the five documents say, written by hand from their comparison: parameter × document. A literal table.

A cell is (value, clause); `None` in place of a cell means that the document is silent. Sets are Python sets, ordered
lists are tuples, UNSET is a value that the document sets to «no term».
"""

from __future__ import annotations

from typing import Any

DOCUMENTS = ("kalmanka", "tashtagol", "tatarstan", "schekino11", "altai_duc")

UNSET = "UNSET"

KINDS = {"VIRTUAL", "GROUP", "SHORT_TERM", "REVERSE", "SITUATIONAL", "SPEED", "TRADITIONAL"}
NAMED_REASONS = {"PLAN_COMPLETED", "MENTOR_INITIATIVE", "MENTEE_INITIATIVE", "MUTUAL", "CURATOR_NONPERFORMANCE"}
FIVE_QUESTIONS = {"SUBJECT", "METHOD", "UPBRINGING", "LESSONS_AND_AFTER", "PSYCH_PED"}
SEVEN_QUESTIONS = FIVE_QUESTIONS | {"PARENTS", "ADDITIONAL_EDUCATION"}
SYNONYMS = ("методическое объединение", "МО наставников", "комиссия", "совет", "совет наставников")
ALTAI_INSTITUTE = "КАУ ДПО «Алтайский институт развития образования имени А. М. Топорова»"
ALTAI_CNPPM = "Центр непрерывного повышения профессионального мастерства педагогических работников Алтайского края"

Cell = tuple[Any, str] | None

# fmt: off
TABLE: dict[str, tuple[Cell, Cell, Cell, Cell, Cell]] = {
    # parameter: (S1 Калманка, S2 Таштагол, S3 Татарстан, S4 Щёкино № 11, S5 ДЮЦ)
    "tracks": (({"staff"}, "п. 1.1"), ({"student"}, "разд. 1"), ({"staff"}, "п. 1.1"), ({"staff"}, "п. 1.1"),
               ({"staff"}, "п. 1.1")),
    "school_kinds": (({"general", "additional"}, "разд. 2"), None,
                     ({"general", "additional", "vocational"}, "п. 1.1"), None, ({"additional"}, "п. 1.1")),
    "min_age": (None, (10, "разд. 1"), None, None, None),
    "young_specialist_years": (None, (3, "п. 7.2"), None, None, None),
    "stages": (None, ((
        "Подготовка условий для запуска программы наставничества",
        "Формирование базы наставляемых",
        "Формирование базы наставников",
        "Отбор и обучение наставников",
        "Формирование наставнических пар и групп",
        "Организация хода наставнической программы",
        "Завершение программы наставничества",
    ), "разд. 6"), (("Подготовительный", "Основной", "Заключительный"), "п. 4.1"), ((
        "Подготовка условий для реализации системы наставничества",
        "Формирование банка наставляемых",
        "Формирование банка наставников",
        "Отбор и обучение",
        "Организация и осуществление работы наставнических пар и групп",
        "Завершение персонализированных программ наставничества",
        "Информационная поддержка системы наставничества",
    ), "дорожная карта"), None),

    "contours": (({"internal", "external"}, "разд. 4"), None, ({"internal", "external"}, "п. 3.2"), None,
                 ({"internal", "external"}, "разд. 4")),
    "municipal_coordinator": ((True, "п. 2 приказа"), None, None, None, None),
    "mnc": (None, (True, "разд. 2"), None, None, None),
    "mnc_liaison": (None, (True, "разд. 9, п. 1.1"), None, None, None),
    "municipal_tutor": (None, None, (True, "п. 3.6"), None, None),
    "municipal_mentor_base": (None, None, (True, "п. 3.6"), None, None),
    "regional_mentor_base": (None, None, (True, "п. 3.4"), None, None),
    "external.municipal": (("committee", "п. 4.2.1"), ("mnc", "разд. 2"), ("authority", "п. 3.6"), None, None),
    "external.regional": (({"INSTITUTE", "CNPPM"}, "пп. 4.3.1, 4.3.2"), None, ({"INSTITUTE", "CNPPM"}, "п. 3.3"),
                          ({"LINKS"}, "п. 3.4"), ({"INSTITUTE", "CNPPM"}, "пп. 4.2.1, 4.2.2")),
    "external.federal": (None, None, None, None, ({"ACADEMY", "FEDERAL_CENTERS"}, "п. 4.3")),
    "external.names": (
        ({"MUNICIPAL": "Комитет администрации Калманского района по образованию", "INSTITUTE": ALTAI_INSTITUTE,
          "CNPPM": ALTAI_CNPPM}, "пп. 4.2.1, 4.3.1, 4.3.2"),
        ({"MUNICIPAL": "Муниципальный наставнический центр Таштагольского района"}, "разд. 2"),
        ({"INSTITUTE": "ГАОУ ДПО «Институт развития образования Республики Татарстан»",
          "CNPPM": "Центр непрерывного повышения профессионального мастерства педагогических работников КФУ"},
         "п. 3.3"),
        None,
        ({"INSTITUTE": ALTAI_INSTITUTE, "CNPPM": ALTAI_CNPPM,
          "ACADEMY": "ФГАОУ ДПО «Академия Министерства просвещения Российской Федерации»",
          "FEDERAL_CENTERS": "Федеральные центры научно-методического сопровождения педагогов"},
         "пп. 4.2.1, 4.2.2, 4.3"),
    ),

    "forms": (
        ({"EDUCATOR_EDUCATOR", "HEAD_EDUCATOR", "EMPLOYER_COLLEGE_STUDENT", "EDUCATOR_YOUNG_EDUCATOR",
          "TEACHER_TEACHER", "OTHER"}, "п. 4.1.5"),
        ({"PUPIL_PUPIL", "TEACHER_TEACHER", "EMPLOYER_PUPIL", "OTHER"}, "разд. 1"),
        ({"EDUCATOR_EDUCATOR", "HEAD_EDUCATOR", "EMPLOYER_COLLEGE_STUDENT", "UNI_EDUCATOR_YOUNG_EDUCATOR",
          "TEACHER_TEACHER"}, "пп. 4.2, 4.4"),
        ({"EDUCATOR_EDUCATOR", "HEAD_EDUCATOR", "EMPLOYER_COLLEGE_STUDENT", "UNI_EDUCATOR_YOUNG_EDUCATOR",
          "TEACHER_TEACHER", "OTHER"}, "п. 2.3"),
        ({"EDUCATOR_EDUCATOR", "HEAD_EDUCATOR", "EMPLOYER_COLLEGE_STUDENT", "OTHER"}, "п. 4.1.5"),
    ),
    "forms_priority": (None, ({"PUPIL_PUPIL", "TEACHER_TEACHER"}, "разд. 1"), None, None, None),
    "kinds": ((KINDS, "п. 4.1.5"), None, (KINDS, "п. 4.4"), (KINDS, "п. 2.3"), (KINDS, "п. 4.1.5")),
    "kinds_label": (("форма", "п. 4.1.5"), None, ("форма", "п. 4.4"), ("форма", "п. 2.3"), ("форма", "п. 4.1.5")),
    "min_group_mentees": ((2, "п. 4.1.5"), None, (2, "п. 4.4"), (2, "п. 2.3"), (2, "п. 4.1.5")),
    "role_models": (None, (
        {"ACHIEVER_UNDERACHIEVER", "LEADER_PASSIVE", "PEER_PEER", "ADAPTED_UNADAPTED"}
        | {"EXPERIENCED_NOVICE", "HOMEROOM_NOVICE", "LEADER_STRUGGLING", "INNOVATOR_CONSERVATIVE",
           "SUBJECT_EXP_NOVICE"}
        | {"OTHER"}, "пп. 7.1, 7.2"), None, None, None),

    "matching_criteria": (None, None, ({"PROFILE", "MUTUAL_INTEREST"}, "п. 4.3"),
                          ({"PROFILE", "MUTUAL_INTEREST"}, "п. 6.1"), None),
    "matching_questions": ((SEVEN_QUESTIONS, "п. 4.1.4"), None, (FIVE_QUESTIONS, "п. 3.10"),
                           (FIVE_QUESTIONS, "п. 3.5"), (SEVEN_QUESTIONS, "п. 4.1.4")),
    "pairing_deadline_days": (None, (14, "разд. 9, п. 3.3"), None, None, None),
    "pair_fixation": (None, ("curator_record", "разд. 6, этап 5"), ("order", "п. 3.8"), ("order", "п. 6.2"), None),
    "duty_consent_required": (None, None, (True, "п. 3.8"), (True, "п. 3.3"), None),
    "mentor_activation": (None, None, ("head", "п. 3.8"), ("head", "п. 3.3"), None),
    "mentee_approval": (None, None, ("head", "п. 3.8"), ("head", "п. 3.3"), None),
    "screening": (None, ({"PUPIL_PUPIL": "interview", "TEACHER_TEACHER": "questionnaire"}, "пп. 7.1, 7.2"), None, None,
                  None),
    "mentor_training": (None, ({"PUPIL_PUPIL": "required", "TEACHER_TEACHER": "optional"}, "пп. 7.1, 7.2"), None,
                        None, None),
    "mentor_requires_measurable_results": ((True, "п. 1.2"), None, None, None, (True, "п. 1.2")),
    "unmatched_support": (None, None, None, (True, "этап 5 дорожной карты"), None),

    "program_months_min": ((3, "п. 1.2"), None, (3, "п. 1.3"), (3, "п. 1.2"), (3, "п. 1.2")),
    "program_months_max": ((12, "п. 1.2"), None, (12, "п. 1.3"), (12, "п. 1.2"), (12, "п. 1.2")),
    "labels.program": (None, ("программа наставничества", "разд. «Понятия»"), None, None, None),
    "labels.plan": (None, ("план индивидуального развития", "разд. 4"), None, None, None),
    "rationale_sections": (None, None, (
        {"PROBLEM", "GOALS", "ACTIVITY", "TERM", "RESULTS", "SCHEDULE", "WORK_MODE", "CONDITIONS"}, "п. 4.8"), None,
        None),
    "plan_directions": (None, None, ({"SCI_THEORY", "LEGAL", "SUBJECT", "PSYCH_PED", "METHOD"}, "п. 4.9"), None, None),
    "extension.allowed": (None, None, (True, "п. 4.13"), (True, "п. 7.2"), None),
    "extension.requires": (None, None, ("mutual", "п. 4.13"), ("mutual", "п. 7.2"), None),
    "closure_reasons": (None, None, (NAMED_REASONS, "п. 4.12"), (NAMED_REASONS, "п. 7.1"), None),
    "closure_needs_justification": (None, None, None, (True, "п. 7.1"), None),
    "completion_requires": (None, ("required", "разд. 6, этапы 6 и 7"), None, None, None),
    "closing_reflection": (None, ({"personal", "group"}, "разд. 9, п. 3.4"), None, None, None),
    "applications": (None, None, None, ({"RELEASE_MENTOR", "REPLACE_MENTOR"}, "пп. 4.1, 5.1"), None),
    "duty_release": (None, None, None, (True, "п. 1.4"), None),
    "personnel_file_access": (None, None, None, (True, "п. 4.1"), None),

    "meeting_sequence": (None, ("strict", "разд. 6, этап 6"), None, None, None),
    "meeting_confirmation": (None, ("required", "разд. 9, п. 3.4"), None, None, None),

    "route.enabled": ((True, "п. 4.3.2"), None, (True, "п. 3.5"), None, (True, "п. 4.2.2")),
    "route.months_min": ((48, "п. 1.2"), None, None, None, (48, "п. 1.2")),
    "route.months_max": ((60, "п. 1.2"), None, None, None, (60, "п. 1.2")),
    "route.steps": ((7, "п. 4.3.2"), None, None, None, (7, "п. 4.2.2")),
    "route.blocks": (
        ({"TRAINING": "а", "TRIAL": "б", "PROJECTS": "в", "RESEARCH": "г", "MEASURES": "д"}, "п. 4.3.2"), None, None,
        None, ({"TRAINING": "а", "TRIAL": "б", "PROJECTS": "в", "MEASURES": "г"}, "п. 4.2.2")),

    "council": (("yes", "п. 4.1.4"), None, ("if_present", "п. 3.9"), ("if_present", "п. 3.5"), ("yes", "п. 4.1.4")),
    "council_label": (
        ("методическое объединение / совет наставников", "п. 4.1.4"), None,
        ("методическое объединение наставников (комиссия, совет)", "п. 1.3"),
        ("методическое объединение наставников / комиссия / совет", "п. 3.5"), ("совет наставников", "п. 4.1.4")),
    "council_synonyms": (
        (("МО наставников", "МО", "методическое объединение", "совет наставников"), "п. 4.1.4"), None,
        (SYNONYMS, "п. 1.3"), (SYNONYMS, "п. 3.5"), None),
    "council_voluntary": ((True, "п. 4.1.4"), None, (True, "п. 1.3"), None, None),
    "council_functions": (
        ({"consultation", "approval", "arbitration"}, "п. 4.1.4"), None,
        ({"consultation", "approval", "mediation"}, "п. 3.10"), ({"consultation", "approval", "mediation"}, "п. 3.5"),
        ({"consultation", "approval", "arbitration"}, "п. 4.1.4")),
    "council_program_role": (("participates", "п. 4.1.4"), None, ("develops", "п. 3.10"), ("develops", "п. 3.5"),
                             ("participates", "п. 4.1.4")),
    "council_required": (None, None, ("if_present", "п. 3.10"), ("if_present", "п. 3.5"), None),
    "council_corrects_programs": ((True, "п. 4.1.4"), None, None, None, (True, "п. 4.1.4")),
    "council_keeps_register": (None, None, (True, "п. 3.10"), (True, "п. 3.5"), None),
    "union_participation": ((True, "п. 4.1.4"), None, None, None, (True, "п. 4.1.4")),

    "curator_source": (({"deputy"}, "п. 4.1.2"), ({"employee", "external"}, "разд. «Понятия»"),
                       ({"deputy"}, "п. 3.9"), ({"deputy"}, "п. 3.4"), ({"deputy"}, "п. 4.1.2")),
    "curator_may_be_external": (None, (True, "разд. «Понятия»"), (True, "п. 1.3"), (True, "п. 1.2"), None),
    "labels.mentee_by_form": (None, ({"PUPIL_PUPIL": "обучающийся"}, "разд. «Понятия»"), None, None, None),
    "rights_and_duties": (None, None, None, (True, "разд. 4, 5"), None),

    "deadlines.statute": (("08-31", "п. 4 приказа"), None, None, None, None),
    "deadlines.plan": (("08-31", "п. 4 приказа"), None, None, None, None),
    "deadlines.implementation": (("09-01", "п. 3 приказа"), None, None, None, None),
    "deadlines.pairs": (("09-30", "п. 4 приказа"), None, None, None, None),
    "deadlines.liaison_month": (None, (5, "разд. 9, п. 1.1"), None, None, None),
    "deadlines.roadmap_month": (None, (9, "разд. 9, п. 1.2"), None, None, None),
    "deadlines.acts_month": (None, (9, "разд. 9, п. 1.3"), None, None, None),
    "deadlines.training_month": (None, (10, "разд. 9, п. 2.1"), None, None, None),
    "review_mentees_every_days": ((365, "п. 4.1.3"), (UNSET, "разд. 9, п. 3.1"), None, (365, "п. 3.4"),
                                  (365, "п. 4.1.3")),
    "periodic.monthly_report_day": (None, (25, "разд. 9, п. 4.2"), None, None, None),
    "periodic.quarterly_account": (None, (True, "разд. 9, п. 4.1"), None, None, None),
    "periodic.quality_assessment": (None, (5, "разд. 9, п. 4.3"), None, None, None),
    "report_sender": (None, ("mnc_liaison", "разд. 9, п. 1.1"), None, None, None),
    "report_receiver": (None, ("mnc", "разд. 9, п. 4.2"), None, None, None),

    "monitoring.stages": ((2, "разд. 5"), (2, "разд. 10"), None, None, (2, "разд. 5")),
    "monitoring.process": (({"M1", "M2", "M3", "M4", "M5", "M6"}, "разд. 5, п. 1"), None, None, None,
                           ({"M1D", "M2", "M3", "M4", "M5", "M6"}, "разд. 5, п. 1")),
    "monitoring.impact": (
        ({"P2", "P3", "P4", "P5", "P6"}, "разд. 5, п. 2"),
        ({"PERFORMANCE", "MOTIVATION", "CLIMATE", "ADAPTATION", "CONFLICTS", "ATTENDANCE_CLUBS", "PROJECTS",
          "WATCHLIST", "CAREER", "DISABILITY_INVOLVED", "GIFTED_INVOLVED", "SELF_ESTEEM", "JOB_SATISFACTION",
          "OWN_WORKS"}, "разд. 3, 7, 10"),
        ({"P1", "P2", "P3", "P4", "P5", "P6"}, "пп. 5.2, 5.3"), ({"P1"}, "п. 2.2"),
        ({"P2", "P3", "P4", "P5", "P6"}, "разд. 5, п. 2")),
    "monitoring.exam_types": (({"VPR", "OGE", "EGE"}, "разд. 5, п. 1"), None, None, None,
                              ({"DOOP_INTERIM", "DOOP_FINAL"}, "разд. 5, п. 1")),
    "monitoring.contest_word": (("олимпиады", "разд. 5, п. 1"), None, None, None, ("конкурсы", "разд. 5, п. 1")),
    "monitoring.questionnaires": (None, ({"mentee", "mentor", "curator"}, "разд. 6, этап 6"), None, None, None),
    "monitoring.entry_exit": (None, ("required", "разд. 10"), None, None, None),
    "monitoring.final_report": ((True, "п. 4.1.3"), None, (True, "п. 3.9"), (True, "п. 3.4"), (True, "п. 4.1.3")),
    "stat_export": (None, None, (True, "п. 3.9"), (True, "п. 3.4"), None),

    "roadmap_label": (("План мероприятий", "п. 4 приказа"), ("дорожная карта", "разд. 9"),
                      ("дорожная карта (план мероприятий)", "п. 3.8"), ("дорожная карта (план мероприятий)", "п. 3.3"),
                      ("дорожная карта", "п. 4.1.1")),
    "roadmap_dates_required": (None, (True, "разд. 9"), (True, "п. 4.1"), None, None),
    "publication.section": (("required", "п. 4 приказа"), None, ("required", "п. 4.14"), ("required", "п. 8.1"),
                            ("if_present", "п. 4.1.3")),
    "publication.section_title": (("Наставничество", "п. 4 приказа"), None, None, None,
                                  ("Наставничество", "п. 4.1.3")),
    "publication.local_acts": ((True, "п. 4 приказа"), None, (True, "п. 4.14"), (True, "п. 8.1"), None),
    "publication.order_on_site": (None, None, None, (True, "п. 4 приказа"), None),
    "publication.programs": (None, None, (True, "п. 4.14"), (True, "п. 8.1"), None),
    "publication.bases": (None, None, (True, "п. 4.14"), (True, "п. 8.1"), None),
    "publication.cases": (None, None, (True, "п. 4.14"), (True, "п. 8.1"), None),
    "publication.results": (None, None, ("after_completion", "п. 4.15"), ("after_completion", "п. 8.2"), None),
    "publication.public_summary": (None, (True, "разд. 6, этап 7"), None, None, None),
    "section_publisher": (("site_editor", "п. 4.1.3"), None, ("sysadmin", "п. 3.10"), ("sysadmin", "п. 3.5"),
                          ("sysadmin", "п. 4.1.3")),

    "incentives": (
        ({"MONEY_COLLECTIVE", "RESERVE_ORG", "BADGE_94", "HONORARY_MENTOR", "YOUTH_PROFESSIONALISM", "CONTESTS"},
         "п. 3.4"),
        ({"CONTEST_YEAR_MENTOR", "CONTEST_BEST_PAIR", "CONTEST_PLUS", "CERTIFICATE_BEST", "PARENT_LETTERS",
          "PROPOSALS"}, "разд. 11"),
        None, None,
        ({"MONEY_AGREEMENTS_LOCAL", "RESERVE_ORG", "RESERVE_MUNICIPAL", "RESERVE_STATE", "BADGE_94",
          "HONORARY_MENTOR", "YOUTH_PROFESSIONALISM", "CONTESTS", "FORUM"}, "п. 3.4")),
    "award_conditions": (({"OWN_WORKER", "YOUNG"}, "п. 3.4"), None, None, None, ({"OWN_WORKER"}, "п. 3.4")),
}

LOCKED = {"kalmanka": set(), "tashtagol": set(), "tatarstan": {"contours"}, "schekino11": set(), "altai_duc": set()}

LEVELS = {
    "kalmanka": "municipality", "tashtagol": "municipality", "tatarstan": "region", "schekino11": "school",
    "altai_duc": "school", "municipal_monthly": "municipality",
}

# (date, number, number in the approval stamp)
ORDERS = {
    "kalmanka": ("2022-08-19", "7711", "47/1"),
    "tashtagol": (None, "", ""),
    "tatarstan": ("2022-11-16", "под-1948/22", ""),
    "schekino11": ("2022-03-24", "13 – А", ""),
    "altai_duc": (None, "", ""),
    "municipal_monthly": (None, "", ""),
}

# What the system takes where a document is silent, and no page may cite a clause for it.
DEFAULTS: dict[str, Any] = {
    "due_shift": "previous_workday",
    "extension.may_exceed_max": False,
    "thresholds.good": 95,
    "thresholds.fair": 80,
    "periodic.reopen_workdays": 3,
    "periodic.quarter_cutoffs": ("12-31", "03-31", "06-30", "09-30"),
    "monitoring.small_group_min": 5,
    "monitoring.small_group_min_school": 3,
    "speed_without_program": True,
    "trouble.silent_days": 21,
    "trouble.unconfirmed_days": 7,
    "trouble.help_hours": 24,
    "trouble.lag_percent": 25,
    "trouble.rating_fall": 2,
    "warn_mentees_per_mentor": 3,
    "nonperformance_missed": 2,
    "unmatched_reminder_days": 14,
    "union_silence_days": 5,
    "publication.mentors_shown": "anonymized",
    "curator_check": "warn",
    "outsider_clearance": "warn",
    "consent_policy": "guardian_and_child",
    "deadlines.repeat_yearly": False,
    "targets": (),
    "young_specialist_max_age": None,
    "max_mentees_per_mentor": None,
    "monitoring.implementation_conditions": {"statute", "curator", "pairs"},
}
# fmt: on


def said_by(document: str) -> dict[str, tuple[Any, str]]:
    """The column of one document: what it says, without what it is silent about."""
    column = DOCUMENTS.index(document)
    return {code: cells[column] for code, cells in TABLE.items() if cells[column] is not None}  # type: ignore[misc]  # the filter


def plain(value: Any) -> Any:
    """A value of the code in the terms of this table: lists without an order are sets, None is UNSET."""
    return UNSET if value is None else value


def agree(expected: Any, value: Any) -> bool:
    """Whether a value is the expected one; a set expects the same members, each once."""
    if isinstance(expected, set):
        return isinstance(value, tuple) and len(value) == len(expected) and set(value) == expected
    return type(expected) is type(plain(value)) and expected == plain(value)
