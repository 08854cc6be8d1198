"""Many entries at a press: asked again, approved, suspended, looked through; and what is proposed for the banks."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock, due_rules
from accounts.models import Deadline, Membership, Organization, Person
from accounts.notices import notify
from accounts.permissions import Actor
from accounts.refusal import Refusal
from accounts.roles import Role
from accounts.services import deadlines

from ..models import BankProposal, Consent, MenteeEntry, MentorEntry, SavedSelection
from ..models.bank_choices import Side
from ..queries.participants import missing_consents_of
from ..queries.regulations import effective_regulation
from ..workflow import possible
from . import banks

REVIEW = "bank_review"
FIRST_LOOK = datetime.timedelta(days=30)


def _may(actor: Actor) -> None:
    if not actor.may("bank.manage"):
        raise Refusal(_("Банки ведёт куратор"), code="permission")


MOST_AT_A_PRESS = 100


@transaction.atomic
def add_mentors(*, actor: Actor, people: Sequence[Person]) -> tuple[list[MentorEntry], list[str]]:
    """The ticked workers into the bank of mentors; who could not be added, with the reason. Each for himself."""
    _may(actor)
    if len(people) > MOST_AT_A_PRESS:
        raise Refusal(_("За один раз добавляют до %s человек") % MOST_AT_A_PRESS, todo=_("Отметьте меньше"))
    added, left = [], []
    for person in people:
        try:
            with transaction.atomic():
                added.append(banks.add_mentor(actor=actor, person=person, results_later=True))
        except Refusal as refusal:
            left.append(f"{person.full_name}: {refusal.reason}. {refusal.todo}".strip())
    return added, left


@transaction.atomic
def ask_again(*, actor: Actor, entries: Sequence[MentorEntry | MenteeEntry]) -> int:
    """Remind those who have not decided about their consents; how many were asked."""
    _may(actor)
    asked = 0
    for entry in entries:
        if entry.state != "consent_pending" or not actor.signs_for(entry.organization_id):
            continue
        banks.ask_for_place(actor=actor, organization=entry.organization, person=entry.person)
        missing = missing_consents_of(entry.person, entry.organization, actor.today)
        waiting = Consent.objects.filter(
            person=entry.person, organization=entry.organization, state=Consent.State.SENT, kind__in=missing
        )
        for consent in waiting.select_related("signer"):
            notify(
                consent.signer or entry.person,
                _("Напоминание: решите о согласии"),
                dedupe_key=f"consent:{consent.pk}:again:{actor.today:%Y%m%d}",
                url=reverse("consent_detail", args=[consent.pk]),
                organization_id=entry.organization_id,
            )
        audit.record(actor, f"{entry._meta.model_name}.ask_again", entry)
        asked += 1
    return asked


@transaction.atomic
def approve(*, actor: Actor, entries: Sequence[MentorEntry]) -> int:
    """Of the marked ones those that wait for it; one that is not fit stops the whole press, by name."""
    ready = [entry for entry in entries if entry.state in (MentorEntry.State.CANDIDATE, MentorEntry.State.SCREENED)]
    return len(banks.approve_mentors(actor=actor, entries=ready))


@transaction.atomic
def suspend(*, actor: Actor, entries: Sequence[MentorEntry]) -> int:
    _may(actor)
    working = [entry for entry in entries if "suspend" in possible(entry, actor)]
    return len([banks.suspend_mentor(actor=actor, entry=entry) for entry in working])


@transaction.atomic
def mark_reviewed(*, actor: Actor, entries: Sequence[MentorEntry | MenteeEntry]) -> int:
    """«Проверено»: the facts of these entries are as they stand today. Nothing is left unseen: the term is done."""
    _may(actor)
    count = 0
    for model in (MentorEntry, MenteeEntry):
        ids = [entry.pk for entry in entries if isinstance(entry, model)]
        rows = model.objects.filter(pk__in=ids, organization_id=actor.organization_id)
        count += rows.update(last_reviewed_on=actor.today)
    audit.record(actor, "bank.review", None, count=count)
    due = review_due(actor.organization, actor.today)
    empty = not _in_bank(actor.organization).exists()
    for row in _open_reviews(actor.organization):
        if empty or due is None or row.due_at is None or due > row.due_at.astimezone(actor.zone).date():
            deadlines.mark_done(actor, row)
    return count


def _in_bank(organization: Organization) -> QuerySet[MenteeEntry]:
    return MenteeEntry.objects.filter(organization=organization).exclude(state__in=banks.NOT_IN_BANK)


def _open_reviews(organization: Organization):
    return Deadline.objects.filter(organization=organization, kind=REVIEW, done_at=None).select_related(
        "organization__region"
    )


def review_due(organization: Organization, today: datetime.date) -> datetime.date | None:
    """The day by which the mentees must be looked through: so many days after the oldest look (S1 п. 4.1.3). A school
    whose bank is empty looks too, the first time within a month: the teachers who need a mentor are not in it yet."""
    every = effective_regulation(organization, today).value("review_mentees_every_days")
    if not every:
        return None
    oldest = _in_bank(organization).order_by("last_reviewed_on").values_list("last_reviewed_on", flat=True).first()
    if oldest is None:
        looked = Deadline.objects.filter(organization=organization, kind=REVIEW, done_at__isnull=False)
        last = looked.order_by("-done_at").values_list("done_at", flat=True).first()
        if last is None:
            return today + FIRST_LOOK
        oldest = last.astimezone(organization.zone).date()
    return oldest + datetime.timedelta(days=every)


def plan_review(organization: Organization) -> None:
    """The curator's task of the year, thirty days before its term. Planning again changes nothing."""
    today = clock.today(organization.zone)
    due = review_due(organization, today)
    if due is None or due > today + FIRST_LOOK or _open_reviews(organization).exists():
        return
    rules = effective_regulation(organization, today)
    deadlines.plan(
        organization=organization,
        kind=REVIEW,
        rule=due_rules.DueRule(due_rules.DueType.DATE, date=due),
        title=_("Проверить, кому из педагогов нужен наставник"),
        role=Role.CURATOR,
        start=min(today, due),
        end=max(today, due),
        due_shift=str(rules.value("due_shift")),
        url=reverse("mentee_list"),
        clause=rules["review_mentees_every_days"].basis[:200],
    )


