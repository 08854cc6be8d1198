"""Whose the analytic reports are: each level reads and writes its own; a part of the table of access."""

from .access_row import ALL, LEADERS, Row, button, form, own, page

WRITERS = "curator coordinator mnc_officer region_operator"
READERS = f"{LEADERS} ministry {WRITERS}"
OF_SCHOOL = "head curator"

REPORTS: dict[str, tuple[Row, ...]] = {
    "analytic_list": (page(READERS),),
    "analytic_new": (Row(may=WRITERS, get=False, post=True),),
    "analytic_detail": (own("rows.analytic", READERS, READERS), own("rows.analytic_confirmed", READERS, OF_SCHOOL)),
    "analytic_words": (form("rows.analytic", WRITERS, WRITERS),),
    "analytic_records": (own("rows.analytic_confirmed", READERS, OF_SCHOOL, also=(("code", "units"),)),),
    "analytic_move": (
        button("rows.analytic", WRITERS, WRITERS, also=(("verb", "confirm"),)),
        button("rows.analytic_confirmed", WRITERS, "curator", also=(("verb", "reopen"),)),
    ),
}
PAPERS = (
    own("rows.analytic_confirmed", ALL, OF_SCHOOL, also=(("kind", "analytic-report"),)),
    own("rows.mentor_entry", ALL, "head curator mentor", also=(("kind", "mentor-reference"),)),
    own("rows.mentor_entry", ALL, "head curator mentor", also=(("kind", "mentor-portfolio"),)),
)
