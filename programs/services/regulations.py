"""Preparing a version of an organization's regulation. It comes into force only by a registered order."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Organization
from accounts.permissions import Actor
from accounts.refusal import Refusal, Stale

from ..models import Regulation
from ..queries.regulations import effective_with
from ..regulation.loader import load_preset
from ..regulation.parameter import Level
from ..regulation.settings import Setting, SettingsError, dump_settings, read_settings


def _may_draft(actor: Actor, organization_id: int) -> None:
    if not actor.may("regulation.draft") or not actor.signs_for(organization_id):
        raise Refusal(_("Редакцию регламента готовит организация, которая её утверждает"), code="permission")


def current_version(actor: Actor) -> Regulation | None:
    """The version of the actor's organization that is in force."""
    versions = Regulation.objects.filter(organization=actor.organization, state=Regulation.State.IN_FORCE)
    return versions.order_by("-effective_from").first()


def _create(actor: Actor, organization: Organization, **fields: Any) -> Regulation:
    Organization.objects.select_for_update().get(pk=organization.pk)
    last = Regulation.objects.filter(organization=organization).aggregate(last=Max("number"))["last"] or 0
    regulation = Regulation.objects.create(organization=organization, number=last + 1, created_at=clock.now(), **fields)
    audit.record(actor, "regulation.create", regulation, to_state=regulation.state)
    return regulation


@transaction.atomic
def draft_from_preset(*, actor: Actor, preset_code: str) -> Regulation:
    """A draft with the values of a shipped document, each with its clause."""
    _may_draft(actor, actor.organization_id)
    preset = load_preset(preset_code)
    if preset.level != actor.organization.level:
        raise Refusal(
            _("«%(title)s» — документ другого уровня") % {"title": preset.title},
            todo=_("Выберите предустановку своего уровня"),
        )
    return _create(
        actor,
        actor.organization,
        title=preset.title,
        preset=preset.code,
        settings=dump_settings(preset.settings),
    )


@transaction.atomic
def draft_from_current(*, actor: Actor) -> Regulation:
    """A new draft that begins as a copy of the version in force, or empty: everything inherited."""
    _may_draft(actor, actor.organization_id)
    current = current_version(actor)
    title = current.title if current else _("Положение о системе наставничества")
    return _create(
        actor,
        actor.organization,
        title=title,
        preset=current.preset if current else "",
        settings=current.settings if current else {},
    )


@transaction.atomic
def change_setting(
    *, actor: Actor, regulation: Regulation, version: int, code: str, raw: dict[str, Any] | None
) -> Regulation:
    """Set a parameter in a draft, or with ``raw`` None leave it to the levels above.

    Raises Refusal for a wrong value, a locked parameter (it says who locked it) or a list wider than the level above
    allows; Stale when the draft was changed meanwhile.
    """
    _may_draft(actor, regulation.organization_id)
    row = Regulation.objects.select_for_update(of=("self",)).select_related("organization").get(pk=regulation.pk)
    if row.state != Regulation.State.DRAFT:
        raise Refusal(_("Действующую редакцию не правят"), todo=_("Подготовьте новую редакцию"), code="state")
    if row.version != version:
        raise Stale(
            _("Пока страница была открыта, редакцию изменили"),
            theirs=_shown(row, code),
            mine={_("Ваше значение"): str((raw or {}).get("value", "—"))},
        )
    settings = dict(row.settings)
    if raw is None:
        settings.pop(code, None)
    else:
        settings[code] = raw
    row.settings = _clean(row, settings)
    row.version += 1
    row.save(update_fields=["settings", "version"])
    _refuse_conflicts(row, actor, code)
    audit.record(actor, "regulation.change", row, code=code)
    return row


def _clean(row: Regulation, settings: dict[str, Any]) -> dict[str, Any]:
    try:
        return dump_settings(read_settings(settings, Level(row.organization.level)))
    except SettingsError as error:
        raise Refusal("; ".join(problem.message for problem in error.problems), todo=_("Исправьте значение")) from error


def _refuse_conflicts(row: Regulation, actor: Actor, code: str) -> None:
    conflicts = [conflict for conflict in effective_with(row, actor.today).conflicts if conflict.code == code]
    if conflicts:
        raise Refusal(
            "; ".join(conflict.message for conflict in conflicts), todo=_("Оставьте значение вышестоящего уровня")
        )


def _shown(row: Regulation, code: str) -> dict[str, str]:
    setting: Setting | None = read_settings(row.settings, Level(row.organization.level)).get(code)
    return {_("Сохранённое значение"): "—" if setting is None else str(setting.value)}


@transaction.atomic
def discard_draft(*, actor: Actor, regulation: Regulation) -> None:
    """A draft that no order names may be thrown away."""
    _may_draft(actor, regulation.organization_id)
    if regulation.state != Regulation.State.DRAFT or regulation.clauses.exists():
        raise Refusal(_("Эта редакция уже названа в приказе"))
    audit.record(actor, "regulation.discard", regulation)
    regulation.delete()
