"""People put forward for an award: proposed, recommended, sent up, considered, awarded, presented."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock, notices
from accounts.models import Membership, Organization
from accounts.permissions import Actor
from accounts.refusal import Refusal, check_version
from accounts.roles import ROLE_PERMISSIONS
from programs.models import CouncilDecision, Event, MentorEntry
from programs.terms import school_year
from programs.workflow import move

from ..models import Nomination
from ..queries.recognition import Candidate, Offer, candidates, decisions_for, next_desk, offers_of

HONORS = MentorEntry._meta.get_field("honors").max_length or 500


@transaction.atomic
def propose(*, actor: Actor, award: str, who: str, reason: str, body: str = "") -> Nomination:
    """A draft for one of the candidates (``who`` is his key), once while it lives."""
    if not actor.may("nomination.write"):
        raise Refusal(_("К наградам представляют куратор, руководитель и орган наставников"), code="permission")
    offer = offers_of(actor).get(award)
    person = next((one for one in candidates(actor, at_work=True) if one.key == who), None)
    if offer is None or person is None:
        raise Refusal(_("Такой награды или такого кандидата здесь нет"), todo=_("Выберите из списка"), code="foreign")
    row, fresh = made(actor, offer, person, reason=reason, body=body)
    if not fresh:
        raise Refusal(
            _("К этой награде человека уже представляют"), code="already",
            todo=_("Откройте представление в списке и допишите там, за что"),
        )  # fmt: skip
    return row


def made(actor: Actor, offer: Offer, candidate: Candidate, **words: Any) -> tuple[Nomination, bool]:
    """The row of a candidate, once for an award, a programme (a contest) and a school year; whether it is new."""
    if candidate.part not in offer.award.parts:
        raise Refusal(
            _("«%(award)s» вручают другим: %(whom)s")
            % {"award": offer.award.title, "whom": offer.award.part_labels},
            clause=offer.basis, todo=_("Выберите другую награду или другого человека"),
        )  # fmt: skip
    own = int(offer.award.key.removeprefix("own-")) if offer.award.key.startswith("own-") else None
    key = {
        "organization": actor.organization, "code": "" if own else offer.award.key, "own_award_id": own,
        "person": candidate.person, "program": candidate.program, "contest": words.pop("contest", None),
        "school_year": school_year(actor.today),
    }  # fmt: skip
    row, fresh = Nomination.objects.exclude(state=Nomination.State.DECLINED).get_or_create(
        **key,
        defaults={
            "title": offer.award.title, "level": offer.award.level, "conditions": list(offer.conditions),
            "clauses": offer.clauses, "basis": offer.basis[:500], "part": candidate.part,
            "created_by_id": actor.person_id, "created_at": clock.now(), **words,
        },
    )  # fmt: skip
    if fresh:
        audit.record(actor, "nomination.create", row, to_state=row.state, award=row.award_key)
    return row, fresh


@transaction.atomic
def write(*, actor: Actor, nomination: Nomination, version: int, fields: Mapping[str, str]) -> Nomination:
    """For what, and where to. The recommendation falls with the words that it was given to. Raises Stale."""
    row = (
        Nomination.objects.select_for_update(of=("self",)).select_related("organization__region").get(pk=nomination.pk)
    )
    if not actor.may("nomination.write") or not actor.signs_for(row.organization_id):
        raise Refusal(_("Представление пишет организация, которая представляет"), code="permission")
    if row.state not in (Nomination.State.DRAFT, Nomination.State.RETURNED):
        raise Refusal(
            _("Править можно то, что никто ещё не решал"), code="state",
            todo=_("Отклоните представление и начните новое или дождитесь, когда его вернут"),
        )  # fmt: skip
    check_version(row, version, _("Представление уже изменили"), fields)
    if any(getattr(row, name) != value for name, value in fields.items()):
        for name, value in fields.items():
            setattr(row, name, value)
        row.version += 1
        row.recommended_on = row.decision = None
        row.save(update_fields=[*fields, "version", "recommended_on", "decision"])
        audit.record(actor, "nomination.edit", row)
    return row


def recommend(
    *, actor: Actor, nomination: Nomination, version: int | None = None, decision: CouncilDecision | None = None
) -> Nomination:
    """By the chair; ``decision``: of signed minutes, where the body has decided at a meeting (S1 п. 4.1.4)."""
    if decision is not None and not decisions_for(nomination).filter(pk=decision.pk).exists():
        raise Refusal(_("Это решение не о поощрении по этой программе"), todo=_("Выберите протокол из списка"))
    changes = {"recommended_on": actor.today, "decision": decision, "remark": ""}
    row = move(nomination, "recommend", actor=actor, changes=changes, facts={"version": version})
    _tell(row.organization, "order.approve", row, actor, _("Представление к награде ждёт вашего решения"), "recommend")
    return row


def submit(*, actor: Actor, nomination: Nomination, version: int | None = None) -> Nomination:
    """By the head, to the first body of the way; every condition is checked by the records."""
    desk = next_desk(nomination)
    changes = {"desk": desk, "submitted_on": actor.today, "remark": ""}
    row = move(nomination, "submit", actor=actor, changes=changes, facts={"version": version})
    _came(row, actor)
    return row


def pass_on(*, actor: Actor, nomination: Nomination, version: int | None = None) -> Nomination:
    desk = next_desk(nomination)
    if desk is None:
        raise Refusal(_("Последнее слово за вами"), todo=_("Поддержите представление или отклоните его"), code="state")
    row = move(nomination, "pass_on", actor=actor, changes={"desk": desk}, facts={"version": version})
    _came(row, actor)
    return row


@transaction.atomic
def grant(*, actor: Actor, nomination: Nomination, version: int | None = None) -> Nomination:
    """An award of the organization itself, by its head."""
    changes = {"awarded_on": actor.today, "remark": ""}
    row = move(nomination, "grant", actor=actor, changes=changes, facts={"version": version})
    return _awarded(row, actor)


def drop(*, actor: Actor, nomination: Nomination, remark: str) -> Nomination:
    return move(nomination, "drop", actor=actor, changes={"remark": remark.strip()[:500]})


def send_back(*, actor: Actor, nomination: Nomination, remark: str) -> Nomination:
    row = move(nomination, "send_back", actor=actor, changes={"remark": remark.strip()[:500]})
    _answer(row, actor, _("Представление к награде вернули с замечанием"), "return")
    return row


def take_back(*, actor: Actor, nomination: Nomination, version: int | None = None) -> Nomination:
    """By the school, when it has gone over to another body while its paper lay at the former one."""
    remark = _("Организация перешла под другой орган: отправьте представление снова")
    return move(nomination, "take_back", actor=actor, changes={"remark": remark})


def accept(*, actor: Actor, nomination: Nomination, version: int | None = None) -> Nomination:
    row = move(nomination, "accept", actor=actor, facts={"version": version})
    _answer(row, actor, _("Представление к награде поддержано"), "accept")
    return row


@transaction.atomic
def award(*, actor: Actor, nomination: Nomination, act: str) -> Nomination:
    """The last body says by which act; the school enters when and where it was handed over."""
    if not act.strip():
        raise Refusal(_("Не назван акт о награждении"), todo=_("Напишите его вид, дату и номер"))
    changes = {"awarded_on": actor.today, "act": act.strip()[:200]}
    return _awarded(move(nomination, "award", actor=actor, changes=changes), actor)


def decline(*, actor: Actor, nomination: Nomination, remark: str) -> Nomination:
    row = move(nomination, "decline", actor=actor, changes={"remark": remark.strip()[:500]})
    _answer(row, actor, _("Представление к награде отклонено"), "decline")
    return row


@transaction.atomic
def present(
    *, actor: Actor, nomination: Nomination, on: datetime.date, where: str = "", ceremony: Event | None = None
) -> Nomination:
    """When and where it was handed over: at a pupils' conference, a council of teachers (S2 п. 7.1, строка 8)."""
    row = Nomination.objects.select_for_update(of=("self",)).get(pk=nomination.pk)
    if not actor.may("nomination.write") or not actor.signs_for(row.organization_id):
        raise Refusal(_("Вручение записывает организация, которая представляла"), code="permission")
    if row.state != Nomination.State.AWARDED or row.awarded_on is None:
        raise Refusal(_("Награды ещё нет"), todo=_("Сначала она должна быть присуждена"), code="state")
    if not row.awarded_on <= on <= actor.today:
        raise Refusal(
            _("Вручить можно не раньше дня награждения и не позже сегодняшнего"),
            todo=_("Награждён %s") % f"{row.awarded_on:%d.%m.%Y}",
        )
    if ceremony is None and not where.strip():
        raise Refusal(_("Не сказано, где вручена награда"), todo=_("Выберите событие или напишите место"))
    if ceremony is not None and not Event.objects.visible_to(actor).filter(pk=ceremony.pk).exists():
        raise Refusal(_("Такого события нет"), todo=_("Выберите из списка"), code="foreign")
    row.presented_on, row.presented_at, row.ceremony = on, where.strip()[:200], ceremony
    row.version += 1
    row.save(update_fields=["presented_on", "presented_at", "ceremony", "version"])
    audit.record(actor, "nomination.present", row, on=f"{on:%Y-%m-%d}")
    return row


