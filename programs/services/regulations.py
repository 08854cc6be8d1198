"""Preparing a version of an organization's regulation. It comes into force only by a registered order."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Organization
from accounts.permissions import Actor
from accounts.refusal import Refusal, Stale

from ..models import Order, OrderKind, Regulation
from ..queries.regulations import Laid, lay
from ..regulation.loader import load_preset
from ..regulation.parameter import Level
from ..regulation.schema import InvalidValue, parameter
from ..regulation.settings import Setting, SettingsError, dump_settings, read_settings
from ..regulation.snapshots import digest

# The words of a draft are being read or are signed already: what takes effect must be what was signed.
AWAITING = (Order.State.AGREEING, Order.State.FOR_REVIEW, Order.State.APPROVED, Order.State.SIGNED)
DEFAULT_TITLE = "Положение о системе наставничества педагогических работников"
TITLE_LENGTH = 300


def _may_draft(actor: Actor, organization_id: int) -> None:
    if not actor.may("regulation.draft") or not actor.signs_for(organization_id):
        raise Refusal(_("Редакцию регламента готовит организация, которая её утверждает"), code="permission")


def current_version(actor: Actor) -> Regulation | None:
    """The version of the actor's organization that is in force."""
    versions = Regulation.objects.filter(organization=actor.organization, state=Regulation.State.IN_FORCE)
    return versions.order_by("-effective_from").first()


def settings_of(regulation: Regulation) -> dict[str, Setting]:
    """What the version sets itself."""
    return read_settings(regulation.settings, Level(regulation.organization.level))


def mark_of(regulation: Regulation, code: str) -> str:
    """What a form remembers of the setting that it showed, to tell a stale one."""
    return digest(regulation.settings.get(code))[:16]


def _create(actor: Actor, **fields: Any) -> Regulation:
    """A new draft; a second press gives the same one, while nobody has touched it."""
    organization = Organization.objects.select_for_update().get(pk=actor.organization_id)
    untouched = Regulation.objects.filter(organization=organization, state=Regulation.State.DRAFT, version=1, **fields)
    if (twin := untouched.first()) is not None:
        return twin
    last = Regulation.objects.filter(organization=organization).aggregate(last=Max("number"))["last"] or 0
    regulation = Regulation.objects.create(organization=organization, number=last + 1, created_at=clock.now(), **fields)
    audit.record(actor, "regulation.create", regulation, to_state=regulation.state)
    return regulation


@transaction.atomic
def draft_from_preset(
    *, actor: Actor, preset_code: str, title: str = "", keep_clauses: bool = False, omit: tuple[str, ...] = ()
) -> Regulation:
    """A draft with the values of a shipped document.

    Its clauses are those of the text that the system writes and the order carries; ``keep_clauses`` leaves the numbers
    of the source, for a document that is adopted with its own text. ``omit`` are codes to leave to the levels above.
    """
    _may_draft(actor, actor.organization_id)
    preset = load_preset(preset_code)
    if preset.level != actor.organization.level:
        raise Refusal(
            _("«%(title)s» — документ другого уровня") % {"title": preset.title},
            todo=_("Выберите предустановку своего уровня"),
        )
    settings = {code: setting for code, setting in preset.settings.items() if code not in omit}
    title = _title(title) or preset.adopted_title or preset.title
    if not keep_clauses:
        draft = Regulation(organization=actor.organization, title=title, settings=dump_settings(settings))
        settings = lay(draft, actor.today).statute.cite(settings)
    return _create(actor, title=title, preset=preset.code, settings=dump_settings(settings))


@transaction.atomic
def draft_from_current(*, actor: Actor, title: str = "") -> Regulation:
    """A new draft that begins as a copy of the version in force, or empty: everything inherited."""
    _may_draft(actor, actor.organization_id)
    current = current_version(actor)
    if current is None:
        return _create(actor, title=_title(title) or DEFAULT_TITLE, preset="", settings={})
    return _create(actor, title=_title(title) or current.title, preset=current.preset, settings=current.settings)


def _title(raw: str) -> str:
    """One line of what a person typed, as long as the database takes."""
    return " ".join(raw.replace("\x00", "").split())[:TITLE_LENGTH]


def refuse_unless_editable(actor: Actor, regulation: Regulation) -> None:
    """Raises Refusal where the version is not the actor's own draft, or where an order with it awaits the head."""
    _may_draft(actor, regulation.organization_id)
    if regulation.state != Regulation.State.DRAFT:
        raise Refusal(
            _("Редакцию не правят: Положение %(state)s") % {"state": regulation.get_state_display()},
            todo=_("Подготовьте новую редакцию: изменения вводит приказ"),
            code="state",
        )
    clause = (
        regulation.clauses.filter(kind=OrderKind.STATUTE_APPROVAL, order__state__in=AWAITING)
        .select_related("order")
        .first()
    )
    if clause is not None:
        raise Refusal(
            _("Редакция названа в приказе «%(order)s», он %(state)s: менять её сейчас нельзя")
            % {"order": clause.order.title, "state": clause.order.get_state_display()},
            todo=_("Отзовите приказ или дождитесь, пока его вернут"),
            code="state",
        )


def refusal_to_edit(actor: Actor, regulation: Regulation) -> Refusal | None:
    """Why the actor would not find the forms of the draft open; None when he would."""
    try:
        refuse_unless_editable(actor, regulation)
    except Refusal as refusal:
        return refusal
    return None


