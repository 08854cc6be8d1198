"""Two cards of one person become one by one press, and two again by another while nobody has worked with it."""

import datetime
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import AuditEvent, GuardianLink, Invitation, Membership, Notice, Person, StudentProfile
from accounts.permissions import Actor
from accounts.queries.memberships import may_appoint_head
from accounts.refusal import Refusal
from accounts.roles import OFFICES, Role
from accounts.services.people import current_fields, home_of

from ..models import Consent, DifferentPeople, MenteeEntry, MentorEntry, PersonJoin, Unit, UnitMember
from ..models.unit import LIVING
from ..queries.duplicates import joinable
from . import join_courses
from .bank_cards import OWN_FIELDS
from .join_moves import Effects, keys_to, move_all, take_back

UNDO = datetime.timedelta(days=30)
READS = ("person.read", "menteeentry.unseal", "document.open")
BEGINNING = ("draft", "consent_pending", "withdrawn", "dropped_out")


def _may(actor: Actor) -> None:
    if not actor.may("people.manage"):
        raise Refusal(_("Карточки людей ведут куратор, руководитель и администратор организации"), code="permission")


def _locked(actor: Actor, *pks: int) -> list[Person]:
    """Both cards in the order of their keys, so that two presses wait for each other. Raises Refusal for a card that
    is gone or beyond reach: which of them, nobody learns."""
    seen = joinable(actor).filter(pk__in=pks).values("pk")
    rows = list(Person.objects.filter(pk__in=pks).select_for_update(of=("self",)).order_by("pk"))
    if any(row.pk == actor.person_id for row in rows):
        raise Refusal(
            _("Свою карточку не соединяют сами"),
            todo=_("Попросите другого, кто ведёт карточки людей, или того, кто стоит выше"),
            code="permission",
        )
    rows = [row for row in rows if row.joined_into_id is None]
    if len(rows) < 2 or len(set(seen.values_list("pk", flat=True))) < 2:
        raise Refusal(
            _("Этих двух карточек больше нет рядом: их уже соединили или изменили"),
            todo=_("Откройте список похожих карточек заново"),
            code="already",
        )
    return rows


@transaction.atomic
def join(
    *, actor: Actor, one: Person, other: Person, chosen: Mapping[str, int], versions: Mapping[int, int]
) -> PersonJoin:
    """One card out of two. ``chosen`` says for a field which card's value stays; ``versions`` are those that were read.

    Which of the rows survives is no matter of taste: the one with the login and the pairs. Raises Refusal for what
    cannot be one person, and then nothing has changed.
    """
    _may(actor)
    join_courses.lock_courses(one.pk, other.pk)
    rows = _locked(actor, one.pk, other.pk)
    if any(row.version != versions.get(row.pk) for row in rows):
        raise Refusal(
            _("Пока страница была открыта, одну из карточек изменили"),
            todo=_("Сравните их ещё раз"),
            code="stale",
        )
    kept, gone = sorted(rows, key=_weight, reverse=True)
    _refuse_two_people(kept, gone)
    _refuse_new_power(actor, kept, gone)
    effects = Effects()
    fields = {name: getattr(gone, name) for name in asdict(current_fields(kept)) if chosen.get(name) == gone.pk}
    if "last_name" in fields or "first_name" in fields:
        fields["declension"] = gone.declension
    try:
        join_courses.settle(effects, actor, kept, gone)
        _join_entries(effects, kept, gone)
        _settle_consents(effects, kept, gone)
        _settle_login(effects, kept, gone)
        move_all(effects, gone, kept)
        _spell_units(effects, kept)
    except (IntegrityError, ProtectedError) as error:
        raise Refusal(
            _("Карточки не соединяются: их записи спорят между собой"),
            todo=_("Закройте лишние места работы, роли или записи в банках одной из них и повторите"),
        ) from error
    if fields.get("email", kept.email) != kept.email:  # a letter to the former mailbox must not open this card
        for letter in Invitation.objects.filter(person=kept, accepted_at=None, revoked_at=None):
            effects.write(letter, {"revoked_at": clock.now()})
    effects.write(kept, fields)
    effects.write(gone, {"joined_into_id": kept.pk})
    Person.objects.filter(pk=kept.pk).update(version=kept.version + 1)
    effects.data["counts"] = _counts(kept.pk)
    made = PersonJoin.objects.create(
        organization=actor.organization, kept=kept, gone=gone, joined_by_id=actor.person_id, joined_at=clock.now(),
        effects=effects.data,
    )  # fmt: skip
    audit.record(
        actor, "person.join", kept, organization_id=home_of(kept) or actor.organization_id, gone=gone.pk, join=made.pk,
        fields=sorted(fields),
    )  # fmt: skip
    return made


