"""The rows of banks and pairs in each school of the world.

The mentor and the mentee of the school are a unit at work; the mentor and the guest, a teacher, are a second one, ready
for an order; a pupil is in the bank without a pair. Free texts carry «СУТЬ» of the school.
"""

import datetime

from django.utils import timezone

from accounts.models import Organization
from accounts.roles import Role
from accounts.secrets import hash_of
from programs import models as p
from tests.world import BEGAN, Node

YEAR = 365 * datetime.timedelta(days=1)


def fill(node: Node) -> None:
    mentor = _mentor(node)
    mentee = _mentee(node, "mentee", node[Role.MENTEE].person_id, "in_program")
    guest = _mentee(node, "guest", node.rows["guest"], "matched")
    alone = _mentee(node, "alone", node.rows["pupil"], "unmatched_support", unmatched_since=BEGAN)
    for name, entry in (("mentee_entry", mentee), ("guest_entry", guest), ("mentee_alone", alone)):
        node.rows[name] = entry.pk
    _private(node, mentor, mentee)
    unit = _unit(node, "active", mentor, mentee)
    waiting = _unit(node, "consented", mentor, guest)
    program = _program(node, unit)
    _meetings(node, unit, program)
    _consents(node, unit)
    p.YearTurn.objects.create(
        organization_id=node.id, school_year=2020, turned_by_id=node[Role.CURATOR].person_id, turned_at=timezone.now()
    )
    _ordered(node, waiting)
    _matching(node, mentor, alone)
    _partners(node, mentor)
    node.rows.update({"mentor_entry": mentor.pk, "unit": unit.pk, "unit_waiting": waiting.pk, "program": program.pk})


def _mentor(node: Node) -> p.MentorEntry:
    return p.MentorEntry.objects.create(
        organization_id=node.id, person_id=node[Role.MENTOR].person_id, state="active", created_at=timezone.now(),
        subject=f"физика {node.inner}", competencies=["METHOD"], measurable_results=f"Победы {node.inner}",
        interests=node.inner, last_reviewed_on=BEGAN,
    )  # fmt: skip


def _mentee(node: Node, what: str, person_id: int, state: str, **more: object) -> p.MenteeEntry:
    entry = p.MenteeEntry.objects.create(
        organization_id=node.id, person_id=person_id, state=state, created_at=timezone.now(), category="NEW_PLACE",
        subject=f"алгебра {node.inner}", support_plan=f"Беседы {what} {node.inner}", last_reviewed_on=BEGAN, **more,
    )  # fmt: skip
    p.MenteeRequest.objects.create(
        entry=entry, school_year=2026, problem=f"Трудность {what} {node.inner}", desired_result=f"Итог {node.inner}",
        areas=["METHOD"], created_by_id=person_id, created_at=timezone.now(),
    )  # fmt: skip
    return entry


def choice_of(node: Node) -> str:
    """What one says of another in confidence: of a mentor, of a pupil, of himself in the questionnaire."""
    return f"МЕЖДУ-НАМИ-{node.code}"


def _private(node: Node, mentor: p.MentorEntry, mentee: p.MenteeEntry) -> None:
    evidence = p.MentorEvidence.objects.create(
        entry=mentor, kind="honour", title=f"Грамота {node.inner}", file_id=node.rows["evidence_file"],
        added_by_id=node[Role.MENTOR].person_id, added_on=BEGAN,
    )  # fmt: skip
    alone = p.MenteeEntry.objects.get(organization_id=node.id, state="unmatched_support")
    p.SupportNote.objects.create(
        entry=alone, author_id=node[Role.CURATOR].person_id, done_on=BEGAN, text=f"Беседа {choice_of(node)}"
    )
    training = p.TrainingRecord.objects.create(entry=mentor, title=f"Школа наставника {node.inner}", completed_on=BEGAN)
    request = p.MenteeRequest.objects.get(entry=mentee)
    p.RequestChoice.objects.create(request=request, mentor_entry=mentor, kind="wished")
    proposal = p.BankProposal.objects.create(
        organization_id=node.id, side="mentee", who=f"Ученик {choice_of(node)}", reason=node.inner,
        author_id=node[Role.MENTOR].person_id, created_at=timezone.now(),
    )  # fmt: skip
    selection = p.SavedSelection.objects.create(
        person_id=node[Role.CURATOR].person_id, page="mentors", title=f"Отбор {node.inner}", query="state=active"
    )
    node.rows.update(
        {"proposal": proposal.pk, "selection": selection.pk, "training": training.pk, "evidence": evidence.pk}
    )


