"""Who reads and does what by the API: the same people as on the pages, written by hand once more.

Lists are open to whoever has a role: they hold what he may see, which may be nothing; those that a page keeps to some
roles are kept to them here. A person reads in his session what a token made by him would read.
"""

from .access_community import AT_SCHOOL as COMMUNITY_AT_SCHOOL
from .access_community import LOOK_DOWN, WORKERS
from .access_growth import TEACHERS
from .access_life import COURSE_DOWN, COURSE_KEEPERS, COURSE_READERS, EMPLOYED, SEE_ENROLLED
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
from .access_practice import AT_SCHOOL as PRACTICE_AT_SCHOOL
from .access_practice import READERS as PRACTICE_READERS
from .access_practice import TRIERS
from .access_recognition import KEEPERS as AWARD_KEEPERS
from .access_recognition import READERS as NOMINATION_READERS
from .access_recognition import WRITERS as NOMINATION_WRITERS
from .access_row import ABOVE, ALL, PLACERS, Row, button, own, page
from .access_surveys import ABOVE_READERS
from .access_surveys import READERS as CAMPAIGN_READERS

RESOURCE_READERS = f"{TEACHERS} region_operator institute coordinator cnppm_tutor municipal_tutor"
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
    "api_courses-list": (page(COURSE_READERS),),
    "api_courses-detail": (own("rows.course", COURSE_READERS, EMPLOYED, below=COURSE_DOWN),),
    # whoever sees the course and keeps his people's learning; that it is not for them is told by the course's rule
    "api_courses-enrol": (
        button("rows.course", COURSE_KEEPERS, COURSE_KEEPERS, below="coordinator head.m head.r region_operator"),
    ),
    "api_course_enrolments-list": (page(COURSE_READERS),),
    "api_course_enrolments-detail": (own("rows.enrolment", COURSE_READERS, SEE_ENROLLED),),
    "api_course_enrolments-leave": (button("rows.enrolment", COURSE_READERS, "head curator"),),
    "api_communities-list": (page(WORKERS),),
    "api_communities-detail": (own("rows.community", WORKERS, COMMUNITY_AT_SCHOOL, below=LOOK_DOWN),),
    "api_materials-list": (page(PRACTICE_READERS),),
    "api_materials-detail": (own("rows.material", PRACTICE_READERS, PRACTICE_AT_SCHOOL),),
    "api_growth_resources-list": (page(RESOURCE_READERS),),
    # what a region keeps is everybody's in it
    "api_growth_resources-detail": (
        own("rows.growth_resource", RESOURCE_READERS, RESOURCE_READERS, above=RESOURCE_READERS),
    ),
    "api_practices-list": (page(PRACTICE_READERS),),
    "api_practices-detail": (own("rows.practice", PRACTICE_READERS, PRACTICE_AT_SCHOOL, below="coordinator head.m"),),
    "api_practices-use": (button("rows.practice", TRIERS, ""),),
    "api_nominations-list": (page(NOMINATION_READERS),),
    "api_nominations-detail": (
        own("rows.nomination", NOMINATION_READERS, NOMINATION_WRITERS),
        own("rows.nomination_sent", NOMINATION_READERS, NOMINATION_WRITERS, below="coordinator head.m"),
    ),
    "api_awards": (page(AWARD_KEEPERS),),
}
