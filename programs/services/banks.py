"""People into the banks: entries, requests, approval, support of those left without a pair."""

import datetime
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Employment, Membership, Organization, Person
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import Role
from accounts.services.memberships import grant_role

from ..bank_rules import POSTS_CLAUSE
from ..models import MenteeEntry, MenteeRequest, MentorEntry, RequestChoice, Track
from ..models.bank_choices import PUPIL_CATEGORIES, MenteeCategory, MentorSource, SensitiveCategory
from ..models.unit import LIVING
from ..queries.participants import (
    Needed,
    age_of,
    guardian_of,
    job_at,
    missing_consents_of,
    needed_consents,
    pedagogical_job_at,
    pupil_place,
    stands_for,
)
from ..queries.regulations import effective_regulation
from ..regulation.effective import EffectiveRegulation
from ..terms import school_year
from ..workflow import move
from . import consents, personal_roles, training_records

Entry = TypeVar("Entry", MentorEntry, MenteeEntry)
NOT_IN_BANK = ("draft", "consent_pending", "withdrawn", "dropped_out")


def _may(actor: Actor) -> None:
    if not actor.may("bank.manage"):
        raise Refusal(_("Банки ведёт куратор"), code="permission")


@transaction.atomic
def add_mentor(*, actor: Actor, person: Person, results_later: bool = False, **fields: Any) -> MentorEntry:
    """A new entry with fields of the model; the consents are asked for at once.

    Raises Refusal where the regulation wants proof of results (``results_later``: the mentor writes them himself, and
    without them there is no end of the selection), and for a teacher who does not work at the school.
    """
    _may(actor)
    entry = MentorEntry(person=person, **fields)
    rules = effective_regulation(actor.organization, actor.today)
    wanted = rules.value("mentor_requires_measurable_results") and not results_later
    if wanted and not entry.measurable_results.strip():
        raise Refusal(
            _("Наставнику нужны измеримые результаты работы"),
            clause=rules["mentor_requires_measurable_results"].basis,
            todo=_("Опишите их: результаты учеников, конкурсы, публикации"),
        )
    if pupil_place(person, actor.organization, actor.today):
        entry.source = MentorSource.PUPIL
    elif entry.source == MentorSource.EDUCATOR:
        _works_here(actor, person)
    return _create(actor, entry, rules)


@transaction.atomic
def add_mentee(*, actor: Actor, person: Person, category: str, **fields: Any) -> MenteeEntry:
    """A new entry of the bank of mentees; the consents are asked for at once.

    ``category`` may be a sensitive one: it is sealed. A pupil younger than the regulation allows is refused.
    """
    _may(actor)
    rules = effective_regulation(actor.organization, actor.today)
    job = None
    if pupil_place(person, actor.organization, actor.today):
        _old_enough(person, rules, actor)
    else:
        job = _works_here(actor, person)
    sensitive = category if category in SensitiveCategory else ""
    entry = MenteeEntry(person=person, category="" if sensitive else category, **fields)
    entry.hired_on = entry.hired_on or (job.valid_from if job else None)
    if sensitive:
        entry.seal(flags=[], category=sensitive)
    settle_category(entry, rules)
    return _create(actor, entry, rules)


def _works_here(actor: Actor, person: Person) -> Employment:
    job = job_at(person, actor.organization, actor.today)
    if job is None:
        raise Refusal(
            _("%s не работает в вашей организации и не учится в ней") % person.full_name,
            todo=_("Запишите место работы или класс в его карточке, для наставника извне выберите, кто он"),
        )
    teaches = pedagogical_job_at(person, actor.organization, actor.today)
    if teaches is None:
        raise Refusal(
            _("%(who)s: должность «%(post)s» не педагогическая") % {"who": person.full_name, "post": job.title},
            clause=POSTS_CLAUSE,
            todo=_("Если он ведёт уроки или занятия, выберите эту должность в его карточке"),
        )
    return teaches


def _old_enough(person: Person, rules: EffectiveRegulation, actor: Actor) -> None:
    age, least = age_of(person, actor.today), rules.value("min_age")
    if age is not None and least and age < least:
        raise Refusal(
            _("%(who)s младше %(least)s лет") % {"who": person.full_name, "least": least},
            clause=rules["min_age"].basis,
            todo=_("Возраст можно снизить в регламенте школы"),
        )