def _unit(node: Node, state: str, mentor: p.MentorEntry, mentee: p.MenteeEntry) -> p.Unit:
    unit = p.Unit.objects.create(
        organization_id=node.id, kind="pair", form="TEACHER_TEACHER", kinds=["TRADITIONAL"], state=state,
        curator_id=node[Role.CURATOR].person_id, people_key=f"{mentor.person_id}:{mentee.person_id}",
        reason=f"Рядом кабинеты {node.inner}", proposed_at=timezone.now(),
    )  # fmt: skip
    common = {"unit": unit, "agreed_on": BEGAN}
    p.UnitMember.objects.create(side="mentor", person_id=mentor.person_id, mentor_entry=mentor, **common)
    p.UnitMember.objects.create(
        side="mentee",
        person_id=mentee.person_id,
        mentee_entry=mentee,
        seat_of=mentor,
        seat=mentor.seats.count(),
        **common,
    )
    return unit


def _program(node: Node, unit: p.Unit) -> p.Program:
    today = timezone.now().date()
    program = p.Program.objects.create(
        organization_id=node.id, unit=unit, title=f"Программа {node.inner}", state="running",
        start_on=today - YEAR / 4, end_on=today + YEAR / 4, problem=f"Проблема {node.inner}", goal=node.inner,
        activities=node.inner, planned_results=node.inner, schedule=node.inner, conditions=node.inner,
        developer_id=node[Role.CURATOR].person_id, mentor_report=f"Отчёт {node.inner}", outcome=node.inner,
        approved_on=today - YEAR / 4, created_at=timezone.now(), snapshot={},
    )  # fmt: skip
    members = list(unit.members.all())
    line = p.PlanActivity.objects.create(
        program=program, position=1, area="METHOD", text=f"Открытый урок {node.inner}", responsible=members[0]
    )
    amendment = p.Amendment.objects.create(
        program=program, new_end_on=today + YEAR / 3, words=node.inner, proposed_at=timezone.now(),
        proposed_by_id=node[Role.CURATOR].person_id,
    )  # fmt: skip
    p.AmendmentSignature.objects.create(amendment=amendment, member=members[0], signed_on=today)
    node.rows.update({"line": line.pk, "amendment": amendment.pk})
    _around(node, program, members, today)
    return program


def _around(node: Node, program: p.Program, members: list[p.UnitMember], today: datetime.date) -> None:
    """A version, a suggestion that waits, an end that waits for signatures, words of the closing, a template."""
    author, now = node[Role.MENTEE].person_id, timezone.now()
    p.ProgramVersion.objects.create(
        program=program, number=1, cause="approved", made_by_id=author, made_at=now, reason=node.inner,
        content={"words": {"title": f"Программа {node.inner}"}, "term": ["2026-09-01", "2027-05-31"],
                 "form": "TEACHER_TEACHER", "members": [members[0].pk], "plan": []},
    )  # fmt: skip
    note = p.ProgramNote.objects.create(
        program=program,
        author_id=author,
        kind="line",
        section="METHOD",
        text=f"Предложение {node.inner}",
        written_at=now,
    )
    p.ProgramNote.objects.create(
        program=program, author_id=author, kind="comment", text=node.inner, written_at=now,
        answered_at=now, answered_by_id=author,
    )  # fmt: skip
    ending = p.Ending.objects.create(
        program=program, reason="MUTUAL", justification=f"Обоюдно {node.inner}", proposed_by_id=author, proposed_at=now
    )
    p.EndingWord.objects.create(ending=ending, member=members[0], signed_on=today, explanation=node.inner)
    mentee = next(member for member in members if member.side == "mentee")
    p.ProgramMenteePart.objects.create(program=program, member=mentee, problem=node.inner, results=node.inner)
    p.Reflection.objects.create(program=program, member=members[0], text=f"Рефлексия {node.inner}", written_on=today)
    template = p.ProgramTemplate.objects.create(
        organization_id=node.id, title=f"Образец {node.inner}", words={"tasks": node.inner}, made_by_id=author,
        made_at=now, trial_by=node.inner,
    )  # fmt: skip
    p.ProgramTemplateLine.objects.create(template=template, position=1, area="METHOD", text=f"Урок {node.inner}")
    node.rows.update({"note": note.pk, "ending": ending.pk, "template": template.pk})


