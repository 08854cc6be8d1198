"""Moving all that points at one row to another one, so that it can be taken back row by row.

The keys are found by looking at the models: a table that is added later is moved without a word here. A row that the
receiver has already is ended, taken away with a copy, or left where it is; ``Effects`` remembers everything.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.db.models import Model

from accounts import clock
from accounts.models import AccessLink, Employment, GuardianLink, Invitation, Membership, Notice, StudentProfile
from accounts.row_security import APPEND_ONLY

from ..models import (
    CalendarFeed,
    CommunityMember,
    DifferentPeople,
    MenteeRequest,
    PersonJoin,
    RequestChoice,
    SavedSelection,
    WeekHours,
)

NOT_MOVED = (PersonJoin, DifferentPeople)
# What the receiver has already is a repetition: a copy is kept for the undo.
REPEATED = (Employment, StudentProfile, GuardianLink, Notice, SavedSelection, RequestChoice, WeekHours)
# What both have open at a time is ended and moved all the same.
ENDED: dict[type[Model], Callable[[Any], dict[str, Any]]] = {
    Membership: lambda row: {"valid_to": row.valid_from},
    Invitation: lambda row: {"revoked_at": clock.now()},
    AccessLink: lambda row: {"revoked_at": clock.now()},
    MenteeRequest: lambda row: {"withdrawn_at": clock.now()},
    CalendarFeed: lambda row: {"withdrawn_at": clock.now()},
    CommunityMember: lambda row: {"left_on": row.joined_on or row.invited_on},
}


class Effects:
    """What a join did, as plain data: ``moved`` by key of a table, ``taken`` rows, ``written`` over fields."""

    def __init__(self, data: dict[str, Any] | None = None) -> None:
        self.data = data or {"moved": {}, "taken": [], "written": []}

    def moved(self, key: models.ForeignKey, giver: int, receiver: int, pks: list[int]) -> None:
        name = f"{key.model._meta.label}.{key.name}"
        self.data["moved"].setdefault(name, []).append({"from": giver, "to": receiver, "rows": pks})

    def write(self, row: Model, values: dict[str, Any]) -> None:
        """Set fields of a row and remember what they were. By an UPDATE: the row may be one that nobody has loaded."""
        before = {name: _plain(row, name) for name in values}
        type(row)._base_manager.filter(pk=row.pk).update(**values)
        self.data["written"].append({"model": row._meta.label, "pk": row.pk, "was": before})

    def take(self, row: Model) -> None:
        """Delete a row and keep its copy."""
        fields = {field.attname: _plain(row, field.attname) for field in row._meta.local_fields}
        self.data["taken"].append({"model": row._meta.label, "fields": fields})
        row.delete()


def keys_to(model: type[Model]) -> Iterator[models.ForeignKey]:
    """Every foreign key of the project that points at the model and may be changed."""
    for relation in model._meta.get_fields(include_hidden=True):
        key = getattr(relation, "field", None)
        if not relation.auto_created or relation.concrete or not isinstance(key, models.ForeignKey):
            continue
        if key.model._meta.db_table not in APPEND_ONLY and key.model not in NOT_MOVED and key.model is not model:
            yield key


def move_all(effects: Effects, giver: Model, receiver: Model) -> None:
    for key in keys_to(type(giver)):
        _move(effects, key, giver.pk, receiver.pk)


def _move(effects: Effects, key: models.ForeignKey, giver: int, receiver: int) -> None:
    """All rows at once; where a constraint says no, one by one."""
    pks = list(_rows(key).filter(**{key.attname: giver}).order_by("pk").values_list("pk", flat=True))
    if not pks:
        return
    try:
        with transaction.atomic():
            _rows(key).filter(pk__in=pks).update(**{key.attname: receiver})
        effects.moved(key, giver, receiver, pks)
        return
    except IntegrityError:
        pass
    moved = [pk for pk in pks if _move_one(effects, key, pk, receiver)]
    if moved:
        effects.moved(key, giver, receiver, moved)


def _move_one(effects: Effects, key: models.ForeignKey, pk: int, receiver: int) -> bool:
    row = _rows(key).get(pk=pk)
    if _moves(key, pk, receiver):
        return True
    if key.model in REPEATED:
        effects.take(row)
        return False
    if key.model in ENDED:
        effects.write(row, ENDED[key.model](row))
        return _moves(key, pk, receiver)
    return False


def _moves(key: models.ForeignKey, pk: int, receiver: int) -> bool:
    try:
        with transaction.atomic():
            _rows(key).filter(pk=pk).update(**{key.attname: receiver})
    except IntegrityError:
        return False
    return True


def take_back(effects: Effects) -> None:
    """Everything as it was: rows to where they came from, fields as they were, copies of what was taken away.

    Backwards, since a row may have been written over twice.
    """
    for name, moves in reversed(list(effects.data["moved"].items())):
        label, field = name.rsplit(".", 1)
        key = apps.get_model(label)._meta.get_field(field)
        for move in reversed(moves):
            _rows(key).filter(pk__in=move["rows"]).update(**{key.attname: move["from"]})
    for entry in reversed(effects.data["written"]):
        model = apps.get_model(entry["model"])
        model._base_manager.filter(pk=entry["pk"]).update(**_fields(model, entry["was"]))
    for entry in reversed(effects.data["taken"]):
        model = apps.get_model(entry["model"])
        model(**_fields(model, entry["fields"])).save(force_insert=True)


def _rows(key: models.ForeignKey) -> models.QuerySet:
    """All of them: a manager may hide places in pairs that were left, and row security guards the region anyway."""
    return key.model._base_manager.all()


def _plain(row: Model, name: str) -> Any:
    """As JSON keeps it."""
    value = getattr(row, row._meta.get_field(name).attname)
    return value if isinstance(value, (list, dict, str, int, bool, type(None))) else DjangoJSONEncoder().default(value)


def _fields(model: type[Model], kept: dict[str, Any]) -> dict[str, Any]:
    return {name: model._meta.get_field(name).to_python(value) for name, value in kept.items()}