def settle_category(entry: MenteeEntry, rules: EffectiveRegulation) -> None:
    """A teacher of few years is a young specialist by himself; one of many is none (S2 п. 7.2)."""
    years, limit = entry.experience_teaching, rules.value("young_specialist_years")
    if years is None or (entry.track == Track.STUDENT and entry.category in PUPIL_CATEGORIES):
        return
    if not entry.category and years <= limit:
        entry.category = MenteeCategory.YOUNG_SPECIALIST
    if entry.category == MenteeCategory.YOUNG_SPECIALIST and years > limit:
        raise Refusal(
            _("Молодой специалист — педагог со стажем до %(limit)s лет, здесь %(years)s")
            % {"limit": limit, "years": years},
            clause=rules["young_specialist_years"].basis,
            todo=_("Исправьте стаж или выберите другую категорию"),
        )


def _create(actor: Actor, entry: Entry, rules: EffectiveRegulation) -> Entry:
    """Saved, or brought back if the person left this bank before; then the consents are asked for."""
    entry.organization = actor.organization
    entry.track = Track.STUDENT if _is_of_pupils(actor, entry.person, rules) else Track.STAFF
    entry.created_at, entry.last_reviewed_on = clock.now(), actor.today
    left = type(entry).objects.filter(
        organization=actor.organization, person=entry.person, track=entry.track, state__in=["withdrawn", "dropped_out"]
    )
    if found := left.select_related("person", "organization").first():
        return bring_back(actor=actor, entry=found)
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        raise Refusal(
            _("%s уже в этом банке") % entry.person.full_name, todo=_("Откройте запись и поправьте её")
        ) from error
    audit.record(actor, f"{entry._meta.model_name}.create", entry, to_state=entry.state)
    return _to_consents(actor, entry)


def _is_of_pupils(actor: Actor, person: Person, rules: EffectiveRegulation) -> bool:
    """Pupils are of the pupils' contour; their teachers too where the school knows no other (S2)."""
    pupil = pupil_place(person, actor.organization, actor.today) is not None
    return pupil or "staff" not in rules.value("tracks")


def _to_consents(actor: Actor, entry: Entry) -> Entry:
    _open_the_door(actor, entry)
    entry = move(entry, "ask_consent", actor=actor)
    if isinstance(entry, MentorEntry):
        training_records.take_over(entry)
    ask_for_place(actor=actor, organization=entry.organization, person=entry.person)
    if not missing_consents_of(entry.person, entry.organization, actor.today):
        entry = move(entry, "consent", actor=actor, as_effect=True)
    return entry


def ask_for_place(*, actor: Actor, organization: Organization, person: Person) -> None:
    """Ask for every consent that the person's place in a bank needs; a child's are the representative's to give.

    Raises Refusal for a child without a representative and a pupil of unknown age.
    """
    consents.representative_of(person, organization, actor.today)
    for need in needed_consents(person, organization, actor.today):
        consents.ask(actor=actor, organization=organization, person=person, kind=need.kind, signer=need.signer)


def _open_the_door(actor: Actor, entry: Entry) -> None:
    """The personal roles, so that he, and whoever stands for a child, can sign in, read the consents and decide."""
    mentors = isinstance(entry, MentorEntry)
    role = Role.MENTOR if mentors else Role.MENTEE
    basis = personal_roles.BASIS[role]
    _hold(actor, entry.person, role, basis)
    guardian = guardian_of(entry.person)
    if guardian is not None and any(need.signer for need in _needs(actor, entry)):
        _hold(actor, guardian, Role.PARENT, basis)


def _needs(actor: Actor, entry: Entry) -> list[Needed]:
    return needed_consents(entry.person, entry.organization, actor.today)


def _hold(actor: Actor, person: Person, role: str, basis: str) -> None:
    held = Membership.objects.filter(person=person, organization=actor.organization, role=role)
    if held.exclude(valid_to__lte=actor.today).exists():
        return
    membership = grant_role(
        person=person, organization=actor.organization, role=role, valid_from=actor.today, basis=basis
    )
    audit.record(actor, "membership.appoint", membership, basis=basis, role=role, person=person.pk)


