"""The tree: create, edit, move, close. One change of the tree at a time in a region: the root row is the lock."""

import datetime
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Organization, OrganizationKind, OrganizationPlacement
from accounts.models.organization import PARENT_KINDS
from accounts.permissions import Actor
from accounts.refusal import Refusal, Stale
from accounts.roles import Role

SLUG_LENGTH = 60
_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia",
}  # fmt: skip


@dataclass(frozen=True)
class OrganizationFields:
    """What may be edited of an organization; its kind never changes, its place is changed by ``move``."""

    name: str
    short_name: str
    school_kind: str = ""
    founder: str = ""
    place: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    ogrn: str = ""
    inn: str = ""
    kpp: str = ""
    second_language: str = ""
    second_name: str = ""
    second_short_name: str = ""
    second_address: str = ""
    time_zone: str = ""


def _may_manage(actor: Actor, *organization_ids: int) -> None:
    if not actor.may("organization.manage") or not set(organization_ids) <= set(actor.organization_ids):
        raise Refusal(
            _("Организации заводит и перемещает оператор региона"),
            todo=_("Напишите оператору региона, что нужно изменить"),
            code="permission",
        )


def _lock_tree() -> None:
    Organization.objects.select_for_update().get(parent=None)


@transaction.atomic
def create(
    *, actor: Actor, kind: str, parent: Organization, fields: OrganizationFields, slug: str = ""
) -> Organization:
    """A node under ``parent``, placed there from today. Raises Refusal for a parent of a wrong kind or a taken slug."""
    _may_manage(actor, parent.pk)
    _lock_tree()
    parent = Organization.objects.get(pk=parent.pk)
    _check_parent(kind, parent)
    organization = add(parent=parent, kind=kind, fields=fields, slug=slug, since=actor.today)
    audit.record(actor, "organization.create", organization, organization_id=organization.pk, parent=parent.pk)
    return organization


def add(
    *, parent: Organization | None, kind: str, fields: OrganizationFields, slug: str, since: datetime.date
) -> Organization:
    """The row, its path and its first placement. No checks of rights: for ``create`` and for a region's beginning."""
    organization = Organization(kind=kind, parent=parent, slug=slug or free_slug(fields.short_name), **asdict(fields))
    if Organization.objects.filter(slug=organization.slug).exists():
        raise Refusal(
            _("Адрес «%s» уже занят другой организацией") % organization.slug,
            todo=_("Добавьте к адресу район или номер"),
            code="slug",
        )
    organization.save()
    organization.path = f"{parent.path if parent else '/'}{organization.pk}/"
    organization.save(update_fields=["path"])
    OrganizationPlacement.objects.create(organization=organization, parent=parent, valid_from=since)
    return organization


def _check_parent(kind: str, parent: Organization) -> None:
    if parent.closed_on is not None:
        raise Refusal(_("«%s» закрыта") % parent.short_name, todo=_("Выберите действующую организацию"))
    if parent.kind not in PARENT_KINDS[kind]:
        allowed = [str(OrganizationKind(above).label) for above in PARENT_KINDS[kind] if above]
        raise Refusal(
            _("%(kind)s не может стоять под «%(parent)s»")
            % {"kind": str(OrganizationKind(kind).label).capitalize(), "parent": parent.short_name},
            todo=_("Выше может быть: %s") % ", ".join(sorted(allowed)),
            code="parent_kind",
        )


@transaction.atomic
def edit(*, actor: Actor, organization: Organization, version: int, fields: OrganizationFields) -> Organization:
    """Raises Stale when somebody saved after the form was opened."""
    if not may_edit(actor, organization):
        raise Refusal(_("Сведения об организации правят её руководитель и оператор региона"), code="permission")
    row = Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    before = current_fields(row)
    changed = [name for name, value in asdict(fields).items() if asdict(before)[name] != value]
    if row.version != version and changed:
        raise Stale(
            _("Пока форма была открыта, организацию изменил кто-то другой"),
            theirs={label_of(name): _shown(row, name, getattr(before, name)) for name in changed},
            mine={label_of(name): _shown(row, name, getattr(fields, name)) for name in changed},
        )
    if changed:
        for name in changed:
            setattr(row, name, getattr(fields, name))
        row.version += 1
        row.save(update_fields=[*changed, "version"])
        audit.record(actor, "organization.edit", row, organization_id=row.pk, fields=changed)
    return row


def may_edit(actor: Actor, organization: Organization) -> bool:
    """A head keeps the letterhead of his own organization; the region's operator those of all."""
    own_head = actor.role == Role.HEAD and actor.signs_for(organization.pk)
    return own_head or (actor.may("organization.manage") and organization.pk in actor.organization_ids)


def current_fields(organization: Organization) -> OrganizationFields:
    return OrganizationFields(**{name: getattr(organization, name) for name in OrganizationFields.__dataclass_fields__})


