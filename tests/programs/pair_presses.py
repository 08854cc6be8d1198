"""Every press about pairs by whoever may do it: what the state machine of ``test_pair_machine`` presses.

Each method is one press (or the few that always go together) on what stands in the database now; where there is nothing
to press on, nothing happens. A press may be refused; anything else that it raises is a finding.
"""

import datetime
from typing import Any

from accounts import clock
from accounts.permissions import Actor
from programs.models import (
    Amendment,
    Application,
    Consent,
    Ending,
    HelpRequest,
    Meeting,
    MeetingTask,
    MenteeEntry,
    MentorEntry,
    Order,
    OrderClause,
    Program,
    Unit,
)
from programs.order_templates import cancelling_order, pairs_order
from programs.paper_orders import replacement_order
from programs.services import (
    agreement_answers,
    amendments,
    applications,
    banks,
    closings,
    consent_answers,
    daily,
    help,
    meeting_plans,
    meetings,
    orders,
    pauses,
    program_notes,
    programs,
    proposals,
    replacements,
    tasks_of_pairs,
    units,
)
from programs.services.plans import ActivityDraft
from tests.programs import pair_flow as flow
from tests.world import Node

DAY = datetime.timedelta(days=1)
FILED = {"filed_words": "Прошу", "justification": "Обстоятельства"}


