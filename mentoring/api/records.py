"""What is told of each row: fields that a page of the same reader shows. No telephone or mail of a person, no birthday,
no note of the curator, no sealed mark: not even that there is one.
"""

from typing import Any

from rest_framework import serializers

from accounts.models import Organization, Person
from monitoring.models import MonitoringCampaign, PeriodReport
from programs.models import Meeting, MenteeEntry, MentorEntry, Order, Program, Unit, UnitMember
from programs.models.bank_choices import MenteeCategory


class OrganizationRecord(serializers.ModelSerializer):
    parent = serializers.IntegerField(source="parent_id", allow_null=True)

    class Meta:
        model = Organization
        fields = (
            "id", "kind", "school_kind", "parent", "name", "short_name", "founder", "place", "address", "phone",
            "email", "ogrn", "inn", "kpp", "time_zone", "closed_on", "version",
        )  # fmt: skip
        read_only_fields = fields


class PersonName(serializers.ModelSerializer):
    class Meta:
        model = Person
        fields = ("id", "last_name", "first_name", "patronymic")
        read_only_fields = fields


class Job(serializers.Serializer):
    organization = serializers.IntegerField(source="organization_id")
    title = serializers.CharField()


class PersonRecord(PersonName):
    """``jobs`` and ``classes``: within the reader's reach."""

    jobs = Job(many=True)
    classes = serializers.SerializerMethodField()

    class Meta(PersonName.Meta):
        fields = (*PersonName.Meta.fields, "jobs", "classes", "version")
        read_only_fields = fields

    def get_classes(self, person: Any) -> list[str]:
        return [place.class_label for place in person.places]


class _Owned(serializers.ModelSerializer):
    organization = serializers.IntegerField(source="organization_id")


class _Entry(_Owned):
    person = PersonName()
    work_modes = serializers.ListField(child=serializers.CharField())


ENTRY = (
    "id",
    "organization",
    "person",
    "track",
    "state",
    "subject",
    "work_modes",
    "joined_on",
    "created_at",
)


class MentorRecord(_Entry):
    competencies = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = MentorEntry
        fields = (*ENTRY, "source", "competencies", "max_parallel", "qualification_category", "version")
        read_only_fields = fields


class MenteeRecord(_Entry):
    """``category`` is told to whoever keeps or reads the bank; a sensitive one to nobody."""

    category = serializers.SerializerMethodField()

    class Meta:
        model = MenteeEntry
        # Without its version: sealing grows it, and that something was sealed is told to nobody.
        fields = (*ENTRY, "category")
        read_only_fields = fields

    def get_category(self, entry: MenteeEntry) -> str:
        reads = self.context["view"].actor.may("mentees.view")
        return entry.category if reads and entry.category != MenteeCategory.SENSITIVE else ""


class MemberRecord(serializers.ModelSerializer):
    person = PersonName()

    class Meta:
        model = UnitMember
        fields = ("id", "side", "person")
        read_only_fields = fields


class UnitRecord(_Owned):
    members = MemberRecord(many=True)

    class Meta:
        model = Unit
        fields = (
            "id", "organization", "kind", "track", "form", "form_name", "more_forms", "kinds", "role_model", "state",
            "members", "proposed_at", "closed_on", "version",
        )  # fmt: skip
        read_only_fields = fields


class ProgramRecord(_Owned):
    """``lines_done`` of ``lines_counted`` lines of the plan: excluded ones do not count."""

    unit = serializers.IntegerField(source="unit_id")
    lines_done = serializers.IntegerField(source="done")
    lines_counted = serializers.IntegerField(source="counted")

    class Meta:
        model = Program
        fields = (
            "id", "organization", "unit", "title", "state", "start_on", "end_on", "work_mode", "goal",
            "planned_results", "lines_done", "lines_counted", "approved_on", "closed_on", "created_at", "version",
        )  # fmt: skip
        read_only_fields = fields