def label_of(name: str) -> str:
    label = str(Organization._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def _shown(row: Organization, name: str, value: str) -> str:
    choices = dict(Organization._meta.get_field(name).flatchoices)
    return str(choices.get(value, value)) or "—"


@transaction.atomic
def move(
    *, actor: Actor, organization: Organization, parent: Organization, on: datetime.date, reason: str
) -> Organization:
    """Hang the organization and all below it under another parent from the day ``on`` (today or earlier).

    Reports of earlier days keep the former parent: ``OrganizationPlacement`` remembers it. Raises Refusal for a parent
    below the organization itself, of a wrong kind or the present one, and for a day before the last move.
    """
    _may_manage(actor, organization.pk, parent.pk)
    _lock_tree()
    row = Organization.objects.get(pk=organization.pk)
    parent = Organization.objects.get(pk=parent.pk)
    if parent.path.startswith(row.path):
        raise Refusal(_("Организацию нельзя подчинить ей самой или тому, кто ниже неё"), code="under_itself")
    if row.parent_id == parent.pk:
        raise Refusal(_("«%s» и так стоит выше") % parent.short_name, todo=_("Выберите другую организацию"))
    _check_parent(row.kind, parent)
    former = row.parent_id
    _replace(row, parent, on, reason, today=actor.today)
    _rewrite_paths(row, parent)
    audit.record(
        actor,
        "organization.move",
        row,
        organization_id=row.pk,
        basis=reason,
        from_parent=former,
        to_parent=parent.pk,
        on=on.isoformat(),
    )
    return Organization.objects.get(pk=row.pk)


def _replace(row: Organization, parent: Organization, on: datetime.date, reason: str, *, today: datetime.date) -> None:
    """Close the present placement on that day and open the next."""
    if on > today:
        raise Refusal(_("Перемещают сегодняшним днём или прошедшим"), todo=_("Вернитесь к нему в назначенный день"))
    present = OrganizationPlacement.objects.select_for_update().filter(organization=row, valid_to=None).first()
    if present is not None and on < present.valid_from:
        raise Refusal(
            _("На своём месте организация стоит с %s") % f"{present.valid_from:%d.%m.%Y}",
            todo=_("Укажите этот день или более поздний"),
            code="before_last_move",
        )
    if present is not None and on == present.valid_from:
        present.parent, present.reason = parent, reason
        present.save(update_fields=["parent", "reason"])
        return
    if present is not None:
        present.valid_to = on
        present.save(update_fields=["valid_to"])
    OrganizationPlacement.objects.create(organization=row, parent=parent, valid_from=on, reason=reason)


def _rewrite_paths(row: Organization, parent: Organization) -> None:
    old, new = row.path, f"{parent.path}{row.pk}/"
    below = Organization.objects.filter(path__startswith=old)
    below.update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    Organization.objects.filter(pk=row.pk).update(parent=parent, version=F("version") + 1)


@transaction.atomic
def close(*, actor: Actor, organization: Organization, on: datetime.date, reason: str) -> Organization:
    """The last day of work was the day before ``on``. Raises Refusal while something below it is open."""
    _may_manage(actor, organization.pk)
    _lock_tree()
    row = Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    if row.closed_on is not None:
        raise Refusal(_("Организация уже закрыта с %s") % f"{row.closed_on:%d.%m.%Y}", code="already")
    if row.parent_id is None:
        raise Refusal(_("Регион закрыть нельзя: на нём держится всё дерево"))
    below = Organization.objects.filter(parent=row, closed_on=None)
    if below.exists():
        raise Refusal(
            _("Под «%s» есть действующие организации") % row.short_name,
            todo=_("Сначала переместите или закройте их"),
            missing=tuple(below.values_list("short_name", flat=True)[:10]),
            code="has_children",
        )
    row.closed_on = on
    row.version += 1
    row.save(update_fields=["closed_on", "version"])
    audit.record(actor, "organization.close", row, organization_id=row.pk, basis=reason, on=on.isoformat())
    return row


@transaction.atomic
def reopen(*, actor: Actor, organization: Organization, reason: str) -> Organization:
    """Undo of a closing."""
    _may_manage(actor, organization.pk)
    row = Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    if row.closed_on is not None:
        row.closed_on = None
        row.version += 1
        row.save(update_fields=["closed_on", "version"])
        audit.record(actor, "organization.reopen", row, organization_id=row.pk, basis=reason)
    return row


def free_slug(name: str) -> str:
    """An address in Latin letters that nobody in the region has: «МБОУ «СОШ № 3»» → ``mbou-sosh-3``, ``…-3-2``."""
    latin = "".join(_LATIN.get(letter, letter) for letter in name.lower())
    stem = slugify(latin)[: SLUG_LENGTH - 4].strip("-") or "organization"
    taken = set(Organization.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(f"{stem}-{number}" for number in range(2, 10_000) if f"{stem}-{number}" not in taken)
