"""Bodies of what is done with courses and practices."""

from rest_framework import serializers

from reports.models import PracticeUse

from .base import Id, Strict


class Nothing(Strict):
    """The address says it all."""


class NewEnrolment(Strict):
    people = serializers.ListField(
        child=Id(), min_length=1, max_length=200, help_text="Employees of one's own organization, from /people/"
    )


class NewUse(Strict):
    applied_on = serializers.DateField()
    helped = serializers.ChoiceField(choices=PracticeUse.Helped.choices)
    outcome = serializers.CharField(max_length=1000, help_text="Without names: other organizations read it")
    version = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, required=False, help_text="To put right what was written: its version"
    )