class MeetingRecord(serializers.ModelSerializer):
    organization = serializers.IntegerField(source="unit.organization_id")
    unit = serializers.IntegerField(source="unit_id")

    class Meta:
        model = Meeting
        fields = (
            "id", "organization", "unit", "kind", "state", "planned_at", "held_on", "duration", "mode", "place",
            "content", "agreement", "goals", "recorded_at", "confirmed_at", "version",
        )  # fmt: skip
        read_only_fields = fields


class RequisitesRecord(_Owned):
    """What a body reads of the orders below it."""

    class Meta:
        model = Order
        fields = ("id", "organization", "title", "number", "dated", "state")
        read_only_fields = fields


class OrderRecord(RequisitesRecord):
    """An order of one's own organization; its text is a document, not a record."""

    class Meta(RequisitesRecord.Meta):
        fields = (
            *RequisitesRecord.Meta.fields, "signed_at", "registered_at", "published_at", "created_at", "version",
        )  # fmt: skip
        read_only_fields = fields


class ReportRecord(_Owned):
    class Meta:
        model = PeriodReport
        fields = (
            "id", "organization", "kind", "period", "state", "due_on", "term_on", "handed_on", "confirmed_at",
            "accepted_at", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class FigureRecord(serializers.Serializer):
    code = serializers.CharField(source="indicator.code")
    label = serializers.CharField(source="indicator.title")
    value = serializers.IntegerField()
    before = serializers.IntegerField(allow_null=True, help_text="A month earlier, as it was confirmed")
    present = serializers.IntegerField(allow_null=True, help_text="What the records say now, where that differs")
    explanation = serializers.CharField()


class ReportWithFigures(ReportRecord):
    """``figures`` of a month or a summary, frozen once confirmed; a quarter's account has none here."""

    figures = serializers.SerializerMethodField()

    class Meta(ReportRecord.Meta):
        fields = (*ReportRecord.Meta.fields, "figures")
        read_only_fields = fields

    def get_figures(self, report: PeriodReport) -> list[dict[str, Any]]:
        return FigureRecord(self.context["lines"], many=True).data


class CampaignRecord(_Owned):
    class Meta:
        model = MonitoringCampaign
        fields = (
            "id", "organization", "title", "moment", "school_year", "state", "opens_on", "closes_on",
            "created_at",
        )  # fmt: skip
        read_only_fields = fields


class BarRecord(serializers.Serializer):
    label = serializers.CharField()
    count = serializers.IntegerField()
    share = serializers.CharField()


class QuestionRecord(serializers.Serializer):
    code = serializers.CharField(source="question.code")
    text = serializers.CharField(source="question.text")
    kind = serializers.CharField(source="question.kind")
    answered = serializers.IntegerField(source="tally.n")
    hidden = serializers.BooleanField(source="is_hidden", help_text="Too few people: no figure is shown")
    gist = serializers.CharField()
    answers = serializers.SerializerMethodField()

    def get_answers(self, line: Any) -> list[dict[str, Any]]:
        return [] if line.is_hidden or not line.tally.n else BarRecord(line.bars, many=True).data


class GroupRecord(serializers.Serializer):
    role = serializers.CharField()
    track = serializers.CharField()
    name = serializers.CharField()
    answered = serializers.IntegerField()
    questions = QuestionRecord(many=True, source="lines")


class ResultsRecord(serializers.Serializer):
    campaign = serializers.IntegerField(source="campaign.pk")
    least = serializers.IntegerField(help_text="Groups of fewer people are hidden")
    groups = GroupRecord(many=True)


class MeRecord(serializers.Serializer):
    """In whose name the caller acts, and what it may."""

    person = serializers.IntegerField(source="person_id")
    role = serializers.CharField()
    organization = serializers.IntegerField(source="organization_id")
    permissions = serializers.ListField(child=serializers.CharField())
    scopes = serializers.ListField(child=serializers.CharField(), allow_null=True, help_text="null: a session")
    expires_at = serializers.DateTimeField(allow_null=True)
