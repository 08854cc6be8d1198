"""What accounts put on the desk, and the numbers in the menu. Each source is a fixed number of queries."""

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock, desk, navigation
from accounts.desk import DeskItem, Step
from accounts.models import Deadline, Employment, Membership, Notice, Organization, OrganizationKind
from accounts.permissions import Actor
from accounts.queries import deadlines, letters, people
from accounts.roles import Role


@desk.register
def open_deadlines(actor: Actor) -> list[DeskItem]:
    """Terms addressed to the actor's role at his node."""
    now = clock.now()
    return [
        DeskItem(
            title=row.title,
            detail=row.clause,
            url=row.url or reverse("deadline_list"),
            label=_("Открыть"),
            due=deadlines.local_day(row),
            late=row.due_at is not None and row.due_at < now and not row.recommended,
        )
        for row in deadlines.waiting_for(actor)
    ]


@desk.register
def letters_that_failed(actor: Actor) -> list[DeskItem]:
    if not actor.may("mail.view"):
        return []
    count = letters.given_up_count(actor)
    if not count:
        return []
    words = _("Не дошло писем: %d") % count
    return [DeskItem(title=words, detail=_("Проверьте адреса"), url=reverse("undelivered_list"), label=_("Посмотреть"))]


@desk.register
def invitations_that_expire(actor: Actor) -> list[DeskItem]:
    """Letters that nobody has taken in time: one page sends them all again."""
    if not actor.may("invitation.send"):
        return []
    late = people.late_invitations(actor)
    found = late.order_by().aggregate(number=Count("pk"), first=Min("expires_at"))
    if not found["number"]:
        return []
    names = ", ".join(late.values_list("person__last_name", flat=True)[:3])
    return [
        DeskItem(
            title=_("Приглашения не приняты, срок выходит: %s") % found["number"],
            detail=_("%s. Отправить ещё раз можно всем сразу") % (f"{names}…" if found["number"] > 3 else names),
            url=f"{reverse('person_list')}?invited=late",
            label=_("К списку"),
            due=found["first"].astimezone(actor.zone).date(),
            late=found["first"] < clock.now(),
        )
    ]


def unread_notices(actor: Actor) -> list[Notice]:
    """The newest five."""
    return list(Notice.objects.visible_to(actor).filter(read_at=None)[:5])


@desk.register_steps
def school_steps(actor: Actor) -> list[Step]:
    """A school's beginning, for its head: letterhead, people, curator."""
    if actor.role != Role.HEAD or actor.organization.kind != OrganizationKind.SCHOOL:
        return []
    organization = actor.organization
    staff = Employment.objects.filter(organization=organization).exclude(person_id=actor.person_id)
    curators = Membership.objects.in_force(actor.today).filter(organization=organization, role=Role.CURATOR)
    found = curators.aggregate(all=Count("pk"), entered=Count("pk", filter=Q(user__isnull=False)))
    filled = bool(organization.place and organization.phone)
    return [
        Step(
            title=_("Реквизиты школы"),
            detail=_("Место составления документов и телефон: они стоят в приказах и в «Кому звонить»"),
            done=filled,
            url=reverse("organization_edit", args=[organization.pk]),
            label=_("Заполнить"),
        ),
        Step(
            title=_("Карточки работников"),
            detail=_("Хотя бы заместитель, который станет куратором"),
            done=staff.exists(),
            url=reverse("person_create"),
            label=_("Добавить человека"),
        ),
        Step(
            title=_("Назначить куратора"),
            detail=_("Из числа заместителей; назначение можно закрепить приказом"),
            done=found["all"] > 0,
            url=f"{reverse('membership_create', args=[organization.pk])}?role={Role.CURATOR}",
            label=_("Назначить"),
        ),
        Step(
            title=_("Пригласить куратора"),
            detail=_("Письмо со ссылкой на 7 дней: пароль он придумает сам"),
            done=found["entered"] > 0,
            url=f"{reverse('person_list')}?role={Role.CURATOR}",
            label=_("К куратору"),
        ),
    ]


@desk.register_steps
def tree_steps(actor: Actor) -> list[Step]:
    """A region's beginning, for its operator: municipalities or schools, their heads, their logins."""
    if actor.role != Role.REGION_OPERATOR:
        return []
    schools = Organization.objects.filter(pk__in=actor.organization_ids, kind=OrganizationKind.SCHOOL, closed_on=None)
    heads = Membership.objects.in_force(actor.today).filter(organization__in=schools, role=Role.HEAD)
    found = heads.aggregate(
        all=Count("organization", distinct=True),
        entered=Count("organization", distinct=True, filter=Q(user__isnull=False)),
    )
    total = schools.count()
    return [
        Step(
            title=_("Завести организации"),
            detail=_("Муниципалитеты и школы; муниципального уровня может и не быть"),
            done=total > 0,
            url=reverse("organization_create"),
            label=_("Завести"),
        ),
        Step(
            title=_("Назначить руководителей"),
            detail=_("Есть у %(ready)d из %(total)d школ") % {"ready": found["all"], "total": total},
            done=0 < total <= found["all"],
            url=reverse("contact_list"),
            label=_("К списку"),
        ),
        Step(
            title=_("Пригласить руководителей"),
            detail=_("Вошли %(ready)d из %(total)d") % {"ready": found["entered"], "total": total},
            done=0 < total <= found["entered"],
            url=reverse("contact_list"),
            label=_("К списку"),
        ),
    ]


@navigation.counts("deadline_list")
def overdue(actor: Actor) -> navigation.Count:
    """Overdue within reach: a school's own, a municipality's with all its schools'."""
    rows = Deadline.objects.visible_to(actor).filter(
        done_at=None, due_at__lt=clock.now(), opens_at__lte=clock.now(), recommended=False
    )
    return navigation.Count(rows.count(), gettext_lazy("просрочено"), late=True)


@navigation.counts("undelivered_list")
def given_up(actor: Actor) -> navigation.Count:
    return navigation.Count(letters.given_up_count(actor), gettext_lazy("не дошло"), late=True)


@navigation.counts("home")
def unread(actor: Actor) -> navigation.Count:
    """Unread notices stand beside the first page, which shows them."""
    rows = Notice.objects.visible_to(actor).filter(read_at=None)
    return navigation.Count(rows.count(), gettext_lazy("новых уведомлений"))