@transaction.atomic
def suspend_mentor(*, actor: Actor, entry: MentorEntry) -> MentorEntry:
    """Illness, leave: he is offered to nobody. His pairs stay, and are decided about one by one."""
    return move(entry, "suspend", actor=actor)


@transaction.atomic
def resume_mentor(*, actor: Actor, entry: MentorEntry) -> MentorEntry:
    return move(entry, "resume", actor=actor)


@transaction.atomic
def withdraw_entry(*, actor: Actor, entry: Entry) -> Entry:
    """Out of the bank by the person himself or the curator; whoever is in a pair leaves the pair first."""
    manages = actor.may("bank.manage") and actor.signs_for(entry.organization_id)
    if not manages and entry.person_id != actor.person_id:
        raise Refusal(_("Из банка выводит куратор или сам человек"), code="permission")
    if entry.members.filter(left_on=None, unit__state__in=LIVING).exists():
        raise Refusal(
            _("%s участвует в паре") % entry.person.full_name,
            todo=_("Отзовите предложение в карточке пары или завершите программу"),
        )
    gone = move(entry, "withdraw", actor=actor, as_effect=True)
    personal_roles.end_with_the_last_entry(actor, gone)
    return gone


@transaction.atomic
def approve_mentor(*, actor: Actor, entry: MentorEntry) -> MentorEntry:
    return approve_mentors(actor=actor, entries=[entry])[0]


@transaction.atomic
def bring_back(*, actor: Actor, entry: Entry) -> Entry:
    """One who left comes again, with consents asked anew; his history stays."""
    _may(actor)
    return _to_consents(actor, move(entry, "rejoin", actor=actor, changes={"last_reviewed_on": actor.today}))


@transaction.atomic
def approve_mentors(*, actor: Actor, entries: Sequence[MentorEntry]) -> list[MentorEntry]:
    """Candidates into the bank: by the head where the regulation says so (S3 п. 3.8, S4 п. 3.3), several at a press."""
    if not may_approve_mentors(actor):
        raise Refusal(
            _("Наставников утверждает руководитель"),
            clause=effective_regulation(actor.organization, actor.today)["mentor_activation"].basis,
            todo=_("Попросите руководителя утвердить список"),
            code="permission",
        )
    return [move(entry, "activate", actor=actor) for entry in entries]


def may_approve_mentors(actor: Actor) -> bool:
    rules = effective_regulation(actor.organization, actor.today)
    return actor.may("bank.manage") and (rules.value("mentor_activation") != "head" or actor.may("order.approve"))


@transaction.atomic
def approve_mentees(*, actor: Actor, entries: Sequence[MenteeEntry]) -> int:
    """The head says who is a mentee, a list at a press (S3 п. 3.8, S4 п. 3.3); where the regulation leaves it to the
    curator, the curator does."""
    rules = effective_regulation(actor.organization, actor.today)
    by_head = rules.value("mentee_approval") == "head"
    if not actor.may("order.approve" if by_head else "bank.manage"):
        raise Refusal(
            _("Наставляемых утверждает руководитель"),
            clause=rules["mentee_approval"].basis,
            todo=_("Попросите руководителя утвердить список"),
            code="permission",
        )
    waiting = MenteeEntry.objects.filter(
        pk__in=[entry.pk for entry in entries], organization_id=actor.organization_id, approved_on=None
    ).exclude(state__in=NOT_IN_BANK)
    rows = list(waiting.select_for_update())
    for row in rows:
        row.approved_on = actor.today
        row.save(update_fields=["approved_on"])
        audit.record(actor, "menteeentry.approve", row)
    return len(rows)


