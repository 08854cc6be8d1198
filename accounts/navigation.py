"""The menu: one list for all roles, shown by permission."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .permissions import Actor

# (permission, label, url name, starts a new group)
ENTRIES = (
    (None, _("Рабочий стол"), "home", False),
    ("order.view", _("Приказы"), "order_list", False),
    ("order.requisites", _("Приказы организаций"), "order_requisites", False),
    ("deadline.view", _("Сроки"), "deadline_list", False),
    ("regulation.view", _("Регламент"), "regulation", False),
    ("organization.view", _("Организации"), "organization_list", True),
    ("people.view", _("Люди"), "person_list", False),
    ("contacts.view", _("Кому звонить"), "contact_list", False),
    ("grant.give", _("Доступы"), "grant_list", False),
    ("audit.view", _("Журнал"), "audit_journal", False),
    ("mail.view", _("Недошедшие письма"), "undelivered_list", False),
)


def nav_for(actor: Actor, path: str) -> list[dict[str, Any]]:
    items = []
    for permission, label, name, gap in ENTRIES:
        if permission is not None and not actor.may(permission):
            continue
        url = reverse(name)
        current = path == url or (url != reverse("home") and path.startswith(url))
        items.append(
            {
                "label": label,
                "url": url,
                "current": current,
                "count": 0,
                "count_label": "",
                "late": False,
                "gap": gap,
            }
        )
    return items
