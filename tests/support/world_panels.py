"""The summaries of the panels, counted from the rows of the world as the worker does it."""

import datetime

from accounts.models import Region
from monitoring.models import PanelSubscription, PanelSummary
from monitoring.services import panels
from tests.world import Node


def fill(nodes: list[Node]) -> None:
    panels.refresh_region(Region.objects.get(pk=nodes[0].region_id))
    summaries = dict(PanelSummary.objects.filter(school_kind="").values_list("organization_id", "pk"))
    for node in nodes:
        if node.kind == "school":  # a body's own is read by others: tests/monitoring/test_panel_pages.py
            node.rows["panel"] = summaries[node.id]
        if node.kind == "region_authority":
            subscriber = node.members["ministry"].membership_id
            PanelSubscription.objects.create(
                membership_id=subscriber, organization_id=node.id, created_at=datetime.datetime.now(datetime.UTC)
            )
