"""People into the banks: entries, requests, approval, support of those left without a pair."""

import datetime
from collections.abc import Sequence
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Membership, Person
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import Role
from accounts.services.memberships import grant_role

from ..models import Consent, MenteeEntry, MenteeRequest, MentorEntry
from ..models.unit import LIVING
from ..queries.regulations import effective_regulation
from ..workflow import move
from . import consents, personal_roles

Entry = TypeVar("Entry", MentorEntry, MenteeEntry)


def _may(actor: Actor) -> None:
    if not actor.may("bank.manage"):
        raise Refusal(_("Банки ведёт куратор"), code="permission")


@transaction.atomic
def add_mentor(
    *,
    actor: Actor,
    person: Person,
    subject: str = "",
    competencies: Sequence[str] = (),
    measurable_results: str = "",
    interests: str = "",
    max_parallel: int | None = None,
) -> MentorEntry:
    """A new entry; the consent to processing is asked for at once. Raises Refusal where the regulation wants proof."""
    _may(actor)
    rules = effective_regulation(actor.organization, actor.today)
    if rules.value("mentor_requires_measurable_results") and not measurable_results.strip():
        raise Refusal(
            _("Наставнику нужны измеримые результаты работы"),
            clause=rules["mentor_requires_measurable_results"].basis,
            todo=_("Опишите их: результаты учеников, конкурсы, публикации"),
        )
    return _create(
        actor,
        MentorEntry(
            person=person,
            subject=subject,
            competencies=list(competencies),
            measurable_results=measurable_results,
            interests=interests,
            max_parallel=max_parallel,
        ),
    )


@transaction.atomic
def add_mentee(*, actor: Actor, person: Person, category: str, subject: str = "") -> MenteeEntry:
    """A new entry of the bank of mentees; the consent to processing is asked for at once."""
    _may(actor)
    return _create(actor, MenteeEntry(person=person, category=category, subject=subject))


def _create(actor: Actor, entry: Entry) -> Entry:
    entry.organization = actor.organization
    entry.created_at, entry.last_reviewed_on = clock.now(), actor.today
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        raise Refusal(
            _("%s уже в этом банке") % entry.person.full_name, todo=_("Откройте запись и поправьте её")
        ) from error
    audit.record(actor, f"{entry._meta.model_name}.create", entry, to_state=entry.state)
    _open_the_door(actor, entry)
    entry = move(entry, "ask_consent", actor=actor)
    consents.ask(actor=actor, organization=actor.organization, person=entry.person, kind=Consent.Kind.PDN_PROCESSING)
    if consents.has_consent(entry.person, actor.organization, Consent.Kind.PDN_PROCESSING):
        entry = move(entry, "consent", actor=actor, as_effect=True)
    return entry


def _open_the_door(actor: Actor, entry: Entry) -> None:
    """The personal role, so that he can sign in, read the consent and decide. It shows him what is his own, no more."""
    role = Role.MENTOR if isinstance(entry, MentorEntry) else Role.MENTEE
    held = Membership.objects.filter(person=entry.person, organization=entry.organization, role=role)
    if held.exclude(valid_to__lte=actor.today).exists():
        return
    membership = grant_role(
        person=entry.person,
        organization=entry.organization,
        role=role,
        valid_from=actor.today,
        basis=_("запись банка наставников") if role == Role.MENTOR else _("запись банка наставляемых"),
    )
    audit.record(actor, "membership.appoint", membership, basis=membership.basis, role=role, person=entry.person_id)


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
            todo=_("Сначала завершите программу или откажитесь от пары"),
        )
    gone = move(entry, "withdraw", actor=actor, as_effect=True)
    personal_roles.end_with_the_last_entry(actor, gone)
    return gone


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
def make_request(
    *,
    actor: Actor,
    entry: MenteeEntry,
    problem: str,
    desired_result: str,
    areas: Sequence[str],
    preferred_form: str = "",
) -> MenteeRequest:
    """The request card: an area of difficulty at least, and the wished result. By the curator or by the mentee."""
    manages = actor.may("bank.manage") and actor.signs_for(entry.organization_id)
    if not manages and entry.person_id != actor.person_id:
        raise Refusal(_("Запрос заполняет наставляемый или куратор"), code="permission")
    if not areas or not desired_result.strip():
        raise Refusal(_("В запросе есть область затруднения и желаемый результат"), todo=_("Заполните оба поля"))
    year = school_year(actor.today)
    MenteeRequest.objects.filter(entry=entry, school_year=year, withdrawn_at=None).update(withdrawn_at=clock.now())
    request = MenteeRequest.objects.create(
        entry=entry,
        school_year=year,
        problem=problem,
        desired_result=desired_result,
        areas=list(areas),
        preferred_form=preferred_form,
        created_by_id=actor.person_id,
        created_at=clock.now(),
    )
    audit.record(actor, "request.create", entry, request=request.pk)
    if entry.state in {MenteeEntry.State.REGISTERED, MenteeEntry.State.COMPLETED}:
        move(entry, "request", actor=actor, as_effect=True)
    return request


def school_year(day: datetime.date) -> int:
    """The year in which the school year of the day began: it runs from 1 September to 31 August."""
    return day.year if day.month >= 9 else day.year - 1


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


SEARCH_REMINDER_DAYS = 14  # a default of the system: no document names the interval


def next_reminder(entry: MenteeEntry, after: datetime.date | None = None) -> datetime.date:
    """The first reminder of a mentee without a pair after a day (the day of the support): every 14 days from it."""
    assert entry.unmatched_since is not None  # a database constraint for that state
    passed = ((after or entry.unmatched_since) - entry.unmatched_since).days // SEARCH_REMINDER_DAYS
    return entry.unmatched_since + datetime.timedelta(days=SEARCH_REMINDER_DAYS * (max(passed, 0) + 1))