def _locked_draft(actor: Actor, regulation: Regulation) -> Regulation:
    """The draft, locked after the orders that name it: in the order in which registration locks them."""
    orders = Order.objects.filter(clauses__regulation_id=regulation.pk).order_by("pk").values_list("pk", flat=True)
    list(Order.objects.filter(pk__in=list(orders)).select_for_update().order_by("pk"))
    rows = Regulation.objects.select_for_update(of=("self",)).select_related("organization", "organization__region")
    row = rows.get(pk=regulation.pk)
    refuse_unless_editable(actor, row)
    return row


@transaction.atomic
def change_setting(
    *, actor: Actor, regulation: Regulation, code: str, seen: str, raw: Mapping[str, Any] | None
) -> Regulation:
    """Set a parameter in a draft, or with ``raw`` None leave it to the levels above.

    ``raw`` is ``{"value" | "none", "clause", "locked"}``; a blank clause takes the place of the parameter in the text,
    and clauses that stood where the text says move with it. ``seen`` is ``mark_of`` as the form showed it. Raises
    Refusal for a wrong value, a locked parameter or a list wider than the level above allows; Stale when the setting
    was changed meanwhile.
    """
    row = _locked_draft(actor, regulation)
    if mark_of(row, code) != seen:
        raise Stale(
            _("Пока страница была открыта, этот параметр изменили"),
            theirs=_words(code, row.settings.get(code)),
            mine=_words(code, raw),
        )
    settings = {**row.settings, code: dict(raw)} if raw is not None else _without(row.settings, code)
    before = lay(row, actor.today)
    _write(row, _clean(row, settings))
    after = lay(row, actor.today)
    _refuse_conflicts(before, after)
    _write(row, _renumbered(settings_of(row), before.statute.clauses(), after.statute.clauses(), code))
    row.version += 1
    row.save(update_fields=["settings", "version"])
    audit.record(actor, "regulation.change", row, code=code)
    return row


def _without(settings: Mapping[str, Any], code: str) -> dict[str, Any]:
    return {key: item for key, item in settings.items() if key != code}


def _write(row: Regulation, settings: Mapping[str, Setting]) -> None:
    row.settings = dump_settings(settings)


def _renumbered(
    settings: Mapping[str, Setting], before: Mapping[str, str], places: Mapping[str, str], changed: str
) -> dict[str, Setting]:
    """Clauses that followed the text follow it on; those that a person gave otherwise stay."""
    found = {}
    for code, setting in settings.items():
        follows = setting.clause == before.get(code, "") or (code == changed and not setting.clause)
        found[code] = replace(setting, clause=places.get(code, "")) if follows else setting
    return found


def _clean(row: Regulation, settings: Mapping[str, Any]) -> dict[str, Setting]:
    try:
        return read_settings(settings, Level(row.organization.level))
    except SettingsError as error:
        raise Refusal("; ".join(problem.message for problem in error.problems), todo=_("Исправьте значение")) from error


def _refuse_conflicts(before: Laid, after: Laid) -> None:
    """What the change itself brings; an older contradiction does not keep anybody from mending the rest."""
    conflicts = [conflict for conflict in after.own_conflicts if conflict not in before.own_conflicts]
    if conflicts:
        raise Refusal(
            "; ".join(conflict.message for conflict in conflicts), todo=_("Оставьте значение вышестоящего уровня")
        )


def _words(code: str, raw: Mapping[str, Any] | None) -> dict[str, str]:
    """A setting as stored or as typed, in words for a page of two versions."""
    if raw is None:
        return {_("Значение"): _("как у вышестоящего уровня")}
    entry = parameter(code)
    try:
        value = entry.display(entry.clean(raw.get("value")))
    except InvalidValue:
        value = str(raw.get("value", ""))
    words = {_("Значение"): value}
    if raw.get("clause"):
        words[_("Пункт")] = str(raw["clause"])
    if raw.get("locked"):
        words[_("Закреплено")] = _("да")
    return words


@transaction.atomic
def cite_text(*, actor: Actor, regulation: Regulation) -> Regulation:
    """Give every value the clause of the text that the order will carry."""
    row = _locked_draft(actor, regulation)
    _write(row, lay(row, actor.today).statute.cite(settings_of(row)))
    row.version += 1
    row.save(update_fields=["settings", "version"])
    audit.record(actor, "regulation.cite", row)
    return row


@transaction.atomic
def rename(*, actor: Actor, regulation: Regulation, title: str) -> Regulation:
    """The title under which the draft is approved and cited."""
    row = _locked_draft(actor, regulation)
    row.title = _title(title) or row.title
    row.version += 1
    row.save(update_fields=["title", "version"])
    audit.record(actor, "regulation.rename", row)
    return row


@transaction.atomic
def discard_draft(*, actor: Actor, regulation: Regulation) -> None:
    """A draft that no order names may be thrown away."""
    row = _locked_draft(actor, regulation)
    clause = row.clauses.select_related("order").first()
    if clause is not None:
        raise Refusal(
            _("Эта редакция названа в приказе «%(order)s»") % {"order": clause.order.title},
            todo=_("Сначала уберите из приказа пункт о ней"),
        )
    audit.record(actor, "regulation.discard", row)
    row.delete()
