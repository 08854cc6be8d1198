"""Reports of a period and the results of surveys."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from monitoring.models import MonitoringCampaign, PeriodReport
from monitoring.queries.reports import report_lines
from monitoring.queries.survey_results import results

from .. import records
from ..base import AskedOfRows, Rows
from ..schema import reads


class AskedReports(AskedOfRows):
    state = serializers.ChoiceField(choices=PeriodReport.State.choices, required=False)
    kind = serializers.ChoiceField(choices=PeriodReport.Kind.choices, required=False)
    period = serializers.DateField(required=False, help_text="The first day of the month or the quarter")


@reads("reports", "Reports of a month or a quarter, of one's node and those that one looks over")
class Reports(Rows):
    model, serializer_class, family, needs = PeriodReport, records.ReportRecord, "monitoring", "report.view"
    asks = AskedReports

    def rows(self) -> QuerySet:
        return super().rows().select_related("organization__region")

    @extend_schema(responses=records.ReportWithFigures)
    def retrieve(self, request: Any, pk: int) -> Response:
        report = self.get_object()
        lines = []
        if report.kind != PeriodReport.Kind.QUARTERLY:
            lines = [line for group in report_lines(report, self.actor)["groups"] for line in group["lines"]]
        return Response(records.ReportWithFigures(report, context={"view": self, "lines": lines}).data)


class AskedCampaigns(AskedOfRows):
    state = serializers.ChoiceField(choices=MonitoringCampaign.State.choices, required=False)
    school_year = serializers.IntegerField(required=False, min_value=2000, max_value=2100)


@reads("campaigns", "Surveys of one's node and those below it: no answers here, see results")
class Campaigns(Rows):
    model, serializer_class, family, needs = MonitoringCampaign, records.CampaignRecord, "monitoring", "campaign.view"
    asks = AskedCampaigns

    def rows(self) -> QuerySet:
        return super().rows().select_related("organization__region", "parent")

    @extend_schema(responses=records.ResultsRecord, description="Refused while anybody may still answer")
    @action(detail=True, methods=["get"])
    def results(self, request: Any, pk: int) -> Response:
        return Response(records.ResultsRecord(results(self.get_object(), self.actor)).data)
