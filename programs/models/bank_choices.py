"""The closed lists of the banks. Words as the documents have them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MentorSource(models.TextChoices):
    """Where a mentor comes from (S2 разд. 8); the first three are the inner contour of the school."""

    EDUCATOR = "EDUCATOR", _("педагог организации")
    PUPIL = "PUPIL", _("обучающийся")
    PARENT = "PARENT", _("родитель")
    GRADUATE = "GRADUATE", _("выпускник")
    PROFESSIONAL = "PROFESSIONAL", _("профессионал, общественный деятель")
    ENTERPRISE_STAFF = "ENTERPRISE_STAFF", _("сотрудник предприятия")
    OTHER_OO = "OTHER_OO", _("педагог другой организации")
    UNIVERSITY = "UNIVERSITY", _("педагог вуза или колледжа")


EMPLOYERS = (MentorSource.ENTERPRISE_STAFF, MentorSource.PROFESSIONAL)


# Whose certificate the school has seen when it took them in: everybody else is asked for one beside children.
INSIDERS = (MentorSource.EDUCATOR, MentorSource.PUPIL)


class MentorType(models.TextChoices):
    CONSULTANT = "CONSULTANT", _("наставник-консультант")
    SUBJECT = "SUBJECT", _("наставник-предметник")


class Portrait(models.TextChoices):
    """Who makes a good mentor: five portraits of a pupil (S2 п. 7.1), three of a teacher (S2 п. 7.2)."""

    LEADER = "LEADER", _("активист с лидерскими качествами")
    HIGH_ACHIEVER = "HIGH_ACHIEVER", _("отличник")
    OLYMPIAD_WINNER = "OLYMPIAD_WINNER", _("победитель олимпиад и соревнований")
    CLASS_LEADER = "CLASS_LEADER", _("лидер класса или параллели")
    MOVEMENT_MEMBER = "MOVEMENT_MEMBER", _("участник детских движений")
    PRO_ACHIEVER = "PRO_ACHIEVER", _("педагог с профессиональными успехами")
    SCHOOL_ACTIVIST = "SCHOOL_ACTIVIST", _("педагог-общественник")
    COMMUNITY_LEADER = "COMMUNITY_LEADER", _("лидер с коммуникативными навыками")


PUPIL_PORTRAITS = (
    Portrait.LEADER,
    Portrait.HIGH_ACHIEVER,
    Portrait.OLYMPIAD_WINNER,
    Portrait.CLASS_LEADER,
    Portrait.MOVEMENT_MEMBER,
)


class PupilArea(models.TextChoices):
    """What a pupil may help with or need help in; teachers have the areas of difficulty of the regulation."""

    STUDY = "STUDY", _("учёба")
    CREATIVITY = "CREATIVITY", _("творчество")
    SPORT = "SPORT", _("спорт")
    SETTLING_IN = "SETTLING_IN", _("адаптация в школе и классе")
    COMMUNICATION = "COMMUNICATION", _("общение")
    LEADERSHIP = "LEADERSHIP", _("лидерство")
    PROJECT = "PROJECT", _("проект")


class MenteeCategory(models.TextChoices):
    """Why a person is in the bank of mentees. SENSITIVE hides which of the sensitive ones it is."""

    YOUNG_SPECIALIST = "YOUNG_SPECIALIST", _("молодой специалист")
    NEW_PLACE = "NEW_PLACE", _("новый в организации")
    NEW_POSITION = "NEW_POSITION", _("новая должность")
    AFTER_ATTESTATION = "AFTER_ATTESTATION", _("по итогам аттестации")
    DIGITAL_SKILLS = "DIGITAL_SKILLS", _("осваивает программы и цифровые навыки")
    LESS_EXPERIENCED = "LESS_EXPERIENCED", _("менее опытный")
    PROF_DIFFICULTY = "PROF_DIFFICULTY", _("профессиональные затруднения")
    VETERAN = "VETERAN", _("педагог с большим стажем")
    STUDENT_TRAINEE = "STUDENT_TRAINEE", _("студент-стажёр")
    GIFTED = "GIFTED", _("одарённый")
    LOW_ACHIEVER = "LOW_ACHIEVER", _("неуспевающий")
    LOW_MOTIVATION = "LOW_MOTIVATION", _("низкая учебная мотивация")
    ADAPTATION = "ADAPTATION", _("трудно в новом коллективе")
    NOT_INVOLVED = "NOT_INVOLVED", _("не включён в жизнь школы")
    SENSITIVE = "SENSITIVE", _("особая: знают куратор и психолог")


# What may be chosen where others read it: who is SENSITIVE, the curator and the psychologist know.
TOLD_CATEGORIES = [(code, label) for code, label in MenteeCategory.choices if code != MenteeCategory.SENSITIVE]


class SensitiveCategory(models.TextChoices):
    """Health, family, behaviour of a child, burnout of a teacher: by name for the curator and the psychologist only."""

    DISABILITY = "DISABILITY", _("с ограниченными возможностями здоровья")
    SPECIAL_NEEDS = "SPECIAL_NEEDS", _("с особыми образовательными потребностями")
    HARD_LIFE = "HARD_LIFE", _("в трудной жизненной ситуации")
    BEHAVIOR = "BEHAVIOR", _("проблемы поведения")
    BURNOUT = "BURNOUT", _("эмоциональное выгорание")


class SpecialFlag(models.TextChoices):
    DISABILITY = "DISABILITY", _("ОВЗ")
    WATCHLIST = "WATCHLIST", _("на внутришкольном учёте")
    HARD_LIFE = "HARD_LIFE", _("трудная жизненная ситуация")


PUPIL_CATEGORIES = (
    MenteeCategory.GIFTED,
    MenteeCategory.LOW_ACHIEVER,
    MenteeCategory.LOW_MOTIVATION,
    MenteeCategory.ADAPTATION,
    MenteeCategory.NOT_INVOLVED,
)


class Qualification(models.TextChoices):
    NONE = "none", _("нет")
    CONFORMS = "conforms", _("соответствие занимаемой должности")
    FIRST = "first", _("первая")
    HIGHEST = "highest", _("высшая")
    METHODIST = "methodist", _("педагог-методист")
    MENTOR = "mentor", _("педагог-наставник")


class WorkMode(models.TextChoices):
    ONSITE = "onsite", _("очно")
    ONLINE = "online", _("дистанционно")
    MIXED = "mixed", _("и так, и так")


class Shift(models.IntegerChoices):
    FIRST = 1, _("первая")
    SECOND = 2, _("вторая")


class Visibility(models.TextChoices):
    """How far a mentor's entry is seen, with his consent to the transfer of data."""

    ORGANIZATION = "organization", _("только своя организация")
    MUNICIPALITY = "municipality", _("муниципалитет")
    REGION = "region", _("регион")
    PUBLIC = "public", _("все: раздел сайта")


