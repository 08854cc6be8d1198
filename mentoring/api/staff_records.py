"""What is told of jobs and of staff lists: no birthday, telephone or address."""

import datetime
from typing import Any

from rest_framework import serializers

from accounts.models import Employment
from programs.models import ImportBatch
from programs.services.staff_export import last_day

from .records import PersonName


class StaffRecord(serializers.ModelSerializer):
    person = PersonName()
    keys = serializers.SerializerMethodField(help_text="Numbers of the registry that we know")
    organization = serializers.IntegerField(source="organization_id")
    ogrn = serializers.CharField(source="organization.ogrn")
    inn = serializers.CharField(source="organization.inn")
    position = serializers.CharField(source="title")
    hired_on = serializers.DateField(source="valid_from")
    left_on = serializers.SerializerMethodField(help_text="The last day of work")

    class Meta:
        model = Employment
        fields = (
            "id", "person", "keys", "organization", "ogrn", "inn", "position", "subject", "qualification_category",
            "is_primary", "hired_on", "left_on",
        )  # fmt: skip
        read_only_fields = fields

    def get_keys(self, job: Any) -> list[str]:
        return [row.key for row in job.person.numbers]

    def get_left_on(self, job: Any) -> datetime.date | None:
        return last_day(job)


class StaffListRecord(serializers.ModelSerializer):
    organization = serializers.IntegerField(source="organization_id")
    rows_read = serializers.IntegerField()

    class Meta:
        model = ImportBatch
        fields = ("id", "organization", "stage", "rows_read", "created_at", "applied_at")
        read_only_fields = fields


class StaffNumbers(serializers.Serializer):
    new = serializers.IntegerField()
    change = serializers.IntegerField()
    leave = serializers.IntegerField()
    todo = serializers.IntegerField(help_text="Rows that wait: see their problems")
    torn = serializers.IntegerField(help_text="Leavings that wait for confirm_leaving")
    same = serializers.IntegerField()
    passed = serializers.IntegerField(help_text="Repeats, and people who had left before we knew them")
    unlisted = serializers.IntegerField(
        help_text="Of a complete list: who works with us and whom the registry never named"
    )


class StaffSchool(StaffNumbers):
    organization = serializers.IntegerField(source="id")


class Change(serializers.Serializer):
    field = serializers.CharField()
    old = serializers.CharField()
    new = serializers.CharField()


class RowProblem(serializers.Serializer):
    code = serializers.CharField()
    field = serializers.CharField()
    text = serializers.CharField()


class StaffLine(serializers.Serializer):
    row = serializers.IntegerField(allow_null=True, help_text="From 1; null: not in the list")
    key = serializers.CharField()
    organization = serializers.IntegerField(allow_null=True)
    person = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    outcome = serializers.CharField(help_text="new, change, leave, same, passed, waits")
    action = serializers.CharField(
        help_text="new, second, transfer, return, job, change, link, leave, same, gone, repeat, former"
    )
    changes = Change(many=True)
    candidates = serializers.ListField(child=serializers.IntegerField())
    units = serializers.IntegerField(help_text="Of one who leaves: pairs that go on until a person ends them")
    roles = serializers.ListField(child=serializers.CharField(), help_text="Of one who leaves: roles that he still has")
    problems = RowProblem(many=True)


class StaffListReport(serializers.Serializer):
    id = serializers.IntegerField(source="batch.pk")
    stage = serializers.CharField(source="batch.stage", help_text="review: a trial, nothing is written; done")
    created_at = serializers.DateTimeField(source="batch.created_at")
    applied_at = serializers.DateTimeField(source="batch.applied_at", allow_null=True)
    totals = StaffNumbers()
    schools = StaffSchool(many=True)
    rows = StaffLine(many=True)
