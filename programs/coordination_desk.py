"""Communities and partners: what waits, what is found, whom one calls, how it reads in the journal. Few queries."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import contact_book, desk, finding, journal
from accounts.contact_book import MOST, Known, Section, first_of
from accounts.desk import DeskItem, Panel
from accounts.finding import SHOWN, Found, Group
from accounts.permissions import Actor
from accounts.roles import is_personal
from accounts.search import find, look_for

from .models import Community, CommunityMember, Partnership
from .queries.above import responsible_above
from .queries.communities import communities

NEAR = 3
LEADER = ("name", "leader_name", "leader__last_name", "leader__first_name", "leader__patronymic")
PARTNER = ("contact_name", "partner_name", "organization__short_name")

journal.register_verbs(
    {
        "community.create": _("Сообщество открыто"),
        "community.edit": _("Сообщество изменено"),
        "community.close": _("Сообщество закрыто"),
        "community.open": _("Сообщество снова открыто"),
        "community.join": _("Вступление в сообщество"),
        "community.leave": _("Выход из сообщества"),
        "community.decline": _("Приглашение в сообщество не принято"),
        "community.take_off": _("Человек убран из сообщества"),
        "community.invite": _("Людей пригласили в сообщество"),
        "community.announce": _("Объявление сообщества отправлено"),
        "community.download": _("Скачан список участников сообщества"),
        "partnership.sum_up": _("Записано, что дал договор о сотрудничестве"),
    }
)


@desk.register
def invited_to_communities(actor: Actor) -> list[DeskItem]:
    """One press joins; the title leads to the page, where it is declined as well."""
    if not actor.may("community.view"):
        return []
    rows = CommunityMember.objects.open().filter(
        person_id=actor.person_id, joined_on=None, community__closed_on=None
    )  # fmt: skip
    return [
        DeskItem(
            title=_("Вас приглашают в сообщество"), detail=row.community.name, label=_("Вступить"),
            url=reverse("community_detail", args=[row.community_id]),
            press=reverse("community_join", args=[row.community_id]),
        )
        for row in rows.select_related("community")[:NEAR]
    ]  # fmt: skip


@desk.register
def agreements_that_run_out(actor: Actor) -> list[DeskItem]:
    """Agreements whose last day is near, for whoever writes them down (S1 п. 4.1.1)."""
    if not actor.may("order.draft") or not actor.may("order.view"):
        return []
    rows = Partnership.objects.visible_to(actor).running_out(actor.today).select_related("partner", "organization")
    return [
        DeskItem(
            title=_("Договор о сотрудничестве кончается"), detail=row.other(actor.organization_id), due=row.valid_to,
            url=f"{reverse('partnership_list')}?state=soon", label=_("К договору"),
        )
        for row in rows.order_by("valid_to", "pk")[:NEAR]
    ]  # fmt: skip


@desk.register_panel
def my_communities(actor: Actor) -> Panel | None:
    """For a teacher: where he is, else what is open to him."""
    if not is_personal(actor.role) or not actor.may("community.view"):
        return None
    found = list(communities(actor, {}).filter(closed_on=None).order_by("-mine", "-invited", "-pk")[:NEAR])
    if not found:
        return None
    return Panel(
        title=_("Профессиональные сообщества"), template="programs/_desk_communities.html",
        context={"communities": found}, url=reverse("community_list"), label=_("Все сообщества"),
    )  # fmt: skip


@finding.register
def found_communities(actor: Actor, text: str) -> Group | None:
    if not actor.may("community.view"):
        return None
    rows = Community.objects.visible_to(actor).filter(closed_on=None).select_related("organization")
    found = look_for(rows, text, "name", "goals", "subject", limit=SHOWN + 1)
    shown = [Found(row.name, row.organization.short_name, reverse("community_detail", args=[row.pk])) for row in found]
    return Group(_("Сообщества"), shown, reverse("community_list"))


@contact_book.register
def those_above(actor: Actor, q: str) -> Section:
    """The responsible of the municipality and the region, each of whom may be asked (S3 п. 3.9)."""
    found = (
        Known(
            name=row.person.full_name, what=row.get_role_display(), place=row.organization.short_name,
            phone=row.person.phone or row.organization.phone, email=row.person.email,
            ask=f"{reverse('question_new')}?to={row.pk}",
        )
        for row in responsible_above(actor)  # looked through whole: the words may be those of a role
    )  # fmt: skip
    return Section(_("Муниципалитет и регион"), first_of(found, q))


@contact_book.register
def leaders_of_communities(actor: Actor, q: str) -> Section:
    """Informal leaders: who leads communities that reach the actor, by the contact he gives out (S1 п. 4.1.3)."""
    rows = Community.objects.visible_to(actor).filter(closed_on=None).exclude(leader=None, leader_name="")
    found = [
        Known(
            name=row.led_by, what=_("ведёт сообщество"), place=row.name, note=row.contact,
            url=reverse("community_detail", args=[row.pk]),
        )
        for row in find(rows.select_related("leader"), q, *LEADER)[:MOST]
    ]  # fmt: skip
    return Section(_("Сообщества"), found)


@contact_book.register
def people_of_partners(actor: Actor, q: str) -> Section:
    """Of partners outside the system, by agreements of one's own organization that its head has confirmed."""
    rows = Partnership.objects.visible_to(actor).filter(partner=None, ended_on=None, confirmed_on__isnull=False)
    rows = (
        rows.exclude(contact_name="")
        .filter(Q(valid_to=None) | Q(valid_to__gte=actor.today))
        .select_related("organization")
    )
    found = [
        Known(
            name=row.contact_name, what=row.partner_name, place=row.organization.short_name, phone=row.contact_phone,
            email=row.contact_email,
        )
        for row in find(rows, q, *PARTNER).order_by("partner_name", "pk")[:MOST]
    ]  # fmt: skip
    return Section(_("Партнёры"), found)
