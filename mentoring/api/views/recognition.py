"""The bank of practices, nominations with their conditions, the catalogue of awards."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from reports.documents.kinds.nomination import RELATED
from reports.forms import UseForm
from reports.models import Nomination, PracticeUse, Publication
from reports.queries import practices, recognition
from reports.services import practices as service

from .. import learning_bodies as bodies
from .. import recognition_records as records
from ..base import ApiView, AskedOfRows, Rows, Strict
from ..idempotency import once
from ..schema import READ, UNCHANGED, problems, reads, writes
from .forms import checked, form_data


class AskedPractices(AskedOfRows):
    form = serializers.CharField(max_length=40, required=False)


@reads("practices", "The bank of practices that one reads; of one's own school what was checked")
class Practices(Rows):
    model, serializer_class, family, needs = Publication, records.PracticeRecord, "practices", "practice.view"
    asks = AskedPractices

    def rows(self) -> QuerySet:
        """The list as the tabs of the page: whoever has the bank alone is shown the bank alone."""
        tabs = self.actor.may("section.view") or self.actor.may("practice.select")
        rows = practices.readable if tabs or self.action != "list" else practices.in_bank
        return practices.tried(rows(self.actor))

    @extend_schema(responses=records.PracticeWithUses)
    def retrieve(self, request: Any, pk: int) -> Response:
        row = get_object_or_404(
            self.get_queryset().prefetch_related(
                Prefetch("uses", PracticeUse.objects.select_related("organization"))
            ), pk=pk,
        )  # fmt: skip
        return Response(records.PracticeWithUses(row, context={"view": self}).data)

    @writes(bodies.NewUse, records.UseRecord, "«Применили у себя»: once an organization, without names")
    @action(detail=True, methods=["post"])
    def use(self, request: Any, pk: int) -> Response:
        return once(request, self.actor, self._use)

    def _use(self) -> Any:
        self.must("practice.apply")
        row = get_object_or_404(practices.in_bank(self.actor), pk=self.kwargs["pk"])
        body = self.valid_body(bodies.NewUse)
        mine = row.uses.filter(organization_id=self.actor.organization_id).first()
        form = UseForm(form_data(body), instance=mine)
        checked(form)
        told = {"version": body.get("version", 0), "fields": form.values()}
        return records.UseRecord(service.apply(actor=self.actor, practice=row, **told)).data


class AskedNominations(AskedOfRows):
    state = serializers.ChoiceField(choices=Nomination.State.choices, required=False)
    part = serializers.ChoiceField(choices=Nomination._meta.get_field("part").choices, required=False)
    level = serializers.ChoiceField(choices=Nomination._meta.get_field("level").choices, required=False)
    school_year = serializers.IntegerField(required=False, min_value=2000, max_value=2100)


@reads("recognition", "People whom one's school puts forward for awards; of a body what has come to it from below")
class Nominations(Rows):
    model, serializer_class, family, needs = Nomination, records.NominationRecord, "recognition", "nomination.view"
    asks = AskedNominations

    def rows(self) -> QuerySet:
        return recognition.listed(self.actor, {})

    @extend_schema(responses=records.NominationWithConditions)
    def retrieve(self, request: Any, pk: int) -> Response:
        row = get_object_or_404(self.get_queryset().select_related(*RELATED), pk=pk)
        told = {"view": self, "checks": recognition.checks_of(row, self.actor.today)}
        return Response(records.NominationWithConditions(row, context=told).data)


class Awards(ApiView):
    """The catalogue is short: it comes whole."""

    family, needs = "recognition", "award.manage"

    @extend_schema(
        operation_id="awards", tags=["recognition"],
        description="For a school what it may put people forward for, with the conditions of its regulation",
        responses={200: records.AwardCatalogue, **UNCHANGED, **problems(*READ)},
    )  # fmt: skip
    def retrieve(self, request: Any) -> Response:
        self.parameters(Strict)
        lines = [records.award_line(*line) for line in recognition.catalogue_of(self.actor)]
        return Response(records.AwardCatalogue({"results": lines}).data)