@transaction.atomic
def make_request(
    *,
    actor: Actor,
    entry: MenteeEntry,
    problem: str,
    desired_result: str,
    areas: Sequence[str],
    wished: Sequence[MentorEntry] = (),
    excluded: Sequence[MentorEntry] = (),
    **fields: Any,
) -> MenteeRequest:
    """The request card: an area of difficulty at least, and the wished result. By the curator or by the mentee.

    A request that the mentee makes himself is his wish to take part (S2 п. 7.1). ``fields`` are those of the model.
    Before the consents are in it is a preliminary one (S2 р. 6, этап 1 п. 2): areas are enough, a child's
    representative may note it too, and nobody is looked for until ``request_after_consent``.
    """
    early = entry.state == MenteeEntry.State.CONSENT_PENDING
    manages = actor.may("bank.manage") and actor.signs_for(entry.organization_id)
    if not manages and not (early and stands_for(actor, entry)) and entry.person_id != actor.person_id:
        raise Refusal(_("Запрос заполняет наставляемый или куратор"), code="permission")
    if both := {row.pk for row in wished} & {row.pk for row in excluded}:
        name = next(row.person.full_name for row in wished if row.pk in both)
        raise Refusal(_("%s и среди желаемых, и среди нежелаемых") % name, todo=_("Оставьте одно"))
    if not areas or not (early or desired_result.strip()):
        raise Refusal(_("В запросе есть область затруднения и желаемый результат"), todo=_("Заполните оба поля"))
    year = school_year(actor.today)
    # Whoever presses second waits, and his request takes the place of the first.
    entry = MenteeEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    MenteeRequest.objects.filter(entry=entry, school_year=year, withdrawn_at=None).update(withdrawn_at=clock.now())
    request = MenteeRequest.objects.create(
        entry=entry,
        school_year=year,
        problem=problem,
        desired_result=desired_result,
        areas=list(areas),
        created_by_id=actor.person_id,
        created_at=clock.now(),
        **fields,
    )
    kinds = {RequestChoice.Kind.WISHED: wished, RequestChoice.Kind.EXCLUDED: excluded}
    for kind, mentors in kinds.items():
        for mentor in mentors:
            RequestChoice.objects.create(request=request, mentor_entry=mentor, kind=kind)
    if entry.person_id == actor.person_id and entry.willing_on is None:
        MenteeEntry.objects.filter(pk=entry.pk).update(willing_on=actor.today)
    audit.record(actor, "request.create", entry, request=request.pk)
    if entry.state in {MenteeEntry.State.REGISTERED, MenteeEntry.State.COMPLETED}:
        move(entry, "request", actor=actor, as_effect=True)
    return request


def request_after_consent(*, actor: Actor, entry: MenteeEntry) -> None:
    """A preliminary request that says everything becomes the request; one of areas alone waits for its words."""
    card = entry.requests.filter(withdrawn_at=None, school_year=school_year(actor.today)).first()
    if card is not None and card.desired_result.strip():
        move(entry, "request", actor=actor, as_effect=True)


def forget_preliminary(*, actor: Actor, person: Person, organization: Organization) -> None:
    """Who has said no to the consent has asked for nothing: what was noted before is not kept."""
    rows = MenteeRequest.objects.filter(
        entry__person=person, entry__organization=organization, entry__state=MenteeEntry.State.CONSENT_PENDING
    )
    for row in rows.select_related("entry"):
        audit.record(actor, "request.forget", row.entry, request=row.pk)
    rows.delete()


@transaction.atomic
def leave_without_pair(*, actor: Actor, entry: MenteeEntry, support_plan: str) -> MenteeEntry:
    """No mentor was found: the psychologist supports, the search goes on (S4 roadmap, stage 5)."""
    _may(actor)
    return move(
        entry,
        "support",
        actor=actor,
        changes={"unmatched_since": actor.today, "support_plan": support_plan},
    )


@transaction.atomic
def leave_all_without_pair(*, actor: Actor, entries: Sequence[MenteeEntry], support_plan: str) -> None:
    """By one press, whoever the draft has found nobody for."""
    for entry in entries:
        leave_without_pair(actor=actor, entry=entry, support_plan=support_plan)


def search_days(organization: Organization, on: datetime.date) -> int:
    """How often a mentor is looked for anew: the regulation's, 14 days unless it says otherwise."""
    return int(effective_regulation(organization, on).value("unmatched_reminder_days"))


def next_reminder(entry: MenteeEntry, *, every: int, after: datetime.date | None = None) -> datetime.date:
    """The first reminder of a mentee without a pair after a day (the day of the support): ``every`` days from it."""
    assert entry.unmatched_since is not None  # a database constraint for that state
    passed = ((after or entry.unmatched_since) - entry.unmatched_since).days // every
    return entry.unmatched_since + datetime.timedelta(days=every * (max(passed, 0) + 1))
