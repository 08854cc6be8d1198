"""Banks, units, programmes, meetings, orders: read, and four things that can be added."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from accounts.permissions import get_visible
from accounts.queries.people import OTHERS, PUPILS, STAFF
from programs.forms.banks import MenteeForm, MentorForm, UnitForm, free_people
from programs.forms.meetings import MeetingForm
from programs.models import Meeting, MenteeEntry, MentorEntry, Order, Program, Unit, UnitMember
from programs.queries.bank_words import basis_of_form
from programs.queries.plan_rules import counted_lines
from programs.services import banks, meetings, proposals

from .. import bodies, records
from ..base import AskedOfRows, Rows
from ..idempotency import once
from ..schema import reads, writes
from .forms import checked, form_data


def _asked(model: Any, *others: str) -> type[AskedOfRows]:
    """Parameters of a list: the common ones, the state, and codes by which its page filters."""
    named: dict[str, Any] = {"state": serializers.ChoiceField(choices=model.State.choices, required=False)}
    for name in others:
        named[name] = serializers.ChoiceField(choices=model._meta.get_field(name).choices, required=False)
    return type(f"Asked{model.__name__}", (AskedOfRows,), named)


def _group_of(view: Any, model: Any, person: int, groups: Iterable[str]) -> str:
    """Out of whom the page offers this person."""
    for group in groups:
        if free_people(view.actor, model, group).filter(pk=person).exists():
            return group
    raise serializers.ValidationError({"person": [_("Такого человека нет среди тех, кого можно добавить")]})


@reads("mentors", "The bank of mentors of one's school; a mentor's own entry")
class Mentors(Rows):
    model, serializer_class, family = MentorEntry, records.MentorRecord, "banks"
    asks = _asked(MentorEntry, "track", "source")

    def rows(self) -> QuerySet:
        return super().rows().select_related("person")

    @writes(bodies.NewMentor, records.MentorRecord, "Add a mentor to the bank; the consents are asked for")
    def create(self, request: Any) -> Response:
        return once(request, self.actor, self._add)

    def _add(self) -> Any:
        self.must("bank.manage")
        body = self.valid_body(bodies.NewMentor)
        group = _group_of(self, MentorEntry, body["person"], (STAFF, PUPILS, OTHERS))
        data = checked(MentorForm(form_data(body), actor=self.actor, group=group))
        return self.told(banks.add_mentor(actor=self.actor, **data))


@reads("mentees", "The bank of mentees of one's school; one's own entry, one's child's, those whom one leads")
class Mentees(Rows):
    model, serializer_class, family = MenteeEntry, records.MenteeRecord, "banks"
    asks = _asked(MenteeEntry, "track")

    def rows(self) -> QuerySet:
        return super().rows().select_related("person")

    @writes(bodies.NewMentee, records.MenteeRecord, "Add a mentee to the bank; the consents are asked for")
    def create(self, request: Any) -> Response:
        return once(request, self.actor, self._add)

    def _add(self) -> Any:
        self.must("bank.manage")
        body = self.valid_body(bodies.NewMentee)
        group = _group_of(self, MenteeEntry, body["person"], (STAFF, PUPILS))
        data = checked(MenteeForm(form_data(body), actor=self.actor, group=group))
        return self.told(banks.add_mentee(actor=self.actor, **data))


@reads("units", "Pairs and groups of one's school, or in which one takes part, with their people")
class Units(Rows):
    model, serializer_class, family = Unit, records.UnitRecord, "units"
    asks = _asked(Unit, "track", "kind")

    def rows(self) -> QuerySet:
        return super().rows().prefetch_related(Prefetch("members", UnitMember.objects.select_related("person")))

    @writes(bodies.NewUnit, records.UnitRecord, "Propose a pair or a group; everybody in it is asked")
    def create(self, request: Any) -> Response:
        return once(request, self.actor, self._propose)

    def _propose(self) -> Any:
        self.must("unit.manage")
        data = checked(UnitForm(form_data(self.valid_body(bodies.NewUnit)), actor=self.actor))
        mentees = list(data["mentees"])
        unit = proposals.propose(
            actor=self.actor, mentor=data["mentor"], mentees=mentees, form=data["form"], form_name=data["form_name"],
            form_basis=data["form_basis"] or basis_of_form(mentees), more_forms=data["more_forms"],
            kinds=data["kinds"], reason=data["reason"], role_model=data.get("role_model", ""),
            questions=data.get("questions", []),
        )  # fmt: skip
        return self.told(unit)


@reads("programs", "Programmes of the units that one sees")
class Programs(Rows):
    model, serializer_class, family = Program, records.ProgramRecord, "programs"
    asks = _asked(Program)

    def rows(self) -> QuerySet:
        return super().rows().annotate(**counted_lines())


@reads("meetings", "Meetings of the pairs in which one works; of the school for its curator")
class Meetings(Rows):
    model, serializer_class, family = Meeting, records.MeetingRecord, "meetings"
    asks = _asked(Meeting, "kind")
    whose = "unit__organization_id"

    def rows(self) -> QuerySet:
        return super().rows().select_related("unit")

    @writes(bodies.NewMeeting, records.MeetingRecord, "Record a meeting that was held; the mentees confirm it")
    def create(self, request: Any) -> Response:
        return once(request, self.actor, self._record)

    def _record(self) -> Any:
        body = self.valid_body(bodies.NewMeeting)
        unit = get_visible(Unit, self.actor, body.pop("unit"), "organization__region")
        if not meetings.may_record(self.actor, unit):
            raise Http404
        blank = MeetingForm(unit=unit, today=self.actor.today)
        told = {name: blank.get_initial_for_field(field, name) for name, field in blank.fields.items()}
        told |= {"activity": None, "client_key": None} | form_data(body)
        data = checked(MeetingForm(form_data(told), unit=unit, today=self.actor.today))
        data.pop("photo", None)
        return self.told(meetings.record_meeting(actor=self.actor, unit=unit, **data))


@reads("orders", "Orders of one's own node, and those that wait for one's word")
class Orders(Rows):
    model, serializer_class, family = Order, records.OrderRecord, "orders"
    asks = _asked(Order)


@reads("order requisites", "Number, date and title of the registered orders below one's node")
class Requisites(Rows):
    model, serializer_class, family, needs = Order, records.RequisitesRecord, "orders", "order.requisites"
    asks = _asked(Order)

    def rows(self) -> QuerySet:
        return Order.objects.requisites_for(self.actor)