@transaction.atomic
def undo(*, actor: Actor, made: PersonJoin) -> PersonJoin:
    """Two cards again, each with what it had. Within the term, and while nobody has worked with the joined one."""
    _may(actor)
    row = PersonJoin.objects.select_for_update(of=("self",)).get(pk=made.pk)
    if row.undone_at is not None:
        raise Refusal(_("Соединение уже отменено"), code="already")
    if not actor.signs_for(row.organization_id) or row.kept_id == actor.person_id:
        raise Refusal(_("Отменяет тот, кто ведёт карточки там, где их соединили"), code="permission")
    if clock.now() > row.joined_at + UNDO:
        raise Refusal(
            _("Соединение отменяют в течение %s дней") % UNDO.days,
            todo=_("Заведите вторую карточку и перенесите в неё нужное"),
            code="late",
        )
    join_courses.lock_courses(row.kept_id, row.gone_id)
    people = list(
        Person.objects.filter(pk__in=[row.kept_id, row.gone_id]).select_for_update(of=("self",)).order_by("pk")
    )
    kept = next(person for person in people if person.pk == row.kept_id)
    if kept.joined_into_id is not None:
        raise Refusal(_("Эту карточку потом соединили ещё с одной"), todo=_("Сначала отмените то соединение"))
    if worked := _worked_since(row):
        raise Refusal(
            _("С карточкой уже работали после соединения: %s") % worked,
            todo=_("Заведите вторую карточку и перенесите в неё нужное"),
            code="touched",
        )
    effects = Effects(row.effects)
    join_courses.keep_places(effects)
    take_back(effects)
    Person.objects.filter(pk=kept.pk).update(version=kept.version + 1)
    row.undone_at = clock.now()
    row.save(update_fields=["undone_at"])
    audit.record(actor, "person.unjoin", kept, organization_id=home_of(kept) or actor.organization_id, gone=row.gone_id)
    return row


@transaction.atomic
def call_different(*, actor: Actor, one: Person, other: Person) -> None:
    """«Это разные люди»: the two are not offered again, to anybody."""
    _may(actor)
    first, second = _locked(actor, one.pk, other.pk)
    said = {"said_by_id": actor.person_id, "said_at": clock.now()}
    _row, created = DifferentPeople.objects.get_or_create(one=first, other=second, defaults=said)
    if created:
        audit.record(actor, "person.differ", first, organization_id=home_of(first), other=second.pk)


def forget_copies() -> None:
    """What undo needed is people's data: it goes with the term of the undo. Needs an open scope."""
    PersonJoin.objects.filter(joined_at__lt=clock.now() - UNDO).exclude(effects={}).update(effects={})


def _weight(person: Person) -> tuple[bool, int, int, int]:
    """Which of two cards stays: a working login, living pairs, places in the banks; the older."""
    living = UnitMember.objects.filter(person=person, unit__state__in=LIVING, left_on=None).count()
    places = sum(model.objects.filter(person=person).exclude(state__in=BEGINNING).count() for model in OWN_FIELDS)
    return _may_enter(person), living, places, -person.pk


def _may_enter(person: Person) -> bool:
    return person.user is not None and person.user.is_active


def _refuse_two_people(kept: Person, gone: Person) -> None:
    """What one person cannot be at once."""
    both = {"pk__in": UnitMember.ever.filter(person=kept).values("unit_id")}
    if Unit.objects.filter(**both).filter(members__person=gone).exists():
        raise Refusal(
            _("Эти карточки стоят рядом в одной паре или группе: это разные люди"),
            todo=_("Если это ошибка, отзовите предложение в карточке пары или завершите программу"),
        )
    links = Q(guardian=kept, child=gone) | Q(guardian=gone, child=kept)
    if GuardianLink.objects.filter(links).exists():
        raise Refusal(_("Одна карточка представляет другую: это родитель и ребёнок"))
    if _may_enter(kept) and _may_enter(gone):
        raise Refusal(
            _("У обеих карточек есть действующий вход: двумя входами человек не пользуется"),
            todo=_("Узнайте у него, каким он входит, и попросите администратора системы отключить второй"),
        )
    own = StudentProfile.objects.filter(person=kept, valid_to=None).select_related("organization").first()
    second = StudentProfile.objects.filter(person=gone, valid_to=None).select_related("organization").first()
    if own and second and (own.organization_id, own.class_label) != (second.organization_id, second.class_label):
        raise Refusal(
            _("Обучающийся числится сразу в двух местах: %(one)s и %(other)s")
            % {"one": own.class_label, "other": second.class_label},
            todo=_("Отметьте выбытие в одной из карточек и повторите"),
        )


def _refuse_new_power(actor: Actor, kept: Person, gone: Person) -> None:
    """Joining must give nobody an office that the actor could not give him by an appointment."""
    for row in Membership.objects.in_force(actor.today).filter(person__in=[kept, gone], role__in=OFFICES):
        may = actor.may("membership.appoint") and row.organization_id in actor.organization_ids
        if not may or (row.role == Role.HEAD and not may_appoint_head(actor, row.organization)):
            raise Refusal(
                _("У карточки есть роль «%s»: соединяет её тот, кто вправе назначить эту роль")
                % row.get_role_display(),
                todo=_("Попросите руководителя; карточку руководителя — того, кто стоит выше"),
                code="permission",
            )


