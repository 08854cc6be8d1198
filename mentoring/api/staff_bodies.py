"""The body of a staff list. Types and lengths; what a value says is the trouble of its own row."""

from rest_framework import serializers

from programs.services.staff_lists import MOST_ROWS

from .base import Id, Strict


def _text(most: int = 200, words: str = "") -> serializers.CharField:
    return serializers.CharField(max_length=most, required=False, allow_blank=True, allow_null=True, help_text=words)


class StaffRow(Strict):
    key = _text(words="The person's number in the registry; a СНИЛС is kept as a digest alone")
    organization = Id(required=False, allow_null=True, help_text="From /organizations/; or one of the four below")
    ogrn = _text()
    inn = _text()
    organization_code = _text()
    organization_name = _text(500)
    last_name = _text()
    first_name = _text()
    patronymic = _text()
    birth_date = _text(words="Kept where we have none; never told back")
    email = _text(words="Kept where we have none and the person has no login")
    position = _text()
    subject = _text()
    qualification_category = _text(words="In words: первая, высшая…")
    hired_on = _text(words="YYYY-MM-DD or DD.MM.YYYY")
    left_on = _text(words="The last day of work")
    elsewhere = serializers.ChoiceField(
        choices=["transfer", "second"], required=False, help_text="What it is when he works at another organization"
    )
    person = Id(required=False, help_text="Which of the `candidates` of the report he is")
    new_person = serializers.BooleanField(required=False, help_text="He is none of the `candidates`")


class NewStaffList(Strict):
    dry_run = serializers.BooleanField(default=True, help_text="true: nothing is written, only reported")
    complete = serializers.BooleanField(
        default=False, help_text="The rows are everybody who works at their schools: whoever is missing has left"
    )
    confirm_leaving = serializers.ListField(
        child=Id(),
        default=list,
        max_length=MOST_ROWS,
        help_text="Schools that may lose more than a fifth of their staff",
    )
    rows = StaffRow(many=True, allow_empty=False, max_length=MOST_ROWS)