class Presses:
    """``n`` picks the row, ``who`` the person of the unit."""

    def __init__(self, node: Node) -> None:
        self.node, self.mentors, self.mentees = node, [], []
        self.first = Unit.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def office(self, role: str) -> Actor:
        return flow.of(self.node, role)

    def units(self) -> list[Unit]:
        rows = Unit.objects.filter(pk__gt=self.first).select_related("organization__region", "curator")
        return list(rows.order_by("-pk"))

    def unit(self, n: int) -> Unit | None:
        found = self.units()
        return found[n % len(found)] if found else None

    def of_units(self, model: Any, n: int, **which: Any) -> Any:
        name = "program__unit" if model in (Amendment, Ending) else "unit"
        rows = list(model.objects.filter(**{f"{name}__pk__gt": self.first}, **which).order_by("-pk")[:6])
        return rows[n % len(rows)] if rows else None

    def person(self, unit: Unit, who: int) -> Actor:
        people = flow.people_of(unit)
        return flow.himself(people[who % len(people)])

    def mentor(self, unit: Unit) -> Actor:
        return flow.himself(unit.members.select_related("person").get(side="mentor").person)

    def program(self, n: int) -> Program | None:
        unit = self.unit(n)
        rows = Program.objects.select_related("unit", "organization__region")
        return rows.filter(unit=unit).order_by("-pk").first() if unit else None

    # — how a pair comes about —

    def new_day(self) -> None:
        daily.start_programs()
        daily.wind_up_programs()
        closings.end_due()
        agreement_answers.new_day()

    def propose(self, n: int, who: int) -> None:
        mentor = MentorEntry.objects.select_related("person").get(pk=self.mentors[who % len(self.mentors)])
        rows = MenteeEntry.objects.select_related("person").filter(pk__in=self.mentees).order_by("pk")
        mentees = list(rows)[n % len(self.mentees) :][: 1 + n % 2]
        kinds = ["GROUP"] if len(mentees) > 1 else [("TRADITIONAL", "REVERSE", "SPEED")[who % 3]]
        proposals.propose(actor=self.office("curator"), mentor=mentor, mentees=mentees, form=flow.FORM, kinds=kinds)

    def ask_again(self, n: int, who: int) -> None:
        entry = MenteeEntry.objects.select_related("person").get(pk=self.mentees[n % len(self.mentees)])
        asked = {"problem": "Трудно", "desired_result": "Легко", "areas": ["METHOD"]}
        banks.make_request(actor=self.office("curator"), entry=entry, **asked)

    def agree(self, n: int, who: int) -> None:
        if unit := self.unit(n):
            for person in flow.people_of(unit):
                units.answer(actor=flow.himself(person), unit=unit, agrees=True)

    def say_no(self, n: int, who: int) -> None:
        if unit := self.unit(n):
            units.answer(actor=self.person(unit, who), unit=unit, agrees=False)

    def sign_all(self, n: int, who: int) -> None:
        if unit := self.unit(n):
            for person in flow.people_of(unit):
                flow.answer_consents(person)
            for one in unit.replacements.filter(in_force_on=None, dropped_on=None):
                flow.answer_consents(one.mentor_entry.person)

    def take_consent_back(self, n: int, who: int) -> None:
        """His duty in this unit, or the processing of his data."""
        if unit := self.unit(n):
            actor = self.person(unit, who)
            kind = Consent.Kind.DUTY if n % 3 else Consent.Kind.PDN_PROCESSING
            rows = Consent.objects.filter(person_id=actor.person_id, kind=kind, state="signed")
            row = rows.filter(unit=unit if kind == Consent.Kind.DUTY else None).first()
            if row is not None:
                consent_answers.revoke(actor=actor, consent=row)

    def decline_consent(self, n: int, who: int) -> None:
        row = self.of_units(Consent, n, state="sent")
        if row is not None:
            consent_answers.decline(actor=flow.himself(row.person), consent=row)

    def sign_one(self, n: int, who: int) -> None:
        row = self.of_units(Consent, n, state="sent")
        if row is not None:
            consent_answers.sign(actor=flow.himself(row.person), consent=row)

    # — orders —

    def _ordered(self, draft: Any) -> None:
        curator, head = self.office("curator"), self.office("head")
        order = orders.send_order(actor=curator, draft=draft)
        order = orders.approve_order(actor=head, order=order, version=Order.objects.get(pk=order.pk).version)
        orders.register_order(actor=curator, order=order, number=f"{order.pk}", dated=curator.today)

    def order(self, n: int, who: int) -> None:
        if unit := self.unit(n):
            self._ordered(pairs_order(self.office("curator"), [unit]))

    def order_in_advance(self, n: int, who: int) -> None:
        """Drafted and signed; registered by another press."""
        if unit := self.unit(n):
            curator, head = self.office("curator"), self.office("head")
            order = orders.send_order(actor=curator, draft=pairs_order(curator, [unit]))
            orders.approve_order(actor=head, order=order, version=Order.objects.get(pk=order.pk).version)

    def register(self, n: int, who: int) -> None:
        order = Order.objects.filter(organization_id=self.node.id, state="signed").order_by("-pk").first()
        if order is not None:
            curator = self.office("curator")
            orders.register_order(actor=curator, order=order, number=f"{order.pk}", dated=curator.today)

    def cancel_order(self, n: int, who: int) -> None:
        if unit := self.unit(n):
            clause = OrderClause.objects.filter(units__unit=unit, units__in_force=True).select_related("order").first()
            if clause is not None:
                self._ordered(cancelling_order(self.office("curator"), clause.order, "ошибкой"))

    # — programmes —

    def draw_up(self, n: int, who: int) -> None:
        if unit := self.unit(n):
            program = flow.drafted(unit, lines=1 + n % 2)
            programs.submit_program(actor=self.mentor(unit), program=program)

    def approve(self, n: int, who: int) -> None:
        if program := self.program(n):
            programs.approve_program(
                actor=self.office("curator"), program=program, version=program.version, knowing=True
            )

    def give_back(self, n: int, who: int) -> None:
        if program := self.program(n):
            programs.return_program(
                actor=self.office("curator"), program=program, version=program.version, remark="Поправьте"
            )

    def send_again(self, n: int, who: int) -> None:
        if program := self.program(n):
            for person in flow.people_of(program.unit)[1:]:
                program_notes.add_note(actor=flow.himself(person), program=program, kind="agreed")
            programs.submit_program(actor=self.mentor(program.unit), program=program)

    def mark(self, n: int, who: int) -> None:
        if program := self.program(n):
            state = ("done", "done", "planned")[who % 3]
            lines = list(program.plan.select_related("program"))
            programs.mark_activities(actor=self.mentor(program.unit), program=program, activities=lines, state=state)

    def complete(self, n: int, who: int) -> None:
        if program := self.program(n):
            closings.complete_program(actor=self.office("curator"), program=program)

    def terminate(self, n: int, who: int) -> None:
        if program := self.program(n):
            curator = self.office("curator")
            reasons = ("MUTUAL", "MENTOR_INITIATIVE", "MENTEE_INITIATIVE", "EMPLOYER_CANCEL", "LEFT_ORG")
            words = {**FILED, "filed_on": curator.today}
            closings.terminate_program(actor=curator, program=program, reason=reasons[who % 5], **words)

    def settle_ending(self, n: int, who: int) -> None:
        row = self.of_units(Ending, n, done_on=None, withdrawn_on=None)
        if row is not None:
            verb = closings.withdraw_ending if who == 3 else closings.sign_ending
            verb(actor=self.person(row.program.unit, who), ending=row)

    def offer_change(self, n: int, who: int) -> None:
        if program := self.program(n):
            line = ActivityDraft("METHOD", f"По изменению {who}")
            new = {"new_end_on": program.end_on + (who - 2) * 20 * DAY, "lines": [line]}
            kind = ("extend", "shorten", "plan")[n % 3]
            amendments.propose(actor=self.mentor(program.unit), program=program, kind=kind, **new)

    def settle_change(self, n: int, who: int) -> None:
        row = self.of_units(Amendment, n, in_force_on=None, refused_on=None)
        if row is not None:
            verb = amendments.refuse if who == 3 else amendments.sign
            verb(actor=self.person(row.program.unit, who), amendment=row)

    def pause(self, n: int, who: int) -> None:
        if unit := self.unit(n):
            pauses.pause(actor=self.office("curator"), unit=unit, reason="Отпуск")

    def resume(self, n: int, who: int) -> None:
        if unit := self.unit(n):
            pauses.resume(actor=self.office("curator"), unit=unit)

    # — statements, another mentor, the bank —

    def file(self, n: int, who: int) -> None:
        if unit := self.unit(n):
            kind = "replace" if who % 2 else "release"
            applications.file(actor=self.person(unit, who), kind=kind, text="Прошу", unit=unit)

    def decide(self, n: int, who: int) -> None:
        row = self.of_units(Application, n, state="filed")
        if row is None:
            return
        if who == 2:
            applications.turn_down(actor=self.office("head"), application=row, answer="Нет")
        elif who == 3:
            applications.take_back(actor=flow.himself(row.author), application=row)
        else:
            applications.accept(actor=self.office("head"), application=row)

    def choose_another(self, n: int, who: int) -> None:
        if unit := self.unit(n):
            mentor = MentorEntry.objects.select_related("person").get(pk=self.mentors[who % len(self.mentors)])
            replacements.choose(actor=self.office("curator"), unit=unit, mentor=mentor)

    def order_another(self, n: int, who: int) -> None:
        if unit := self.unit(n):
            row = unit.replacements.filter(dropped_on=None).order_by("-pk").first()
            if row is not None:
                self._ordered(replacement_order(self.office("curator"), row))

    def take_duties_back(self, n: int, who: int) -> None:
        if unit := self.unit(n):
            row = unit.agreements.exclude(state__in=["terminated", "expired"]).order_by("-pk").first()
            if row is None:
                return
            if who % 2:
                agreement_answers.cancel_by_employer(actor=self.office("head"), agreement=row)
            else:
                agreement_answers.refuse(actor=flow.himself(row.person), agreement=row)

    def offer_agreement_again(self, n: int, who: int) -> None:
        if unit := self.unit(n):
            row = agreement_answers.offer_again(actor=self.office("curator"), unit=unit)
            agreement_answers.agree(actor=flow.himself(row.person), agreement=row)
            agreement_answers.sign_now(actor=self.office("head"), agreement=row)

    def rest(self, n: int, who: int) -> None:
        entry = MentorEntry.objects.select_related("person").get(pk=self.mentors[who % len(self.mentors)])
        verb = banks.resume_mentor if entry.state == "suspended" else banks.suspend_mentor
        verb(actor=self.office("curator"), entry=entry)

    def leave_the_bank(self, n: int, who: int) -> None:
        model, keys = (MentorEntry, self.mentors) if who % 2 else (MenteeEntry, self.mentees)
        entry = model.objects.select_related("person").get(pk=keys[n % len(keys)])
        banks.withdraw_entry(actor=self.office("curator"), entry=entry)

    # — meetings, tasks, calls for help —

    def plan(self, n: int, who: int) -> None:
        if unit := self.unit(n):
            meeting_plans.plan_meetings(
                actor=self.person(unit, who), unit=unit, planned_at=clock.now() + (1 + who) * 3 * DAY, times=1 + n % 2
            )

    def change_plan(self, n: int, who: int) -> None:
        row = self.of_units(Meeting, n)
        if row is None:
            return
        actor = self.person(row.unit, who)
        if who == 0:
            meeting_plans.reschedule_meeting(actor=actor, meeting=row, planned_at=clock.now() + 5 * DAY)
        elif who == 1:
            meeting_plans.call_off_meeting(actor=actor, meeting=row)
        elif who == 2:
            meeting_plans.miss_meeting(actor=actor, meeting=row, missed_by="mentee")
        else:
            meetings.cancel_meeting(actor=self.office("curator"), meeting=row)

    def record(self, n: int, who: int) -> None:
        if unit := self.unit(n):
            actor = self.mentor(unit)
            line = unit.programs.filter(plan__isnull=False).values_list("plan", flat=True).first() if who % 2 else None
            activity = unit.programs.get(plan=line).plan.get(pk=line) if line else None
            ahead = unit.meetings.filter(state="planned").first() if who > 1 else None
            kind = "speed" if "SPEED" in unit.kinds else ("cycle", "final", "on_demand")[n % 3]
            meetings.record_meeting(
                actor=actor, unit=unit, held_on=actor.today, content="Урок", kind=kind, activity=activity,
                planned=ahead, goals="Цель",
            )  # fmt: skip

    def confirm(self, n: int, who: int) -> None:
        row = self.of_units(Meeting, n, state="held")
        if row is not None:
            for person in flow.people_of(row.unit):
                if person.pk != row.recorded_by_id or "REVERSE" in row.unit.kinds:
                    meetings.confirm_meeting(actor=flow.himself(person), meeting=row, usefulness=8)

    def give_task(self, n: int, who: int) -> None:
        if unit := self.unit(n):
            members = list(unit.members.filter(side="mentee").values_list("pk", flat=True))
            tasks_of_pairs.give_task(actor=self.mentor(unit), unit=unit, members=members, text="План урока")

    def do_task(self, n: int, who: int) -> None:
        row = self.of_units(MeetingTask, n)
        if row is None:
            return
        if who == 0:
            tasks_of_pairs.hand_in(actor=flow.himself(row.member.person), task=row)
        elif who == 1:
            tasks_of_pairs.accept(actor=self.mentor(row.unit), task=row)
        elif who == 2:
            tasks_of_pairs.send_back(actor=self.mentor(row.unit), task=row, remark="Ещё раз")
        else:
            tasks_of_pairs.take_back(actor=self.mentor(row.unit), task=row)

    def call(self, n: int, who: int) -> None:
        if unit := self.unit(n):
            row = self.of_units(HelpRequest, n)
            if row is not None and who % 2:
                help.answer_help(actor=self.mentor(row.unit), call=row, answer="Иду")
            else:
                help.ask_for_help(actor=self.person(unit, 1), unit=unit, text="Помогите")