def _join_entries(effects: Effects, kept: Person, gone: Person) -> None:
    """Two entries of one bank become one; the one with pairs, or further on its way, or of the kept card, stays."""
    for model, own_fields in OWN_FIELDS.items():
        for second in model.objects.filter(person=gone).select_related("organization"):
            first = model.objects.filter(person=kept, organization=second.organization, track=second.track).first()
            if first is None:
                continue
            living = [_living(entry) for entry in (first, second)]
            if all(living):
                raise Refusal(
                    _("У обеих карточек есть действующие пары в одном банке: %s") % second.organization.short_name,
                    todo=_("Отзовите предложение в карточке пары одной из них или завершите программу и повторите"),
                )
            further = living[1] or (second.state not in BEGINNING and first.state in BEGINNING and not living[0])
            stays, goes = (second, first) if further else (first, second)
            move_all(effects, goes, stays)
            effects.write(stays, _blanks(stays, goes, own_fields))
            effects.take(goes)


def _living(entry: MentorEntry | MenteeEntry) -> bool:
    return entry.members.filter(left_on=None, unit__state__in=LIVING).exists()


WHOLE = ({"experience_total", "experience_teaching"}, {"preferred_age_from", "preferred_age_to"})


def _blanks(stays: Any, goes: Any, names: frozenset[str]) -> dict[str, Any]:
    """What only the entry that goes has said."""
    sealed = {"sealed", "category"} if isinstance(stays, MenteeEntry) and not stays.sealed and goes.sealed else set()
    empty = (None, "", [], False)
    for group in WHOLE:  # halves of two people's answers make no answer
        if any(getattr(stays, name, None) is not None for name in group):
            names = names - group
    return {
        name: getattr(goes, name)
        for name in names | {"joined_on", "case_url", "notes", "approved_on"} & _fields_of(stays) | sealed
        if name in sealed or (getattr(stays, name) in empty and getattr(goes, name) not in empty)
    }


def _fields_of(row: Any) -> set[str]:
    return {field.name for field in row._meta.local_fields}


def _settle_consents(effects: Effects, kept: Person, gone: Person) -> None:
    """A question that is answered, or asked twice, is asked no more. Two signed ones stay both, each a document."""
    for second in Consent.objects.filter(person=gone, state__in=["sent", "signed"]):
        same = {"organization": second.organization_id, "kind": second.kind, "unit": second.unit_id}
        for first in Consent.objects.filter(person=kept, state__in=["sent", "signed"], **same):
            if second.state == Consent.State.SENT:
                effects.take(second)
                break
            if first.state == Consent.State.SENT:
                effects.take(first)


def _settle_login(effects: Effects, kept: Person, gone: Person) -> None:
    """The working login goes over; roles repeat the login of their card."""
    user_id = kept.user_id or gone.user_id
    if gone.user_id is not None:
        effects.write(gone, {"user_id": None})
    if kept.user_id != user_id:
        effects.write(kept, {"user_id": user_id})
    for row in Membership.objects.filter(person__in=[kept, gone]).exclude(user_id=user_id):
        effects.write(row, {"user_id": user_id})


def _spell_units(effects: Effects, kept: Person) -> None:
    """A unit spells its people by their cards; the same people twice at a time are refused by the database."""
    for unit in Unit.objects.filter(members__person=kept).prefetch_related("members"):
        mentors = [row.person_id for row in unit.members.all() if row.side == UnitMember.Side.MENTOR]
        mentees = sorted(row.person_id for row in unit.members.all() if row.side == UnitMember.Side.MENTEE)
        key = f"{mentors[0] if mentors else ''}:{','.join(map(str, mentees))}"
        if key != unit.people_key:
            effects.write(unit, {"people_key": key})


def _counts(pk: int) -> dict[str, int]:
    """How many rows of each table are the person's."""
    keys = [key for key in keys_to(Person) if key.model is not Notice]
    return {
        f"{key.model._meta.label}.{key.name}": key.model._base_manager.filter(**{key.attname: pk}).count()
        for key in keys
    }


def _worked_since(made: PersonJoin) -> str:
    """What was done with the joined card, in words; empty when nothing."""
    joined = AuditEvent.objects.filter(verb="person.join", object_id=made.kept_id, data__join=made.pk).first()
    touched: dict[str, set[int]] = {"accounts.Person": {made.kept_id}}
    for name, moves in made.effects["moved"].items():
        touched.setdefault(name.rsplit(".", 1)[0], set()).update(pk for move in moves for pk in move["rows"])
    members = touched.get("programs.UnitMember", set())
    touched["programs.Unit"] = set(UnitMember.ever.filter(pk__in=members).values_list("unit_id", flat=True))
    about = Q()
    for label, pks in touched.items():
        about |= Q(object_type=label, object_id__in=pks)
    events = AuditEvent.objects.filter(about, pk__gt=joined.pk if joined else 0).exclude(verb__in=READS)
    if event := events.order_by("pk").first():
        return f"{event.at.astimezone(made.organization.zone):%d.%m.%Y %H:%M}"
    return _("появились новые записи") if _counts(made.kept_id) != made.effects["counts"] else ""
