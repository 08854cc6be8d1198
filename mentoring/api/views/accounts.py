"""Oneself, organizations, people."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.models import Organization, OrganizationKind, Person
from accounts.queries.people import jobs_seen, places_seen

from .. import records
from ..base import ApiView, Asked, AskedOfRows, Rows, Strict
from ..schema import reads


class Me(ApiView):
    """What a caller acts as: of use before anything else."""

    @extend_schema(responses=records.MeRecord, operation_id="me", tags=["me"])
    def retrieve(self, request: Any) -> Response:
        self.parameters(Strict)
        actor, token = self.actor, request.auth
        told = {
            "person_id": actor.person_id, "role": actor.role, "organization_id": actor.organization_id,
            "permissions": sorted(actor.permissions), "scopes": token.scopes if token else None,
            "expires_at": token.expires_at if token else None,
        }  # fmt: skip
        return Response(records.MeRecord(told).data)


class AskedOrganizations(Asked):
    updated_since = AskedOfRows().fields["updated_since"]
    kind = serializers.ChoiceField(choices=OrganizationKind.choices, required=False)
    parent = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


@reads("organizations", "One's node and those below it")
class Organizations(Rows):
    model, serializer_class, family = Organization, records.OrganizationRecord, "organizations"
    needs = "organization.view"
    asks = AskedOrganizations


class AskedPeople(Asked):
    updated_since = AskedOfRows().fields["updated_since"]


@reads("people", "Who works at one's node or below it; pupils of one's school for whoever may see them")
class People(Rows):
    model, serializer_class, family, needs = Person, records.PersonRecord, "people", "people.view"
    asks = AskedPeople

    def rows(self) -> QuerySet:
        jobs = Prefetch("employments", jobs_seen(self.actor), to_attr="jobs")
        places = Prefetch("student_profiles", places_seen(self.actor), to_attr="places")
        return super().rows().prefetch_related(jobs, places)
