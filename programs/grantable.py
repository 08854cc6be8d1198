"""What of this app may be opened to one person for a time."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.grantable import Grantable, register

from .models import LearningRoute, LearningRouteGrant, Order, OrderGrant

register(
    Grantable(
        model=Order,
        grant_model=OrderGrant,
        codename="view_order",
        label=_("приказ"),
        can=_("читать"),
        organization_of=lambda order: order.organization_id,
        describe=lambda order: f"{order}, {order.title}" if order.number else order.title,
        url_of=lambda order: reverse("order_detail", args=[order.pk]),
    )
)
register(
    Grantable(
        model=LearningRoute,
        grant_model=LearningRouteGrant,
        codename="view_learningroute",
        label=_("маршрут педагога"),
        can=_("вести вместе с педагогом"),
        organization_of=lambda route: route.organization_id,
        describe=lambda route: str(_("Маршрут: %s")) % route.educator.full_name,
        url_of=lambda route: reverse("route_detail", args=[route.pk]),
    )
)