def talk_of(node: Node) -> str:
    """What was said at the meeting: it is for its people and the curator alone."""
    return f"РАЗГОВОР-{node.code}"


def _meetings(node: Node, unit: p.Unit, program: p.Program) -> None:
    common = {
        "unit": unit, "held_on": BEGAN, "duration": 45, "content": f"{talk_of(node)} {node.inner}",
        "agreement": f"{talk_of(node)} {node.inner}", "recorded_by_id": node[Role.MENTOR].person_id,
        "recorded_at": timezone.now(), "activity": program.plan.first(),
    }  # fmt: skip
    held = p.Meeting.objects.create(state="held", photo_id=node.rows["meeting_photo"], **common)
    past = p.Meeting.objects.create(state="confirmed", confirmed_at=timezone.now(), **common)
    mentor, mentee = unit.members.order_by("pk")
    for meeting, said in ((held, None), (past, timezone.now())):
        p.MeetingPresence.objects.create(meeting=meeting, member=mentor, confirmed_at=timezone.now())
        p.MeetingPresence.objects.create(
            meeting=meeting, member=mentee, confirmed_at=said, usefulness=9 if said else None,
            text=f"{talk_of(node)} {node.inner}" if said else "",
        )  # fmt: skip
    p.TrialAnswer.objects.create(unit=unit, member=mentee, goes_on=True, answered_at=timezone.now())
    planned = p.Meeting.objects.create(
        unit=unit, planned_at=timezone.now() + datetime.timedelta(days=3), place=f"Кабинет {talk_of(node)} {node.inner}"
    )
    task = p.MeetingTask.objects.create(
        unit=unit, member=mentee, text=f"{talk_of(node)} {node.inner}", given_at=timezone.now()
    )
    call = p.HelpRequest.objects.create(
        unit=unit, member=mentee, text=f"{talk_of(node)} {node.inner}", sent_at=timezone.now()
    )
    node.codes["calendar"] = f"calendar-{node.code}"
    p.CalendarFeed.objects.create(
        person_id=mentor.person_id, created_at=timezone.now(),
        secret_hash=hash_of("calendar", node.region_id, node.codes["calendar"]),
    )  # fmt: skip
    node.rows.update({"meeting": held.pk, "meeting_planned": planned.pk, "task": task.pk, "help": call.pk})


def words_of_consent(node: Node, who: str) -> str:
    return f"ТЕКСТ-{who}-{node.code}"


def _consents(node: Node, unit: p.Unit) -> None:
    for who in (Role.MENTOR, Role.MENTEE):
        person_id = node[who].person_id
        common = {
            "organization_id": node.id, "person_id": person_id, "text_version": "1", "created_at": timezone.now(),
            "text": f"{words_of_consent(node, who)} {node.inner}",
        }  # fmt: skip
        signed = p.Consent.objects.create(
            kind="duty", unit=unit, state="signed", signed_on=BEGAN, signer_id=person_id, on_paper=True,
            scan_id=node.rows["consent_scan"], **common,
        )  # fmt: skip
        sent = p.Consent.objects.create(kind="pdn_processing", **common)
        node.rows.update({f"consent_{who}": signed.pk, f"consent_{who}_sent": sent.pk})


def _ordered(node: Node, unit: p.Unit) -> None:
    """In the order that was returned: it is on nobody's way."""
    clause = p.OrderClause.objects.create(
        order_id=node.orders["returned"], position=4, kind="pair_assignment", text=f"Закрепить {node.inner}"
    )
    p.OrderUnit.objects.create(clause=clause, unit=unit)


