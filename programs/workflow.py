"""The one place that changes a state: lock, check, save, audit, signal, in one transaction."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db import transaction
from django.dispatch import Signal
from django.utils import formats
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import AuditEvent
from accounts.permissions import Actor
from accounts.refusal import Refusal

from .transition import Transition
from .transitions import TRANSITIONS

# Sent after every move with: sender (the model), instance, verb, actor. Synchronous, inside the transaction; receivers
# write rows only and live in receivers.py of higher apps.
transitioned = Signal()

T = TypeVar("T")


def move(
    obj: T,
    verb: str,
    *,
    actor: Actor | None,
    basis: str = "",
    changes: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
    as_effect: bool = False,
    data: Mapping[str, Any] | None = None,
) -> T:
    """Do ``verb`` on ``obj`` and return the locked, saved row.

    ``changes`` are fields that the move sets; ``facts`` is what the guards need besides them. ``as_effect`` runs a move
    that no person may do by itself (a regulation comes into force by its order). ``data`` goes into the journal: ids,
    hashes. Raises Refusal, and then nothing has changed.
    """
    model = type(obj)
    rule = TRANSITIONS[model][verb]
    changes = dict(changes or {})
    with transaction.atomic():
        row = model.objects.select_for_update(of=("self",)).get(pk=obj.pk)
        _check_permission(row, rule, actor, as_effect)
        _check_state(row, verb, rule)
        for field, value in changes.items():
            setattr(row, field, value)
        for guard in rule.guards:
            guard(row, actor, {**changes, **(facts or {})})
        before, row.state = row.state, rule.target
        row.save(update_fields=["state", *changes])
        name = verb_name(row, verb)
        audit.record(actor, name, row, from_state=before, to_state=row.state, basis=basis, **(data or {}))
        transitioned.send(sender=model, instance=row, verb=verb, actor=actor)
    return row


def check(obj: T, verb: str, *, actor: Actor, facts: Mapping[str, Any], guards: bool = True) -> None:
    """Refuse now what ``move`` would refuse later, when an effect waits for something else; nothing is changed."""
    rule = TRANSITIONS[type(obj)][verb]
    row = type(obj).objects.select_for_update(of=("self",)).get(pk=obj.pk)
    _check_state(row, verb, rule)
    for guard in rule.guards if guards else ():
        guard(row, actor, facts)


def move_all(rows: Sequence[T], verb: str, *, actor: Actor) -> None:
    """An effect on many rows of one kind in a fixed number of queries; no guards, the first wrong state refuses all."""
    if not rows:
        return
    model = type(rows[0])
    rule = TRANSITIONS[model][verb]
    assert rule.permission is None and not rule.guards
    with transaction.atomic():
        locked = list(model.objects.select_for_update(of=("self",)).filter(pk__in=[row.pk for row in rows]))
        events = []
        for row in locked:
            _check_state(row, verb, rule)
            before, row.state = row.state, rule.target
            name = verb_name(row, verb)
            events.append(audit.event(actor, name, row, from_state=before, to_state=row.state))
        model.objects.bulk_update(locked, ["state"])
        AuditEvent.objects.bulk_create(events)
        for row in locked:
            transitioned.send(sender=model, instance=row, verb=verb, actor=actor)


def possible(obj: Any, actor: Actor) -> set[str]:
    """The verbs for which the actor would find a button: right state, permission and node. Guards are not asked."""
    return {
        verb
        for verb, rule in TRANSITIONS[type(obj)].items()
        if obj.state in rule.sources
        and rule.permission is not None
        and actor.may(rule.permission)
        and rule.in_reach(obj, actor)
    }


def _check_permission(row: Any, rule: Transition, actor: Actor, as_effect: bool) -> None:
    if rule.permission is None:
        if not as_effect:
            raise Refusal(_("Это происходит только по зарегистрированному приказу"))
        return
    if not actor.may(rule.permission) or not rule.in_reach(row, actor):
        raise Refusal(
            _("Это делает другая роль"),
            todo=_("Если у вас несколько ролей, переключитесь на нужную вверху страницы"),
            code="permission",
        )


def verb_name(row: Any, verb: str) -> str:
    """The verb as the journal names it: «order.sign»."""
    return f"{row._meta.model_name}.{verb}"


def _check_state(row: Any, verb: str, rule: Transition) -> None:
    """A second press is told who did it and when; any other wrong state, what the state is now."""
    if row.state in rule.sources:
        return
    if row.state == rule.target or row.state in rule.stays_done_in:
        when = _who_and_when(row, verb=verb_name(row, verb))
        raise Refusal(f"{rule.done}: {when}" if when else rule.done, code="already")
    when = _who_and_when(row, to_state=row.state)
    raise Refusal(
        _("Сейчас это невозможно: состояние «%(state)s»%(when)s")
        % {"state": row.get_state_display(), "when": f" ({when})" if when else ""},
        todo=_("Обновите страницу: документ изменился, пока она была открыта"),
        code="state",
    )


def _who_and_when(row: Any, **which: str) -> str:
    """«Ветрова Нина Андреевна, 24 марта 2022, 9:40» of the newest such event; empty when the journal has none."""
    events = AuditEvent.objects.filter(object_type=row._meta.label, object_id=row.pk, **which).select_related("person")
    event = events.order_by("-pk").first()
    if event is None:
        return ""
    local = event.at.astimezone(row.organization.zone)
    return _("%(who)s, %(when)s") % {
        "who": event.person.full_name if event.person else _("система"),
        "when": formats.date_format(local, "j E Y, G:i"),
    }
