"""Courses and internship sites with who is there, communities, the library of methods, the catalogue of growth."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from programs.models import Community, GrowthResource, Material, TrainingCourse, TrainingEnrolment
from programs.queries import communities, courses, library
from programs.services import course_people

from .. import learning_bodies as bodies
from .. import learning_records as records
from ..base import Asked, AskedOfRows, Id, Rows
from ..idempotency import once
from ..schema import reads, writes


class AskedCourses(AskedOfRows):
    state = serializers.ChoiceField(choices=TrainingCourse.State.choices, required=False)
    kind = serializers.ChoiceField(choices=TrainingCourse.Kind.choices, required=False)


@reads("courses", "Courses and internship sites announced to one's node, one's own, those of the schools below")
class Courses(Rows):
    model, serializer_class, family, needs = TrainingCourse, records.CourseRecord, "training", "course.view"
    asks = AskedCourses

    def rows(self) -> QuerySet:
        return super().rows().select_related("organization")

    @writes(bodies.NewEnrolment, records.EnrolledRecord, "Enrol employees of one's own; whoever finds no place waits")
    @action(detail=True, methods=["post"])
    def enrol(self, request: Any, pk: int) -> Response:
        return once(request, self.actor, self._enrol)

    def _enrol(self) -> Any:
        self.must("course.manage")
        course = self.get_object()
        people = set(self.valid_body(bodies.NewEnrolment)["people"])
        course_people.enrol(actor=self.actor, course=course, people=people)
        course.refresh_from_db(fields=["taken"])
        there = courses.people_at(course, organization_id=self.actor.organization_id).filter(person__in=people)
        return records.EnrolledRecord({"course": course, "enrolments": there}).data


class AskedEnrolments(Asked):
    organization = AskedOfRows().fields["organization"]
    course = Id(required=False, help_text="From /courses/")
    state = serializers.ChoiceField(choices=TrainingEnrolment.State.choices, required=False)


@reads("courses", "Who is at a course: oneself, people of one's school, everybody for its organizer")
class Enrolments(Rows):
    model, serializer_class, family, needs = TrainingEnrolment, records.EnrolmentRecord, "training", "course.view"
    asks = AskedEnrolments

    def rows(self) -> QuerySet:
        """Whoever has left is told to himself alone; of a school below, who learns and who has passed: no page lists
        more."""
        state, here = TrainingEnrolment.State, self.actor.organization_id
        near = ~Q(state=state.LEFT) & (Q(organization_id=here) | Q(course__organization_id=here))
        passed = Q(state__in=[state.ENROLLED, state.COMPLETED])
        return super().rows().filter(near | passed | Q(person_id=self.actor.person_id)).select_related("person")

    @writes(bodies.Nothing, records.EnrolmentRecord, "Take an enrolment back; the next who waits is moved in", 200)
    @action(detail=True, methods=["post"])
    def leave(self, request: Any, pk: int) -> Response:
        return once(request, self.actor, self._leave, 200)

    def _leave(self) -> Any:
        enrolment = self.get_object()
        if not course_people.may_leave(self.actor, enrolment):
            raise Http404
        self.valid_body(bodies.Nothing)
        return records.EnrolmentRecord(course_people.leave(actor=self.actor, enrolment=enrolment)).data


class AskedCommunities(AskedOfRows):
    kind = serializers.ChoiceField(choices=Community.Kind.choices, required=False)


@reads("communities", "Professional communities open to one, those one is in, one's own, those below")
class Communities(Rows):
    model, serializer_class, family, needs = Community, records.CommunityRecord, "communities", "community.view"
    asks = AskedCommunities

    def rows(self) -> QuerySet:
        return communities.communities(self.actor, {})

    @extend_schema(responses=records.CommunityWhole)
    def retrieve(self, request: Any, pk: int) -> Response:
        row = self.get_object()
        told = {"view": self, "meetings": communities.meetings_of(row, self.actor)}
        return Response(records.CommunityWhole(row, context=told).data)


class AskedMaterials(AskedOfRows):
    kind = serializers.ChoiceField(choices=Material.Kind.choices, required=False)


@reads("library", "Materials of one's node and of those above; files are opened on the pages")
class Materials(Rows):
    model, serializer_class, family, needs = Material, records.MaterialRecord, "library", "library.view"
    asks = AskedMaterials

    def rows(self) -> QuerySet:
        return library.materials(self.actor, {})


class AskedResources(AskedOfRows):
    kind = serializers.ChoiceField(choices=GrowthResource.Kind.choices, required=False)


@reads("library", "What a region offers to all its teachers; communities that are open to one among it")
class Resources(Rows):
    model, serializer_class, family, needs = GrowthResource, records.ResourceRecord, "library", "resource.view"
    asks = AskedResources

    def rows(self) -> QuerySet:
        rows = communities.in_catalogue(self.actor)
        return rows if self.actor.may("resource.manage") else rows.filter(closed_on=None)
