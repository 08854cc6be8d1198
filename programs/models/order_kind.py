"""What a clause of an order does, and which kinds ask for what beside its words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role


class OrderKind(models.TextChoices):
    """What a clause does (domain terms of the five regulations). Kinds without an effect are words only."""

    STATUTE_APPROVAL = "statute_approval", _("утвердить Положение")
    STATUTE_REPEAL = "statute_repeal", _("признать Положение утратившим силу")
    CURATOR_APPOINTMENT = "curator_appointment", _("назначить куратора")
    COORDINATOR_APPOINTMENT = (
        "coordinator_appointment",
        _("назначить муниципального координатора"),
    )
    ROADMAP_APPROVAL = "roadmap_approval", _("утвердить дорожную карту")
    PAIR_ASSIGNMENT = "pair_assignment", _("закрепить пары и группы")
    PAIR_LENDING = "pair_lending", _("направить наставника в другую школу")
    PAIR_CHANGE = "pair_change", _("заменить наставника")
    DUTY_RELEASE = "duty_release", _("освободить от обязанностей на мероприятие")
    COUNCIL_CREATION = "council_creation", _("создать орган наставников")
    PAYMENT = "payment", _("назначить выплаты за наставничество")
    RESPONSIBLE_MNC = (
        "responsible_mnc",
        _("назначить ответственного за взаимодействие с МНЦ"),
    )
    ORDER_CANCELLATION = "order_cancellation", _("отменить приказ")
    ORDER_AMENDMENT = "order_amendment", _("внести изменения в приказ")
    MODEL_IMPLEMENTATION = "model_implementation", _("внедрить систему наставничества")
    PLANNED_RESULTS = "planned_results", _("назвать планируемые результаты внедрения")
    MENTOR_APPOINTMENT = "mentor_appointment", _("назначить наставника")
    PROGRAM_APPROVAL = "program_approval", _("утвердить программы")
    MONITORING = "monitoring", _("провести мониторинг")
    PAIR_TERMINATION = "pair_termination", _("прекратить работу пар и групп")
    AWARD = "award", _("поощрить участников")
    TASK = "task", _("поручить подведомственным организациям")
    OTHER = "other", _("иное поручение")
    CONTROL = "control", _("контроль исполнения")


# Which role a clause of appointment gives on registration.
APPOINTED_ROLES: dict[str, str] = {
    OrderKind.CURATOR_APPOINTMENT: Role.CURATOR,
    OrderKind.COORDINATOR_APPOINTMENT: Role.MUNICIPAL_COORDINATOR,
    OrderKind.RESPONSIBLE_MNC: Role.MNC_LIAISON,
}

# Kinds whose clause has a table of pairs and groups; only the first of them holds what is in it.
OF_UNITS = (
    OrderKind.PAIR_ASSIGNMENT,
    OrderKind.PAIR_LENDING,
    OrderKind.PAIR_TERMINATION,
    OrderKind.PROGRAM_APPROVAL,
    OrderKind.AWARD,
)

# Kinds that name a person: the executor of the clause is the one who is appointed.
OF_A_PERSON = (*APPOINTED_ROLES, OrderKind.MENTOR_APPOINTMENT)

# Kinds about one row beside the text: the name of the clause's field that holds it.
SUBJECTS: dict[str, str] = {
    OrderKind.PAIR_CHANGE: "replacement",
    OrderKind.DUTY_RELEASE: "release",
    OrderKind.COUNCIL_CREATION: "council",
}
