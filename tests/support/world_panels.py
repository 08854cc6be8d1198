"""The summaries of the panels, counted from the rows of the world as the worker does it."""

from accounts.models import Region
from monitoring.models import PanelSummary
from monitoring.services import panels
from tests.world import Node


def fill(nodes: list[Node]) -> None:
    panels.refresh_region(Region.objects.get(pk=nodes[0].region_id))
    summaries = dict(PanelSummary.objects.filter(school_kind="").values_list("organization_id", "pk"))
    for node in nodes:
        if (
            node.kind == "school"
        ):  # a body's own is read by others than a school's: tests/monitoring/test_panel_pages.py
            node.rows["panel"] = summaries[node.id]