def _matching(node: Node, mentor: p.MentorEntry, alone: p.MenteeEntry) -> None:
    """An open draft with a pin, a published one, the model of the year and a meeting with an answer."""
    curator_id, now = node[Role.CURATOR].person_id, timezone.now()
    common = {"organization_id": node.id, "created_by_id": curator_id}
    p.YearModel.objects.create(school_year=2026, determined_on=BEGAN, forms=["TEACHER_TEACHER"], **common)
    meeting = p.GeneralMeeting.objects.create(
        school_year=2026, held_on=now.date(), answers_until=now.date() + datetime.timedelta(days=9),
        place=f"Актовый зал {node.inner}", **common,
    )  # fmt: skip
    p.MutualChoice.objects.create(
        meeting=meeting, chooser_id=mentor.person_id, chosen_id=alone.person_id, answer="maybe"
    )
    weights = {"request": 40, "interest": 20, "load": 10, "subject": 10, "place": 10, "experience": 10}
    more = {
        "weights": weights, "weights_basis": f"умолчание {node.inner}", "created_at": now, "calculated_at": now,
        "proof": {"gap": 0, "faults": 0, "cells": 1}, **common,
    }  # fmt: skip
    draft = p.MatchDraft.objects.create(state="draft", version=1, points=60, **more)
    past = p.MatchDraft.objects.create(state="published", published_at=now, answer_until=now.date(), **more)
    for one in (past, draft):
        suggestion = p.MatchSuggestion.objects.create(
            draft=one, mentee_entry=alone, mentor_entry=mentor, points=60, seat=1, form="TEACHER_TEACHER",
            kinds=["TRADITIONAL"], bars=[["request", 40, 40, 1, 1, []]],
            problem=f"Не предложена {node.inner}" if one is past else "",
        )  # fmt: skip
    p.MatchPin.objects.create(draft=draft, mentee_entry=alone, mentor_entry=mentor, kind="forbidden")
    node.rows.update({
        "match_draft": draft.pk, "match_past": past.pk, "match_suggestion": suggestion.pk,
        "general_meeting": meeting.pk, "match_above": draft.pk, "match_handed": past.pk,
    })  # fmt: skip


def _partners(node: Node, mentor: p.MentorEntry) -> None:
    """An agreement in force, and a request of the school's own mentor that waits for its answer."""
    mine = Organization.objects.get(pk=node.id)
    friend = Organization.objects.create(
        kind="partner", parent_id=mine.parent_id, path="", name="Завод", short_name="Завод", slug=f"friend-{mine.slug}"
    )
    Organization.objects.filter(pk=friend.pk).update(path=f"{mine.path.rsplit('/', 2)[0]}/{friend.pk}/")
    common = {"organization": mine, "created_by_id": node[Role.CURATOR].person_id}
    who, when = common["created_by_id"], BEGAN
    agreement = p.Partnership.objects.create(
        partner=friend, dated=BEGAN, valid_from=BEGAN, subject=f"Обмен {node.inner}", confirmed_on=when,
        confirmed_by_id=who, partner_confirmed_on=when, partner_confirmed_by_id=who,
        file_id=node.rows["agreement_file"], **common,
    )  # fmt: skip
    loan = p.MentorLoan.objects.create(
        mentor_entry=mentor, need=f"Химия {node.inner}", created_at=timezone.now(), **common
    )
    alone = p.MenteeEntry.objects.get(organization_id=node.id, state="unmatched_support")
    pair = p.PairProposal.objects.create(
        organization=mine, mentor_entry=mentor, mentee_entry=alone, reason=f"Рядом кабинеты {node.inner}",
        author_id=node[Role.COUNCIL_MEMBER].person_id, created_at=timezone.now(),
    )  # fmt: skip
    node.rows.update({"partnership": agreement.pk, "loan": loan.pk, "pair_proposal": pair.pk})


def above(node: Node) -> None:
    """Drafts of a body for all its schools: an open one and one that was handed down."""
    common = {
        "organization_id": node.id, "created_by_id": next(iter(node.members.values())).person_id,
        "created_at": timezone.now(), "calculated_at": timezone.now(), "weights": {"request": 40},
        "weights_basis": f"умолчание {node.inner}",
    }  # fmt: skip
    node.rows["match_above"] = p.MatchDraft.objects.create(state="draft", version=1, **common).pk
    node.rows["match_handed"] = p.MatchDraft.objects.create(state="handed", version=1, **common).pk