class Activity(models.TextChoices):
    """S2 п. 7.1: a pupil who needs to be drawn in, or one who needs support of his own plans."""

    PASSIVE = "passive", _("пассивный")
    ACTIVE = "active", _("активный")


class HardWith(models.TextChoices):
    """S2 п. 7.2: with whom and what a young specialist finds it hard."""

    LESSONS = "lessons", _("учебный процесс")
    PUPILS = "pupils", _("обучающиеся")
    COLLEAGUES = "colleagues", _("педагоги")
    PARENTS = "parents", _("родители")


class SoughtAmong(models.TextChoices):
    """S2 р. 6, этап 1: the audiences in which a school looks for its mentors, inner and outer."""

    TEACHERS = "teachers", _("педагоги")
    PUPILS = "pupils", _("обучающиеся")
    PARENTS = "parents", _("родители")
    GRADUATES = "graduates", _("выпускники")
    PROFESSIONALS = "professionals", _("профессионалы и общественные деятели")
    ENTERPRISES = "enterprises", _("сотрудники предприятий")


class IdentifiedBy(models.TextChoices):
    SELF = "self", _("сам")
    CURATOR = "curator", _("куратор")
    HEAD = "head", _("руководитель")
    TEACHER = "teacher", _("педагог")
    HOMEROOM = "homeroom", _("классный руководитель")
    PARENT = "parent", _("родитель")


class IdentifiedBasis(models.TextChoices):
    REQUEST = "request", _("собственный запрос")
    ATTESTATION = "attestation", _("итоги аттестации")
    DIAGNOSIS = "diagnosis", _("диагностика")
    ADAPTATION = "adaptation", _("период адаптации")
    QUESTIONNAIRE = "questionnaire", _("анкета и лист опроса")


class Urgency(models.TextChoices):
    CALM = "calm", _("не срочно")
    TERM = "term", _("в этой четверти")
    NOW = "now", _("сейчас")


class InterviewResult(models.TextChoices):
    PASSED = "passed", _("рекомендован")
    LATER = "later", _("пока не готов")


class Side(models.TextChoices):
    """Which of the two banks a proposal is about."""

    MENTOR = "mentor", _("наставники")
    MENTEE = "mentee", _("наставляемые")


class Evidence(models.TextChoices):
    """What a document in a mentor's card proves."""

    CATEGORY = "category", _("квалификационная категория")
    HONOUR = "honour", _("звание или награда")
    RESULT = "result", _("результат работы")
    TRAINING = "training", _("обучение наставника")
    OTHER = "other", _("другое")
