"""What waits on the first page of whoever chooses practices for a bank. One query."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import desk
from accounts.desk import DeskItem
from accounts.permissions import Actor

from .queries.practices import waiting


@desk.register
def practices_to_choose(actor: Actor) -> list[DeskItem]:
    if not actor.may("practice.select"):
        return []
    number = waiting(actor).count()
    if not number:
        return []
    return [
        DeskItem(
            title=_("Отобрать практики в банк"),
            detail=_("Предложено: %s") % number,
            url=f"{reverse('practice_list')}?show=waiting",
            label=_("Прочесть"),
        )
    ]
