"""Tables of people on the first page: rows that wait for the decisions of whoever sent them."""

import datetime

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import desk
from accounts.desk import DeskItem
from accounts.permissions import Actor
from accounts.templatetags.ui_words import counted

from .models import IMPORT_PERMISSIONS, ImportBatch, ImportRow
from .services.import_rows import LOADED_NEXT

Stage = ImportBatch.Stage
LONG_AGO = datetime.timedelta(days=30)  # rows left waiting longer are left for good; the load itself still has them


@desk.register
def tables_to_decide(actor: Actor) -> list[DeskItem]:
    """The actor's own tables: read and not loaded yet, or loaded but for some rows."""
    if not any(actor.may(permission) for permission in IMPORT_PERMISSIONS.values()):
        return []
    rows = ImportBatch.objects.visible_to(actor).filter(
        created_by_id=actor.person_id,
        stage__in=[Stage.REVIEW, Stage.DONE],
        created_at__date__gte=actor.today - LONG_AGO,
    )
    # a trial by the API is answered there; of those written by it the newest says what still waits
    rows = rows.exclude(options__has_key="api", stage=Stage.REVIEW)
    found, by_api = [], False
    for batch in rows.select_related("file")[:10]:
        if batch.options.get("api"):
            if by_api:
                continue
            by_api = True
        waits = sum(batch.counts.get(verdict, 0) for verdict in ImportRow.WAITING)
        loads = sum(batch.counts.get(verdict, 0) for verdict in LOADED_NEXT)
        if not waits and not (loads and batch.stage == Stage.REVIEW):
            continue
        words = _t("строка из таблицы ждёт|строки из таблицы ждут|строк из таблицы ждут")
        title = (
            _t("%s вашего решения") % counted(waits, words)
            if waits
            else _t("Загрузить проверенную таблицу: %s") % counted(loads, _t("строка|строки|строк"))
        )
        found.append(
            DeskItem(
                title=title,
                detail=batch.file.name,
                url=f"{reverse('import_detail', args=[batch.pk])}{'?show=todo' if waits else ''}",
                label=_("Решить") if waits else _("Открыть"),
            )
        )
    return found
