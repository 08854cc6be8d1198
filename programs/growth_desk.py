"""A teacher's own growth on his first page: the route and what of it is late; the way to begin. Few queries."""

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import desk
from accounts.desk import DeskItem, Panel
from accounts.models import OrganizationKind
from accounts.permissions import Actor
from accounts.roles import Role

from .models import LearningRoute, RouteItem
from .queries.diagnoses import jobs_at
from .queries.regulations import effective_regulation
from .queries.routes import own_route, step_of

# Who keeps the whole school's list in the menu finds his own route there.
QUIET = {Role.CURATOR}


@desk.register_panel
def my_growth(actor: Actor) -> Panel | None:
    """For a teacher of the school: a child in the same role has no work there."""
    if not actor.may("route.own") or actor.role in QUIET or actor.organization.kind != OrganizationKind.SCHOOL:
        return None
    route = own_route(actor)
    if route is None:
        if not jobs_at(actor.organization_id, actor.today).filter(person_id=actor.person_id).exists():
            return None
        if not effective_regulation(actor.organization, actor.today).value("route.enabled"):
            return None
    return Panel(
        title=_("Мой маршрут"),
        template="programs/_desk_route.html",
        context={"route": route, "step": step_of(route) if route else 0},
        url=reverse("route_detail", args=[route.pk]) if route else "",
        label=_("Открыть") if route else "",
    )


@desk.register
def late_products(actor: Actor) -> list[DeskItem]:
    """Items of one's own running route whose day has passed: a product, or the reason why there will be none."""
    if not actor.may("route.own"):
        return []
    rows = RouteItem.objects.filter(
        route__educator_id=actor.person_id, route__state__in=["running", "revising"], state=RouteItem.State.PLANNED,
        due_on__lt=actor.today,
    )  # fmt: skip
    return [
        DeskItem(
            title=_("Приложить продукт маршрута"),
            detail=row.text,
            url=reverse("route_item_result", args=[row.pk]),
            label=_("Приложить"),
            due=row.due_on,
            late=True,
        )
        for row in rows.order_by("due_on")[:3]
    ]


@desk.register_panel
def routes_that_i_lead(actor: Actor) -> Panel | None:
    """A tutor's routes by their counts; the list has the rest."""
    if not actor.may("route.tutor"):
        return None
    number = LearningRoute.objects.opened_to(actor).count()
    if not number:
        return None
    return Panel(
        title=_t("Маршруты, которые вам открыли: %s") % number,
        template="programs/_desk_tutor.html",
        url=reverse("route_list"),
        label=_("Все маршруты"),
    )