@transaction.atomic
def propose(*, actor: Actor, side: str, reason: str, who: str = "", kind: str = BankProposal.Kind.JOIN) -> BankProposal:
    """Anybody of the school proposes a person, or himself when ``who`` is empty. The curators are told."""
    if not reason.strip():
        raise Refusal(_("Напишите, почему"), todo=_("Достаточно одной фразы"))
    proposal = BankProposal.objects.create(
        organization=actor.organization,
        kind=kind,
        side=side,
        person_id=None if who.strip() else actor.person_id,
        who=who.strip(),
        reason=reason.strip(),
        author_id=actor.person_id,
        created_at=clock.now(),
    )
    audit.record(actor, "bankproposal.create", proposal)
    curators = Membership.objects.in_force(actor.today).filter(organization=actor.organization, role=Role.CURATOR)
    for curator in curators.select_related("person"):
        _tell(curator.person, proposal, _("Новое предложение в банк"), "new")
    return proposal


@transaction.atomic
def answer(*, actor: Actor, proposal: BankProposal, accepted: bool, words: str = "") -> BankProposal:
    """The curator decides and says why; whoever proposed reads the answer."""
    row = BankProposal.objects.select_for_update(of=("self",)).select_related("author").get(pk=proposal.pk)
    _may(actor)
    if not actor.signs_for(row.organization_id):
        raise Refusal(_("На предложения отвечает куратор этой школы"), code="permission")
    if row.answered_at is not None:
        raise Refusal(_("На предложение уже ответили"), code="already")
    row.accepted, row.answer, row.answered_at = accepted, words.strip(), clock.now()
    row.save(update_fields=["accepted", "answer", "answered_at"])
    audit.record(actor, "bankproposal.answer", row, accepted=accepted)
    if accepted and row.kind == BankProposal.Kind.LEAVE and row.person_id is not None:
        _let_go(actor, row)
    _tell(row.author, row, _("На ваше предложение ответили"), "answer")
    return row


def _let_go(actor: Actor, proposal: BankProposal) -> None:
    """Who asked to leave leaves at once; one in a pair is refused, and the answer is not given yet."""
    model = MentorEntry if proposal.side == Side.MENTOR else MenteeEntry
    rows = model.objects.filter(organization_id=proposal.organization_id, person_id=proposal.person_id)
    for entry in rows.exclude(state__in=["withdrawn", "dropped_out"]).select_related("person", "organization"):
        banks.withdraw_entry(actor=actor, entry=entry)


def _tell(person: Person, proposal: BankProposal, text: str, key: str) -> None:
    notify(
        person,
        text,
        dedupe_key=f"proposal:{proposal.pk}:{key}",
        url=reverse("proposal_list"),
        organization_id=proposal.organization_id,
    )


MOST_SELECTIONS = 20


@transaction.atomic
def save_selection(*, actor: Actor, page: str, title: str, query: str) -> SavedSelection:
    """«Мой отбор»: the filters of a list under a name; the same name again replaces them."""
    mine = SavedSelection.objects.filter(person_id=actor.person_id, page=page)
    if not title.strip() or not query.strip():
        raise Refusal(_("У отбора есть название и хотя бы одно условие"), todo=_("Выберите условие и назовите отбор"))
    if not mine.filter(title=title.strip()).exists() and mine.count() >= MOST_SELECTIONS:
        raise Refusal(_("Сохранено %s отборов: больше не поместится") % MOST_SELECTIONS, todo=_("Удалите ненужный"))
    row, _created = SavedSelection.objects.update_or_create(
        person_id=actor.person_id, page=page, title=title.strip(), defaults={"query": query[:500]}
    )
    return row


@transaction.atomic
def forget_selection(*, actor: Actor, pk: int) -> None:
    SavedSelection.objects.filter(person_id=actor.person_id, pk=pk).delete()
