"""What is told of practices, nominations and awards. Authors of a practice are named on its page alone; above a school
nobody who is put forward is named without his consent to the transfer of his data.
"""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from programs.regulation.catalogue.choices import AWARD_CONDITIONS
from reports.award_catalogue import Award
from reports.models import Nomination, PracticeUse, Publication

from .learning_records import codes
from .records import PersonName


class PracticeRecord(serializers.ModelSerializer):
    organization = serializers.IntegerField(source="organization_id")
    organization_name = serializers.CharField(source="organization.short_name")
    areas = codes()
    category = serializers.CharField()
    times = serializers.IntegerField(help_text="How many other organizations have tried it")
    helped = serializers.IntegerField(help_text="How many of them it has helped, wholly or in part")
    in_region = serializers.BooleanField(help_text="In the bank of the region")
    in_municipality = serializers.BooleanField()

    class Meta:
        model = Publication
        fields = (
            "id", "organization", "organization_name", "title", "text", "areas", "form", "category", "times", "helped",
            "in_region", "in_municipality", "created_at", "version",
        )  # fmt: skip
        read_only_fields = fields


class UseRecord(serializers.ModelSerializer):
    """What came of a practice in another organization; nobody is named in it."""

    organization = serializers.IntegerField(source="organization_id")
    organization_name = serializers.CharField(source="organization.short_name")

    class Meta:
        model = PracticeUse
        fields = ("id", "organization", "organization_name", "applied_on", "helped", "outcome", "version")
        read_only_fields = fields


class PracticeWithUses(PracticeRecord):
    uses = UseRecord(many=True)

    class Meta(PracticeRecord.Meta):
        fields = (*PracticeRecord.Meta.fields, "uses")
        read_only_fields = fields


class NominationRecord(serializers.ModelSerializer):
    """``person`` and the words about him are told where he may be named to the reader; null and empty elsewhere."""

    organization = serializers.IntegerField(source="organization_id")
    award = serializers.CharField(source="award_key", help_text="`key` of /awards/")
    person = serializers.SerializerMethodField()
    named = serializers.BooleanField()
    reason = serializers.SerializerMethodField()
    body = serializers.SerializerMethodField(help_text="Which contest or reserve is meant")
    remark = serializers.SerializerMethodField()
    act = serializers.SerializerMethodField()
    desk = serializers.IntegerField(source="desk_id", allow_null=True, help_text="The body where it lies, or lay last")

    class Meta:
        model = Nomination
        fields = (
            "id", "organization", "award", "title", "level", "part", "named", "person", "school_year", "reason", "body",
            "place", "basis", "state", "desk", "remark", "recommended_on", "submitted_on", "awarded_on", "act",
            "presented_on", "created_at", "version",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(PersonName(allow_null=True))
    def get_person(self, row: Any) -> dict[str, Any] | None:
        return PersonName(row.person).data if row.named else None

    def get_reason(self, row: Any) -> str:
        return row.reason if row.named else ""

    def get_body(self, row: Any) -> str:
        return row.body if row.named else ""

    def get_remark(self, row: Any) -> str:
        return row.remark if row.named else ""

    def get_act(self, row: Any) -> str:
        return row.act if row.named else ""


class ConditionRecord(serializers.Serializer):
    """A condition of the award as the records show it today."""

    code = serializers.CharField()
    label = serializers.CharField()
    met = serializers.BooleanField()
    lack = serializers.SerializerMethodField(help_text="What is missing; empty where it is met")
    todo = serializers.SerializerMethodField()
    clause = serializers.CharField()

    def get_lack(self, check: Any) -> str:
        return "" if check.met else check.lack

    def get_todo(self, check: Any) -> str:
        return "" if check.met else check.todo


class NominationWithConditions(NominationRecord):
    conditions = serializers.SerializerMethodField()

    class Meta(NominationRecord.Meta):
        fields = (*NominationRecord.Meta.fields, "conditions")
        read_only_fields = fields

    @extend_schema_field(ConditionRecord(many=True))
    def get_conditions(self, row: Any) -> list[dict[str, Any]]:
        return ConditionRecord(self.context["checks"], many=True).data


class AwardCondition(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()


class AwardRecord(serializers.Serializer):
    key = serializers.CharField()
    title = serializers.CharField()
    level = serializers.CharField(help_text="school, municipality, region, federal: who has the last word")
    parts = serializers.ListField(child=serializers.CharField(), help_text="mentor, mentee, curator")
    owner = serializers.CharField(help_text="The organization that has added it; empty for a shipped one")
    basis = serializers.CharField()
    conditions = AwardCondition(many=True)


class AwardCatalogue(serializers.Serializer):
    results = AwardRecord(many=True)


def award_line(award: Award, conditions: tuple[str, ...], basis: str) -> dict[str, Any]:
    named = [{"code": code, "label": str(AWARD_CONDITIONS[code])} for code in conditions if code in AWARD_CONDITIONS]
    return {
        "key": award.key, "title": award.title, "level": award.level, "parts": award.parts, "owner": award.owner,
        "basis": basis, "conditions": named,
    }  # fmt: skip
