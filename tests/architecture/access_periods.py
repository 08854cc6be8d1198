"""Reports of a period, the calendar of the year, tasks of orders: a part of the table of access."""

from .access_row import ALL, LEADERS, Row, button, form, own, page

RECEIVERS = "coordinator mnc_officer region_operator"
SENDERS = "head curator mnc_liaison"  # of a school: the regulation names one of them
READERS = f"{LEADERS} curator mnc_liaison ministry {RECEIVERS}"
SUMMARY = "coordinator head.m"  # a municipality's own sum of its schools
ABOVE_IT = "ministry head.r region_operator"
DEADLINES = READERS
DOWN = "head.m head.r coordinator ministry region_operator"

PERIODS: dict[str, tuple[Row, ...]] = {
    # the month's report: the school's own; above it numbers without names, for the МНЦ those of its municipality
    "report_list": (page(READERS),),
    "report_detail": (
        own("rows.report", READERS, SENDERS, below=READERS, beside="mnc_officer"),
        own("rows.report_confirmed", READERS, SENDERS, below=READERS, beside="mnc_officer"),
        own("rows.account", READERS, SENDERS, below=READERS, beside="mnc_officer"),
        own("rows.summary", READERS, SUMMARY, below=ABOVE_IT),
    ),
    "report_confirm": (
        button("rows.report", f"{LEADERS} {SENDERS} coordinator", SENDERS, below="head.m head.r coordinator"),
    ),
    "report_correct": (
        form("rows.report_confirmed", f"{LEADERS} {SENDERS} coordinator", SENDERS, below="head.m head.r coordinator"),
    ),
    "report_accept": (
        button("rows.report_confirmed", RECEIVERS, "", below=RECEIVERS, beside="mnc_officer"),
        button("rows.account", RECEIVERS, "", below=RECEIVERS, beside="mnc_officer"),
        button("rows.summary", RECEIVERS, "coordinator", below="region_operator"),
    ),
    "report_return": (form("rows.report_confirmed", RECEIVERS, "", below=RECEIVERS, beside="mnc_officer"),),
    "report_remind": (button("rows.report", RECEIVERS, "", below=RECEIVERS, beside="mnc_officer"),),
    "report_remind_all": (Row(may=RECEIVERS, get=False, post=True),),
    "report_accept_all": (Row(may=RECEIVERS, get=False, post=True),),
    "period_board": (page(f"ministry head.m head.r {RECEIVERS}"),),
    # what is owed in the year: one's own, above the school by organization
    "year_calendar": (page(DEADLINES),),
    "year_term": (page(DEADLINES),),
    # a task is answered where it was given; above it one reads who has answered
    "task_detail": (form("rows.order_task", DEADLINES, "head curator mnc_liaison", below=DOWN),),
}
PERIOD_PAPERS = (
    own("rows.account", ALL, SENDERS, below=READERS, beside="mnc_officer", also=(("kind", "quarter-account"),)),
)
