"""What is told of courses, communities and the library: what their pages show to the same reader."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from programs.models import Community, CommunityNews, Event, GrowthResource, Material, TrainingCourse, TrainingEnrolment
from programs.queries import communities

from .records import PersonName


def codes() -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField())


class CourseRecord(serializers.ModelSerializer):
    """``reaches``: the node whose subtree is invited. Empty lists are «everybody», «everything»."""

    organization = serializers.IntegerField(source="organization_id")
    organization_name = serializers.CharField(source="organization.short_name")
    reaches = serializers.IntegerField(source="reaches_id")
    areas = codes()
    audience = codes()
    left = serializers.IntegerField(allow_null=True, help_text="Places free; null: as many as come")

    class Meta:
        model = TrainingCourse
        fields = (
            "id", "organization", "organization_name", "reaches", "kind", "title", "about", "on_mentoring", "areas",
            "audience", "hours", "starts_on", "ends_on", "enrol_until", "mode", "networked", "partners", "site",
            "places", "left", "link", "contact", "outcome", "state", "created_at", "version",
        )  # fmt: skip
        read_only_fields = fields


class EnrolmentRecord(serializers.ModelSerializer):
    """An employee at a course; ``organization`` has sent him. Pupils are at none."""

    course = serializers.IntegerField(source="course_id")
    organization = serializers.IntegerField(source="organization_id")
    person = PersonName()

    class Meta:
        model = TrainingEnrolment
        fields = (
            "id", "course", "organization", "person", "state", "enrolled_at", "completed_on", "hours", "document",
        )  # fmt: skip
        read_only_fields = fields


class EnrolledRecord(serializers.Serializer):
    id = serializers.IntegerField(source="course.pk")
    left = serializers.IntegerField(source="course.left", allow_null=True)
    enrolments = EnrolmentRecord(many=True, help_text="Of everybody who was asked for; who found no place waits")


class CommunityRecord(serializers.ModelSerializer):
    organization = serializers.IntegerField(source="organization_id")
    organization_name = serializers.CharField(source="organization.short_name")
    areas = codes()
    led_by = serializers.CharField()
    members = serializers.IntegerField(source="people", help_text="How many; names are told on the page of its keeper")
    mine = serializers.BooleanField(help_text="One has joined it oneself")
    invited = serializers.BooleanField()

    class Meta:
        model = Community
        fields = (
            "id", "organization", "organization_name", "kind", "name", "goals", "subject", "areas", "link", "led_by",
            "contact", "members", "mine", "invited", "created_on", "closed_on", "version",
        )  # fmt: skip
        read_only_fields = fields


class CommunityEvent(serializers.ModelSerializer):
    organization = serializers.IntegerField(source="organization_id")

    class Meta:
        model = Event
        fields = ("id", "organization", "kind", "title", "starts_at", "ends_at", "place", "state")
        read_only_fields = fields


class CommunityWords(serializers.ModelSerializer):
    class Meta:
        model = CommunityNews
        fields = ("id", "text", "created_at")
        read_only_fields = fields


class CommunityWhole(CommunityRecord):
    """``ahead`` and ``behind``: its meetings that stand in one's calendar. ``news``: for members and its keeper."""

    ahead = serializers.SerializerMethodField()
    behind = serializers.SerializerMethodField()
    news = serializers.SerializerMethodField()

    class Meta(CommunityRecord.Meta):
        fields = (*CommunityRecord.Meta.fields, "ahead", "behind", "news")
        read_only_fields = fields

    @extend_schema_field(CommunityEvent(many=True))
    def get_ahead(self, row: Community) -> list[dict[str, Any]]:
        return CommunityEvent(self.context["meetings"][0], many=True).data

    @extend_schema_field(CommunityEvent(many=True))
    def get_behind(self, row: Community) -> list[dict[str, Any]]:
        return CommunityEvent(self.context["meetings"][1], many=True).data

    @extend_schema_field(CommunityWords(many=True))
    def get_news(self, row: Community) -> list[dict[str, Any]]:
        if not (row.mine or communities.leads(self.context["view"].actor, row)):
            return []
        return CommunityWords(row.news.all()[: communities.NEWS], many=True).data


class MaterialRecord(serializers.ModelSerializer):
    organization = serializers.IntegerField(source="organization_id")
    source = serializers.CharField(help_text="Who has published it")
    areas = codes()
    audience = codes()
    category = serializers.CharField()
    has_file = serializers.SerializerMethodField(help_text="It is read on its page")

    class Meta:
        model = Material
        fields = (
            "id", "organization", "kind", "title", "about", "source", "url", "has_file", "audience", "form", "category",
            "areas", "added_on", "closed_on", "version",
        )  # fmt: skip
        read_only_fields = fields

    def get_has_file(self, row: Material) -> bool:
        return row.file_id is not None


class ResourceRecord(serializers.ModelSerializer):
    organization = serializers.IntegerField(source="organization_id")
    community = serializers.IntegerField(source="community_id", allow_null=True)

    class Meta:
        model = GrowthResource
        fields = ("id", "organization", "kind", "title", "provider", "hours", "url", "community", "closed_on")
        read_only_fields = fields
