"""Who reads and does what by the API: the same people as on the pages, written by hand once more.

Lists are open to whoever has a role: they hold what he may see, which may be nothing; those that a page keeps to some
roles are kept to them here. A person reads in his session what a token made by him would read.
"""

from .access_matrix import (
    BANK_KEEPERS,
    BANK_READERS,
    DOWN,
    MENTEE_READERS,
    ORGANIZATIONS,
    PAIR_READERS,
    PEOPLE_READERS,
    REQUISITES,
    SEES_PUPILS,
    WORK_IN_PAIR,
)
from .access_orders import READERS as ORDER_READERS
from .access_periods import READERS as REPORT_READERS
from .access_periods import SENDERS
from .access_row import ABOVE, ALL, PLACERS, Row, own, page
from .access_surveys import ABOVE_READERS
from .access_surveys import READERS as CAMPAIGN_READERS

ADDED = {"get": False, "post": True}

API: dict[str, tuple[Row, ...]] = {
    "api_me": (page(ALL),),
    "api_organizations-list": (page(ORGANIZATIONS),),
    "api_organizations-detail": (own("id", ORGANIZATIONS, ORGANIZATIONS, below=ABOVE),),
    "api_people-list": (page(PEOPLE_READERS),),
    "api_people-detail": (
        own("rows.guest", PEOPLE_READERS, PEOPLE_READERS, below=DOWN),
        own("rows.pupil", PEOPLE_READERS, SEES_PUPILS),
    ),
    "api_staff-list": (page(PEOPLE_READERS),),
    "api_staff-detail": (own("rows.job", PEOPLE_READERS, PEOPLE_READERS, below=DOWN),),
    "api_staff_lists-list": (page(PEOPLE_READERS), Row(may=PEOPLE_READERS, **ADDED)),
    "api_staff_lists-detail": (own("rows.registry", PEOPLE_READERS, "head curator sysadmin"),),
    "api_mentors-list": (page(ALL), Row(may=BANK_KEEPERS, **ADDED)),
    "api_mentors-detail": (own("rows.mentor_entry", ALL, f"{BANK_READERS} mentor"),),
    "api_mentees-list": (page(ALL), Row(may=BANK_KEEPERS, **ADDED)),
    "api_mentees-detail": (own("rows.mentee_entry", ALL, f"{MENTEE_READERS} mentee mentor parent"),),
    "api_units-list": (page(ALL), Row(may="curator", **ADDED)),
    "api_units-detail": (own("rows.unit", ALL, PAIR_READERS),),
    "api_programs-list": (page(ALL),),
    "api_programs-detail": (own("rows.program", ALL, PAIR_READERS),),
    # a body without a unit is nobody's meeting: whose it is, tests/api/test_writes.py
    "api_meetings-list": (page(ALL), Row(may=ALL, **ADDED)),
    "api_meetings-detail": (own("rows.meeting", ALL, WORK_IN_PAIR),),
    "api_orders-list": (page(ALL),),
    "api_orders-detail": (own("orders.registered", ALL, f"{ORDER_READERS} {PLACERS}"),),
    "api_order_requisites-list": (page(REQUISITES),),
    "api_order_requisites-detail": (own("orders.registered", REQUISITES, "", below=REQUISITES),),
    "api_reports-list": (page(REPORT_READERS),),
    "api_reports-detail": (own("rows.report", REPORT_READERS, SENDERS, below=REPORT_READERS, beside="mnc_officer"),),
    "api_campaigns-list": (page(CAMPAIGN_READERS),),
    "api_campaigns-detail": (
        own("rows.campaign", CAMPAIGN_READERS, CAMPAIGN_READERS, below=ABOVE_READERS, beside="mnc_officer"),
    ),
    "api_campaigns-results": (
        own("rows.campaign_closed", CAMPAIGN_READERS, CAMPAIGN_READERS, below=ABOVE_READERS, beside="mnc_officer"),
    ),
}
