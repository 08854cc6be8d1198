"""The panels: a part of the table of access."""

from .access_periods import READERS, SENDERS
from .access_row import ALL, Row, own, page

PANELS: dict[str, tuple[Row, ...]] = {
    # numbers of one's own node and of what is below it; another node is asked for in the query, see test_panel_pages
    "panel": (page(READERS),),
    "panel_table": (page(READERS),),
    "panel_letter": (Row(may=READERS, get=False, post=True),),
    # the observer of all regions reads sums; everybody else is led to his own desk
    "country_panel": (Row(door="login"),),
}
PANEL_PAPERS = (own("rows.panel", ALL, SENDERS, below=READERS, beside="mnc_officer", also=(("kind", "panel"),)),)
