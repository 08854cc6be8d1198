"""The paper of a learning route. The ruler of years is drawn with the numbers that the page has."""

import datetime
from collections.abc import Mapping
from typing import Any

from ..pdf import render_pdf


def render_route(picture: Mapping[str, Any], on: datetime.date) -> bytes:
    """``picture`` is what the page of the route shows to its reader."""
    route = picture["route"]
    name = route.educator.full_name
    context = {**picture, "on": on}
    title = f"Индивидуальный образовательный маршрут. {name}, {route.start_on:%Y}–{route.end_on:%Y}"
    return render_pdf("pdf/route.html", context, title=title)
