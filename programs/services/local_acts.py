"""Acts issued outside the system, entered into the register of the organization by hand (S1 and S5 3.2 т. 1)."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import StoredFile
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.services.files import clean_name, detected_type, store

from ..models import LocalAct
from .acknowledgements import may_draft
from .once import made_once


@transaction.atomic
def enter_act(
    *,
    actor: Actor,
    kind: str,
    title: str,
    number: str,
    dated: datetime.date,
    valid_to: datetime.date | None = None,
    content: bytes = b"",
    name: str = "",
) -> LocalAct:
    """An act with its file, where there is one; entered twice, it is one row. Raises Refusal for another term or file
    under the same name."""
    may_draft(actor, actor.organization_id)
    if dated > actor.today:
        raise Refusal(_("Дата акта в будущем"), todo=_("Укажите дату, которой акт подписан"))
    if valid_to is not None and valid_to < dated:
        raise Refusal(_("Акт не может перестать действовать раньше своей даты"), todo=_("Исправьте срок действия"))
    act, made = made_once(
        LocalAct.objects,
        key={
            "organization": actor.organization, "kind": kind, "number": number, "dated": dated, "title": title.strip(),
        },
        words={"valid_to": valid_to},
        more={"added_by_id": actor.person_id, "added_at": clock.now()},
        content=content,
    )  # fmt: skip
    if not made:
        return act
    if content:
        act.file = store(
            organization=actor.organization,
            purpose=StoredFile.Purpose.SCAN,
            content=content,
            name=f"act-{clean_name(name)}"[:200],  # never the row of another thing's scan with the same bytes
            content_type=detected_type(content) or "",
        )
        act.save(update_fields=["file"])
    audit.record(actor, "localact.enter", act)
    return act


@transaction.atomic
def show_act(*, actor: Actor, act: LocalAct, nameless: bool) -> LocalAct:
    """Place the act's file on the open page (S1 order п. 4, S3 п. 4.14, S4 п. 8.1); pressed twice, it is shown once.

    The machine does not read a scan, so whoever places it says that it names nobody (``nameless``).
    """
    row = _to_place(actor, act)
    if not row.can_be_shown:
        raise Refusal(
            _("Этот акт не показывают всем: в нём сведения о людях или нет файла"),
            todo=_("Показывают приказ, положение, дорожную карту или иной акт с файлом"),
        )
    if row.valid_to is not None and row.valid_to < actor.today:
        raise Refusal(_("Акт уже не действует"), todo=_("Показывают действующие акты"))
    if not nameless:
        raise Refusal(
            _("Не сказано, что в файле нет имён и сведений о людях"),
            todo=_("Откройте файл; если имена есть, внесите копию без них"),
        )
    if row.published_at is None:
        row.published_at = clock.now()
        row.save(update_fields=["published_at"])
        audit.record(actor, "localact.show", row)
    return row


@transaction.atomic
def hide_act(*, actor: Actor, act: LocalAct) -> LocalAct:
    """The open page loses the act at once; in the register it stays."""
    row = _to_place(actor, act)
    if row.published_at is not None:
        row.published_at = None
        row.save(update_fields=["published_at"])
        audit.record(actor, "localact.hide", row)
    return row


def _to_place(actor: Actor, act: LocalAct) -> LocalAct:
    if not actor.may("order.publish") or not actor.signs_for(act.organization_id):
        raise PermissionDenied
    return LocalAct.objects.select_for_update().get(pk=act.pk)


@transaction.atomic
def end_act(*, actor: Actor, act: LocalAct, on: datetime.date) -> LocalAct:
    """The last day of an act that is no longer in force."""
    may_draft(actor, act.organization_id)
    row = LocalAct.objects.select_for_update().get(pk=act.pk)
    if on < row.dated:
        raise Refusal(_("Акт не может перестать действовать раньше своей даты"), todo=_("Исправьте день"))
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    audit.record(actor, "localact.end", row)
    return row
