"""What of statements, agreements, helpers and the body of mentors waits for a person on his first page."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import desk
from accounts.desk import DeskItem
from accounts.permissions import Actor
from accounts.templatetags.ui_words import initials, ru_date

from .models import (
    Application,
    CouncilCase,
    CouncilDecision,
    CouncilMinutes,
    DutyRelease,
    FileAccess,
    HelperInvitation,
    MentoringAgreement,
    Unit,
)
from .paper_transitions import BY_HEAD

MOST = 20


@desk.register
def applications_to_answer(actor: Actor) -> list[DeskItem]:
    """Both the curator and the head see them with the day of the answer; the button is that of who decides."""
    if not actor.may("application.decide"):
        return []
    rows = Application.objects.visible_to(actor).filter(state=Application.State.FILED)
    heads = actor.may("order.approve")
    return [
        DeskItem(
            title=_t("Заявление: %s") % row.get_kind_display(),
            detail=_t("Заявитель: %s") % row.author.full_name,
            url=reverse("application_detail", args=[row.pk]),
            label=_("Прочитать и решить") if heads or row.kind not in BY_HEAD else _("Прочитать"),
            due=row.answer_until,
            late=row.answer_until < actor.today,
        )
        for row in rows.exclude(author_id=actor.person_id).select_related("author").order_by("answer_until")[:MOST]
    ]


@desk.register
def releases_to_prepare(actor: Actor) -> list[DeskItem]:
    """The curator names the substitute; the head may refuse before the order comes to him."""
    if not actor.may("application.decide"):
        return []
    rows = DutyRelease.objects.filter(organization_id=actor.organization_id, state=DutyRelease.State.ASKED)
    on_its_way = Q(clauses__isnull=False) & ~Q(clauses__order__state="cancelled")
    return [
        DeskItem(
            title=_t("Освободить на мероприятие: %s") % row.person.full_name,
            detail=row.activity,
            url=reverse("release_detail", args=[row.pk]),
            label=_("Указать замену") if actor.may("unit.manage") else _("Прочитать"),
            due=row.on,
        )
        for row in rows.exclude(on_its_way).select_related("person").order_by("on")[:MOST]
    ]


@desk.register
def accesses_to_decide(actor: Actor) -> list[DeskItem]:
    if not (actor.may("application.decide") and actor.may("order.approve")):
        return []
    rows = FileAccess.objects.filter(organization_id=actor.organization_id, state=FileAccess.State.ASKED)
    return [
        DeskItem(
            title=_t("Доступ к личному делу: %s") % row.mentee.full_name,
            detail=_t("Просит наставник %s") % initials(row.person),
            url=reverse("access_detail", args=[row.pk]),
            label=_("Прочитать и решить"),
        )
        for row in rows.select_related("person", "mentee")[:MOST]
    ]


@desk.register
def pairs_without_a_mentor(actor: Actor) -> list[DeskItem]:
    if not actor.may("unit.manage"):
        return []
    rows = Unit.objects.filter(organization_id=actor.organization_id, state=Unit.State.REPLACING)
    return [
        DeskItem(
            title=_("Паре нужен новый наставник"),
            detail=", ".join(initials(one.person) for one in row.members.all() if one.side == "mentee"),
            url=reverse("unit_detail", args=[row.pk]),
            label=_("Выбрать"),
        )
        for row in rows.prefetch_related("members__person")[:MOST]
    ]


@desk.register
def agreements_to_sign(actor: Actor) -> list[DeskItem]:
    """One's own: read and signed by one tap."""
    rows = MentoringAgreement.objects.filter(
        person_id=actor.person_id, state=MentoringAgreement.State.DRAFT, duties_in_job_description=False
    )
    return [
        DeskItem(
            title=_("Подписать соглашение о наставничестве"),
            detail=_t("До %s, дополнение к трудовому договору") % ru_date(row.ends),
            url=reverse("agreement_detail", args=[row.pk]),
            label=_("Прочитать"),
        )
        for row in rows
    ]


@desk.register
def help_asked_for(actor: Actor) -> list[DeskItem]:
    rows = HelperInvitation.objects.filter(person_id=actor.person_id, state__in=["asked", "accepted"])
    return [
        DeskItem(
            title=_t("Помочь коллеге: %s") % initials(row.invited_by),
            detail=row.task,
            url=reverse("helper_detail", args=[row.pk]),
            label=_("Ответить") if row.state == HelperInvitation.State.ASKED else _("Открыть"),
            due=row.until,
        )
        for row in rows.select_related("invited_by")
    ]


@desk.register
def council_work(actor: Actor) -> list[DeskItem]:
    """Minutes for the chair to sign, cases that nobody has taken up."""
    if not actor.may("council.work"):
        return []
    items = []
    if actor.may("council.chair"):
        drafts = CouncilMinutes.objects.filter(
            council__organization_id=actor.organization_id, state=CouncilMinutes.State.DRAFT
        )
        items = [
            DeskItem(
                title=_t("Протокол заседания %s") % ru_date(row.held_on),
                detail=row.agenda.splitlines()[0] if row.agenda else "",
                url=reverse("minutes_detail", args=[row.pk]),
                label=_("Открыть"),
            )
            for row in drafts[:MOST]
        ]
    cases = CouncilCase.objects.visible_to(actor).filter(state=CouncilCase.State.FILED)
    cases = cases.exclude(author_id=actor.person_id)
    return items + [
        DeskItem(
            title=_t("Обращение: %s") % row.get_kind_display(),
            detail=row.author.full_name,
            url=reverse("case_detail", args=[row.pk]),
            label=_("Прочитать"),
        )
        for row in cases.select_related("author")[:MOST]
    ]


@desk.register
def decisions_to_carry_out(actor: Actor) -> list[DeskItem]:
    """What the body of mentors has charged the person with; whoever has no page of it reads the words here."""
    rows = CouncilDecision.objects.filter(
        executor_id=actor.person_id, done_on=None, minutes__state=CouncilMinutes.State.SIGNED
    ).select_related("minutes")
    sees = actor.may("council.view")
    return [
        DeskItem(
            title=_t("Решение по протоколу № %s") % row.minutes.number,
            detail=row.text[:200],
            url=reverse("minutes_detail", args=[row.minutes_id]) if sees else "",
            label=_("Открыть") if sees else "",
            due=row.due_on,
        )
        for row in rows[:MOST]
    ]
