"""Bodies of unsafe calls. Types and lengths are checked here; the rules are those of the pages' forms and services."""

from rest_framework import serializers

from programs.models import Meeting, Program
from programs.models.bank_choices import IdentifiedBasis, IdentifiedBy, MenteeCategory, MentorSource

from .base import Id, Strict


def _codes() -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=30), required=False, max_length=40)


class NewMentor(Strict):
    person = Id(help_text="From /people/; in no bank of mentors yet")
    source = serializers.ChoiceField(choices=MentorSource.choices, required=False, help_text="Of a person from outside")
    subject = serializers.CharField(max_length=120, required=False, allow_blank=True)
    competencies = _codes()
    measurable_results = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class NewMentee(Strict):
    person = Id(help_text="From /people/; in no bank of mentees yet")
    category = serializers.ChoiceField(
        choices=[choice for choice in MenteeCategory.choices if choice[0] != MenteeCategory.SENSITIVE]
    )
    subject = serializers.CharField(max_length=120, required=False, allow_blank=True)
    experience_teaching = serializers.IntegerField(min_value=0, max_value=70, required=False)
    identified_by = serializers.ChoiceField(choices=IdentifiedBy.choices, required=False)
    identified_basis = serializers.ChoiceField(choices=IdentifiedBasis.choices, required=False)


class NewUnit(Strict):
    mentor = Id(help_text="From /mentors/")
    mentees = serializers.ListField(child=Id(), min_length=1, max_length=30, help_text="From /mentees/")
    form = serializers.CharField(max_length=140, help_text="A form that the school's regulation allows")
    more_forms = _codes()
    kind = serializers.CharField(max_length=30, required=False, allow_blank=True)
    reverse = serializers.BooleanField(required=False)
    form_basis = serializers.CharField(max_length=500, required=False, allow_blank=True)
    role_model = serializers.CharField(max_length=24, required=False, allow_blank=True)
    questions = _codes()
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class NewMeeting(Strict):
    unit = Id(help_text="From /units/")
    held_on = serializers.DateField()
    content = serializers.CharField(max_length=4000)
    duration = serializers.ChoiceField(choices=[30, 45, 60, 90], required=False)
    kind = serializers.ChoiceField(choices=Meeting.Kind.choices, required=False)
    mode = serializers.ChoiceField(choices=Program.WorkMode.choices, required=False)
    goals = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    agreement = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    activity = Id(required=False, help_text="A line of the plan that is at work")
    finishes_line = serializers.BooleanField(required=False)
    present = serializers.ListField(child=Id(), required=False, max_length=40, help_text="Members who were there")
