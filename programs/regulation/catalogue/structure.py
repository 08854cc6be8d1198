"""Parameters of scope, contours, forms, pairs, council and roles. A literal table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .. import words
from ..parameter import Group, Parameter
from ..value_types import Choice, ChoiceSet, Flag, Many, PerOption, Text, Whole
from . import choices as c

SCOPE = (
    Parameter("tracks", _("Контур наставничества"), ChoiceSet(c.TRACKS, may_be_empty=False), ("staff",), Group.SCOPE,
        _("Кого касается регламент: работников, обучающихся или тех и других."), narrowing=True),
    Parameter("school_kinds", _("Виды организаций"), ChoiceSet(c.SCHOOL_KINDS, may_be_empty=False),
        tuple(c.SCHOOL_KINDS), Group.SCOPE,
        _("На какие организации регламент распространяется."), narrowing=True),
    Parameter("min_age", _("Возраст обучающегося, не младше"), Whole(6, 18, words.YEARS), None, Group.SCOPE,
        _("С какого возраста обучающийся становится участником."), nullable=True, none_label=_("не ограничен")),
    Parameter("young_specialist_years", _("Молодой специалист: стаж, до"), Whole(1, 5, words.YEARS), 3, Group.SCOPE,
        _("Педагог с меньшим или равным стажем считается молодым специалистом.")),
    Parameter("young_specialist_max_age", _("Молодой специалист: возраст, до"), Whole(18, 60, words.YEARS), None,
        Group.SCOPE, _("Верхний возраст молодого специалиста, если его ограничивают."),
        nullable=True, none_label=_("не ограничен")),
    Parameter("stages", _("Этапы внедрения"), Many(Text(), numbered=True), (), Group.SCOPE,
        _("Этапы, по которым внедряется система; пусто, если документ их не делит.")),
)  # fmt: skip

CONTOURS = (
    Parameter("contours", _("Контуры"), ChoiceSet(c.CONTOURS, may_be_empty=False), tuple(c.CONTOURS), Group.CONTOURS,
        _("На какие контуры делятся структурные компоненты.")),
    Parameter("municipal_coordinator", _("Муниципальный координатор"), Flag(), False, Group.CONTOURS,
        _("Назначается приказом муниципального органа и отвечает за внедрение.")),
    Parameter("mnc", _("Муниципальный наставнический центр"), Flag(), False, Group.CONTOURS,
        _("Работает ли в муниципалитете наставнический центр.")),
    Parameter("mnc_liaison", _("Ответственный за взаимодействие с МНЦ"), Flag(), False, Group.CONTOURS,
        _("Назначает ли организация такого работника приказом.")),
    Parameter("municipal_tutor", _("Муниципальный тьютор"), Flag(), False, Group.CONTOURS,
        _("Сопровождает ли педагогов тьютор муниципального органа.")),
    Parameter("municipal_mentor_base", _("Муниципальная база наставников"), Flag(), False, Group.CONTOURS,
        _("Ведёт ли муниципальный орган базу наставников.")),
    Parameter("regional_mentor_base", _("Региональная база наставников"), Flag(), False, Group.CONTOURS,
        _("Ведёт ли регион единую базу наставников.")),
    Parameter("external.municipal", _("Муниципальный уровень"), Choice(c.MUNICIPAL_BODIES), "none", Group.CONTOURS,
        _("Какой муниципальный орган участвует; школа может стоять и прямо под регионом.")),
    Parameter("external.regional", _("Региональный уровень"), ChoiceSet(c.REGIONAL_BODIES), (), Group.CONTOURS,
        _("Какие организации региона сопровождают наставничество.")),
    Parameter("external.federal", _("Федеральный уровень"), ChoiceSet(c.FEDERAL_BODIES), (), Group.CONTOURS,
        _("Какие федеральные организации привлекаются; по умолчанию контур выключен.")),
    Parameter("external.names", _("Названия внешних организаций"), PerOption(c.BODIES, Text()), {}, Group.CONTOURS,
        _("Как эти организации названы в документе.")),
)  # fmt: skip

FORMS = (
    Parameter("forms", _("Формы наставничества"), ChoiceSet(c.FORMS, may_be_empty=False), tuple(c.FORMS), Group.FORMS,
        _("Из каких форм выбирает организация; ниже список можно только сузить."), narrowing=True),
    Parameter("forms_priority", _("Приоритетные формы"), ChoiceSet(c.FORMS), (), Group.FORMS,
        _("Формы, которые предлагаются первыми."), within="forms"),
    Parameter("other_forms", _("Названия иных форм"), Many(Text(100)), (), Group.FORMS,
        _("Собственные названия для формы «иная».")),
    Parameter("kinds", _("Виды наставничества"), ChoiceSet(c.KINDS), tuple(c.KINDS), Group.FORMS,
        _("Из каких видов выбирает организация; ниже список можно только сузить."),
        narrowing=True, student_default=()),
    Parameter("kinds_label", _("Как называть виды"), Text(40), "вид", Group.FORMS,
        _("Слово документа для видов: «вид» или «форма».")),
    Parameter("role_models", _("Ролевые модели"), ChoiceSet(c.ROLE_MODELS), (), Group.FORMS,
        _("Варианты программы внутри формы; заменяют виды там, где видов нет."), narrowing=True),
    Parameter("min_group_mentees", _("Наставляемых в группе, не меньше"), Whole(2, 30, words.PEOPLE), 2, Group.FORMS,
        _("С какого числа наставляемых пара становится группой.")),
    Parameter("speed_without_program", _("Скоростное наставничество без программы"), Flag(), True, Group.FORMS,
        _("Одна встреча не требует программы на срок от трёх месяцев.")),
)  # fmt: skip

PAIRS = (
    Parameter("matching_criteria", _("Критерии подбора"), ChoiceSet(c.MATCHING_CRITERIA),
        tuple(c.MATCHING_CRITERIA), Group.PAIRS, _("Что должно совпасть, чтобы пара сложилась.")),
    Parameter("matching_questions", _("Вопросы, по которым подбирают пару"), ChoiceSet(c.MATCHING_QUESTIONS),
        (), Group.PAIRS, _("Перечень вопросов, по которым орган наставников помогает подобрать пару.")),
    Parameter("pairing_deadline_days", _("Срок подбора с даты определения модели"), Whole(1, 120, words.DAYS), None,
        Group.PAIRS, _("Календарных дней с даты определения модели до сформированных пар."), nullable=True),
    Parameter("pair_fixation", _("Чем закрепляется пара"), Choice(c.PAIR_FIXATIONS), "order", Group.PAIRS,
        _("Приказ руководителя или запись в базе куратора.")),
    Parameter("duty_consent_required", _("Письменное согласие на обязанности наставника"), Flag(), True, Group.PAIRS,
        _("Без согласия работника приказ о закреплении не подписать.")),
    Parameter("mentor_activation", _("Кто утверждает наставников"), Choice(c.APPROVERS), "curator", Group.PAIRS,
        _("Чьё решение вводит наставника в действующий банк.")),
    Parameter("mentee_approval", _("Кто утверждает наставляемых"), Choice(c.APPROVERS), "curator", Group.PAIRS,
        _("Чьё решение вводит наставляемого в действующий банк.")),
    Parameter("screening", _("Отбор наставников по формам"), PerOption(c.FORMS, Choice(c.SCREENINGS)), {}, Group.PAIRS,
        _("Анкета и собеседование: где обязательны.")),
    Parameter("mentor_training", _("Обучение наставников по формам"), PerOption(c.FORMS, Choice(c.NECESSITIES)), {},
        Group.PAIRS, _("Обязательно ли обучение до начала работы.")),
    Parameter("mentor_requires_measurable_results", _("Измеримые результаты наставника"), Flag(), False, Group.PAIRS,
        _("Наставником становится тот, у кого названы измеримые результаты работы.")),
    Parameter("outsider_clearance", _("Справка об отсутствии судимости"), Choice(c.CHECKS), "warn", Group.PAIRS,
        _("Как система встречает взрослого наставника не из числа работников без справки.")),
    Parameter("warn_mentees_per_mentor", _("Наставляемых у наставника: предупреждать, если больше"),
        Whole(1, 30, words.PEOPLE), 3, Group.PAIRS, _("Сверх этого числа система предупреждает.")),
    Parameter("max_mentees_per_mentor", _("Наставляемых у наставника, не больше"), Whole(1, 30, words.PEOPLE), None,
        Group.PAIRS, _("Сверх этого числа система отказывает."), nullable=True, none_label=_("не ограничено")),
    Parameter("unmatched_support", _("Поддержка тех, у кого нет пары"), Flag(), False, Group.PAIRS,
        _("Психолого-педагогическая поддержка и дальнейший поиск наставника.")),
    Parameter("unmatched_reminder_days", _("Напоминать о поиске наставника каждые"), Whole(1, 120, words.DAYS), 14,
        Group.PAIRS, _("Как часто куратор получает напоминание о наставляемом без пары.")),
)  # fmt: skip

COUNCIL = (
    Parameter("council", _("Орган наставников"), Choice(c.COUNCIL_PRESENCE), "none", Group.COUNCIL,
        _("Есть ли в организации методическое объединение, совет или комиссия наставников.")),
    Parameter("council_label", _("Как называется орган"), Text(100), "совет наставников", Group.COUNCIL,
        _("Название на страницах и в документах.")),
    Parameter("council_synonyms", _("Другие названия органа"), Many(Text(100)), (), Group.COUNCIL,
        _("Слова, по которым орган узнаётся в загружаемых таблицах.")),
    Parameter("council_voluntary", _("Вступление с согласия наставника"), Flag(), False, Group.COUNCIL,
        _("Нужно ли согласие наставника, чтобы войти в состав органа.")),
    Parameter("council_functions", _("Функции органа"), ChoiceSet(c.COUNCIL_FUNCTIONS), (), Group.COUNCIL,
        _("Переговорные функции: арбитраж или медиация различают системы.")),
    Parameter("council_program_role", _("Участие органа в программах"), Choice(c.COUNCIL_PROGRAM_ROLES), "none",
        Group.COUNCIL, _("Участвует в разработке или разрабатывает сам.")),
    Parameter("council_required", _("Согласование программы органом"), Choice(c.COUNCIL_REQUIRED), "none",
        Group.COUNCIL, _("Проходит ли программа через орган до утверждения.")),
    Parameter("council_corrects_programs", _("Орган корректирует программы по диагностике"), Flag(), False,
        Group.COUNCIL, _("Вносит изменения в программы решением протокола.")),
    Parameter("council_keeps_register", _("Орган ведёт учёт молодых специалистов"), Flag(), False, Group.COUNCIL,
        _("Учитывает молодых специалистов, иных наставляемых и их наставников.")),
    Parameter("union_participation", _("Локальные акты – вместе с профсоюзом"), Flag(), False, Group.COUNCIL,
        _("Локальный акт согласуется с профсоюзной организацией: мнение и дата.")),
    Parameter("union_silence_days", _("Профсоюз: возражений нет, если нет ответа за"), Whole(1, 30, words.WORKDAYS), 5,
        Group.COUNCIL, _("Через столько рабочих дней молчания возражений нет.")),
)  # fmt: skip

ROLES = (
    Parameter("curator_source", _("Из кого назначается куратор"), ChoiceSet(c.CURATOR_SOURCES, may_be_empty=False),
        ("deputy", "employee"), Group.ROLES, _("Кого руководитель может назначить куратором.")),
    Parameter("curator_check", _("Иное назначение куратора"), Choice(c.CHECKS), "warn", Group.ROLES,
        _("Предупредить или отказать, если куратор не из названных лиц.")),
    Parameter("curator_may_be_external", _("Куратор может быть из организации-партнёра"), Flag(), False, Group.ROLES,
        _("Понятие куратора в документе включает сотрудника партнёра.")),
    Parameter("labels.mentor", _("Как называть наставника"), Text(60), "наставник", Group.ROLES,
        _("Слово на страницах и в документах.")),
    Parameter("labels.mentee", _("Как называть наставляемого"), Text(60), "наставляемый", Group.ROLES,
        _("Слово на страницах и в документах.")),
    Parameter("labels.mentee_by_form", _("Как называть наставляемого в форме"), PerOption(c.FORMS, Text(60)), {},
        Group.ROLES, _("Форма может назвать наставляемого иначе, например обучающимся.")),
    Parameter("labels.curator", _("Как называть куратора"), Text(100), "куратор", Group.ROLES,
        _("Слово на страницах и в документах.")),
    Parameter("rights_and_duties", _("Права и обязанности названы"), Flag(), False, Group.ROLES,
        _("Документ перечисляет права и обязанности наставника и наставляемого.")),
)  # fmt: skip

TABLE = SCOPE + CONTOURS + FORMS + PAIRS + COUNCIL + ROLES