def _awarded(row: Nomination, actor: Actor) -> Nomination:
    """It stands in the mentor's card, so in his portfolio too; he and who has proposed him are told."""
    if row.part == "mentor":
        entries = MentorEntry.objects.select_for_update(of=("self",)).filter(
            organization_id=row.organization_id, person_id=row.person_id
        )
        line = f"{row.title}, {row.awarded_on:%Y}"
        for entry in entries:
            told = "; ".join(filter(None, [entry.honors, line]))
            if line not in entry.honors and len(told) <= HONORS:
                entry.honors, entry.version = told, entry.version + 1
                entry.save(update_fields=["honors", "version"])
    notices.notify(
        row.person, _("Вы награждены: %s") % row.title, dedupe_key=f"nomination:{row.pk}:awarded",
        organization_id=row.organization_id,
    )  # fmt: skip
    _answer(row, actor, _("Награждён по вашему представлению"), "award")
    return row


def _answer(row: Nomination, actor: Actor, words: str, key: str) -> None:
    if row.created_by_id != actor.person_id:
        notices.notify(
            row.created_by, words, dedupe_key=f"nomination:{row.pk}:{key}:{clock.now().timestamp()}", detail=row.title,
            url=f"/recognition/{row.pk}/", organization_id=row.organization_id,
        )  # fmt: skip


def _came(row: Nomination, actor: Actor) -> None:
    assert row.desk is not None
    _tell(row.desk, "nomination.consider", row, actor, _("Поступило представление к награде"), f"desk:{row.desk_id}")


def _tell(place: Organization, permission: str, row: Nomination, actor: Actor, words: str, key: str) -> None:
    """Whoever decides there; the award is named, the person is not: he is on the page."""
    roles = [role for role, held in ROLE_PERMISSIONS.items() if permission in held]
    seats = Membership.objects.in_force(actor.today).filter(organization=place, role__in=roles)
    for seat in seats.select_related("person").order_by("pk")[:20]:
        if seat.person_id != actor.person_id:
            notices.notify(
                seat.person, words, dedupe_key=f"nomination:{row.pk}:{key}:{clock.now().timestamp()}",
                detail=row.title, url=f"/recognition/{row.pk}/", organization_id=place.pk,
            )  # fmt: skip
