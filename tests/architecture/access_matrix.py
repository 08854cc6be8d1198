"""Who opens what: written by hand from the duties and the meaning of the roles, not from the code.

Columns of the domain: mentee, mentor, curator, head, council, psychologist, municipality, region. A row says who passes
the door (``may``; everybody else gets 403) and, where the address carries an object, at which place the object may
stand (``own`` node, a node ``below``, a node ``above``, a school ``beside`` an МНЦ in one municipality; at any other
place, in another region, or nowhere it is 404 for whoever passes the door). ``head`` is the head of a school;
``head.m`` of a municipal body, ``head.r`` of a ministry.
"""

from .access_community import CALLERS, COMMUNITY
from .access_growth import GROWTH
from .access_impact import IMPACT
from .access_life import LIFE
from .access_orders import ORDERS
from .access_panels import PANELS
from .access_periods import PERIODS
from .access_practice import PRACTICE
from .access_public import PUBLIC
from .access_recognition import RECOGNITION
from .access_reports import REPORTS
from .access_row import (
    ABOVE,
    ALL,
    COUNCIL,
    LEADERS,
    MUNICIPAL,
    PLACERS,
    REGIONAL,
    Row,
    button,
    form,
    own,
    page,
)
from .access_surveys import SURVEYS
from .access_swot import SWOT
from .access_tables import BANK_KEEPERS, DOWN, PEOPLE_READERS, TABLES
from .access_work import WORK

STAFF = f"head curator mnc_liaison {COUNCIL} psychologist {PLACERS}"  # of a school, beyond what concerns themselves

# The school prepares and approves, its council agrees; above it each body reads and makes its own orders only.
ORDER_READERS = f"{LEADERS} curator {COUNCIL} coordinator region_operator"
ORDER_DRAFTERS = f"{LEADERS} curator coordinator region_operator"
ORDER_PLACERS = f"{ORDER_DRAFTERS} {PLACERS}"
# «Ч реквизиты» of the municipality, «А» of the region.
REQUISITES = f"{LEADERS} ministry region_operator coordinator mnc_officer"
INVITERS = PEOPLE_READERS
APPOINTERS = f"{LEADERS} coordinator region_operator"
ORGANIZATIONS = f"{STAFF} {ABOVE}"
SEES_PUPILS = "head curator"  # and knows people at all: the psychologist works with pupils, not with the list of people
DEADLINES = f"{LEADERS} curator mnc_liaison coordinator mnc_officer ministry region_operator"
GRANTERS = f"{LEADERS} curator region_operator"
CONNECTERS = f"{LEADERS} curator sysadmin coordinator region_operator"
MAIL = f"{LEADERS} curator sysadmin coordinator region_operator"
REGULATION_DRAFTERS = f"{LEADERS} curator coordinator region_operator"
# Banks and pairs are a school's own: the head of a body above («head.m», «head.r») keeps none and reads none.
BANK_READERS = "head curator council_chair council_member"
SUPPORTERS = "psychologist curator"
SPREADERS = "coordinator region_operator"
# The psychologist supports those without a pair and knows what is sensitive; he keeps no bank.
MENTEE_READERS = f"{BANK_READERS} psychologist"
CONFIDANTS = "curator psychologist"
PROPOSERS = f"{MENTEE_READERS} homeroom_teacher mentor mentee parent"  # S2 разд. 5: whoever knows somebody
BASE_READERS = "ministry region_operator institute cnppm_tutor municipal_tutor coordinator"
PAIR = "mentor mentee"
WORK_IN_PAIR = f"curator {PAIR}"  # the head and the council read the programme; those three write it
PAIR_READERS = f"{BANK_READERS} {PAIR}"
RECEIVERS = "coordinator mnc_officer region_operator"
# Tables are loaded by who keeps people, banks or figures; a table of the bank is seen by who keeps the bank.
ASSESSORS = "curator council_chair council_member"
TEACHERS = f"{ASSESSORS} psychologist homeroom_teacher mentor mentee"  # whoever may be one; work at the school decides
EVERYONE_BUT_PARENTS = ALL.replace(" parent", "")


MATRIX: dict[str, tuple[Row, ...]] = {
    # everybody
    "healthz": (Row(door="public"),),
    "readyz": (Row(door="public"),),
    "api_schema": (Row(door="public"),),
    "appearance": (Row(door="public", get=False, post=True),),
    "demo": (Row(door="demo"),),
    "demo_clock": (Row(door="demo", get=False, post=True),),
    "enter": (Row(door="public"),),
    "enter_region": (Row(door="public", object="region_code"),),
    "enter_by_link": (Row(door="public", object="codes.link", post=True, missing="410"),),
    "invitation": (Row(door="public", object="codes.invitation", post=True, missing="410"),),
    "public_section": (Row(door="public", object="slug"),),
    "public_document": (Row(door="public", object="codes.published"),),
    "verify": (  # a file is compared, a code is typed
        Row(door="public", object="codes.registered", post=True),
        Row(door="public", object="codes.published", post=True),
    ),
    "oidc_callback": (Row(door="public", also=(("provider_id", "none"),)),),
    # a login is enough
    "passkey_remove": (Row(door="login", object="id", post=True),),
    "code_app_remove": (Row(door="login", post=True),),
    "choose_role": (Row(door="login"),),
    "switch_role": (Row(door="login", get=False, post=True),),
    "no_role": (Row(door="login"),),
    # what everybody has of his own; a notice is one person's, here of the first who stands at the node
    "home": (page(ALL),),
    "help": (page(ALL),),
    "help_guide": (Row(also=(("name", "kurator"),)),),
    "search": (page(ALL),),  # what each finds: tests/accounts/test_finding.py
    "notice_list": (page(ALL),),
    "notice_read_all": (Row(get=False, post=True),),
    "notice_read": (button("rows.notice", ALL, "head municipal_tutor ministry"),),
    # the tree: the region keeps it, a leader keeps the card of his own node
    "organization_list": (page(ORGANIZATIONS),),
    "organization": (own("id", ORGANIZATIONS, ORGANIZATIONS, below=ABOVE),),
    "organization_create": (page("region_operator", post=True),),
    "organization_edit": (form("id", ORGANIZATIONS, f"{LEADERS} region_operator", below="region_operator"),),
    "organization_move": (form("id", "region_operator", "", below="region_operator"),),
    "organization_close": (form("id", "region_operator", "region_operator", below="region_operator"),),
    "organization_reopen": (button("id", "region_operator", "region_operator", below="region_operator"),),
    # roles
    "membership_create": (form("id", APPOINTERS, APPOINTERS, below=DOWN),),
    "membership_end": (form("members.head.membership_id", APPOINTERS, APPOINTERS, below=DOWN),),
    "membership_substitute": (form("members.head.membership_id", APPOINTERS, APPOINTERS, below=DOWN),),
    "handover": (form("members.head.person_id", APPOINTERS, APPOINTERS, below=DOWN),),
    # people: the staff of one's node and below; pupils in their own school alone
    "person_list": (page(PEOPLE_READERS),),
    "person": (
        own("rows.guest", PEOPLE_READERS, PEOPLE_READERS, below=DOWN),
        own("rows.pupil", PEOPLE_READERS, SEES_PUPILS),
    ),
    "person_create": (page(PEOPLE_READERS, post=True),),
    "person_edit": (
        form("rows.guest", PEOPLE_READERS, PEOPLE_READERS, below=DOWN),
        form("rows.pupil", PEOPLE_READERS, SEES_PUPILS),
    ),
    "person_cases": (
        form("rows.guest", PEOPLE_READERS, PEOPLE_READERS, below=DOWN),
        form("rows.pupil", PEOPLE_READERS, SEES_PUPILS),
    ),
    # two cards of one person: for whoever sees both whole
    "person_twins": (page(PEOPLE_READERS),),
    "person_join": (form("rows.guest", PEOPLE_READERS, PEOPLE_READERS, below=DOWN),),
    "join_undo": (button("rows.join", PEOPLE_READERS, "head curator sysadmin"),),
    "employment_add": (form("rows.guest", PEOPLE_READERS, PEOPLE_READERS, below=DOWN),),
    "employment_end": (form("rows.job", PEOPLE_READERS, PEOPLE_READERS, below=DOWN),),
    "student_class": (form("rows.pupil", PEOPLE_READERS, SEES_PUPILS),),
    "student_leave": (form("rows.place", PEOPLE_READERS, SEES_PUPILS),),
    "invitation_send": (button("rows.guest", INVITERS, INVITERS, below=DOWN),),
    "invitations_again": (Row(may=INVITERS, get=False, post=True),),
    "invitation_revoke": (button("rows.invitation", INVITERS, INVITERS, below=DOWN),),
    "access_link_give": (button("rows.pupil", INVITERS, SEES_PUPILS),),
    "contact_list": (page(CALLERS),),
    "grant_list": (page(GRANTERS),),
    "grant_create": (
        form("id", GRANTERS, GRANTERS, below="head.m head.r region_operator", also=(("key", "organization"),)),
        form("orders.registered", GRANTERS, GRANTERS, also=(("key", "order"),)),
    ),
    "grant_revoke": (
        button(
            "rows.organization_grant",
            GRANTERS,
            GRANTERS,
            below="head.m head.r region_operator",
            also=(("key", "organization"),),
        ),
    ),
    # other systems: whoever answers for the node, and who keeps the logins of a school
    "connection_list": (page(CONNECTERS),),
    "connection_create": (page(CONNECTERS, post=True),),
    "connection_revoke": (button("rows.api_token", CONNECTERS, CONNECTERS),),
    # terms, the journal, letters, files
    "deadline_list": (page(DEADLINES),),
    "deadline_done": (button("rows.deadline", DEADLINES, DEADLINES, seen="below"),),
    "audit_journal": (page(f"{LEADERS} curator coordinator region_operator"),),
    "undelivered_list": (page(MAIL),),
    "letter_again": (button("rows.letter", MAIL, MAIL, below=DOWN),),
    # the scan of a consent is for the curator, who marks what was signed on paper; every other file is given out with
    # the thing that it belongs to, and by this door to nobody
    "stored_file": (
        own("rows.file", ALL, ""),
        own("rows.consent_scan", ALL, "curator"),
        own("rows.product_file", ALL, ""),
    ),
    **PANELS,  # whom to call first, at each level
    **PERIODS,  # reports of a period, the calendar of the year, tasks of orders
    "municipality_board": (page(f"ministry head.m head.r {RECEIVERS}"),),
    **REPORTS,  # the year's analytic reports
    **PUBLIC,  # the open page of an organization
    **PRACTICE,  # the bank of practices, the library of methods
    **GROWTH,  # routes, difficulties, resources
    # banks: the whole for those who keep and agree, for the others their own entry
    "mentor_list": (page(BANK_READERS),),
    "mentee_list": (page(MENTEE_READERS),),
    "request_list": (page(MENTEE_READERS),),
    "mentor_new": (page(BANK_KEEPERS, post=True),),
    "mentee_new": (page(BANK_KEEPERS, post=True),),
    "mentors_several": (page(BANK_KEEPERS, post=True),),
    "mentors_approve": (Row(may=BANK_KEEPERS, get=False, post=True),),
    "mentees_approve": (Row(may=BANK_KEEPERS, get=False, post=True),),
    "mentors_bulk": (Row(may=BANK_KEEPERS, get=False, post=True),),
    "mentees_bulk": (Row(may=BANK_KEEPERS, get=False, post=True),),
    "selection_save": (Row(may=BANK_READERS, get=False, post=True),),
    "selection_forget": (Row(may=BANK_READERS, get=False, post=True),),
    "mentor_detail": (own("rows.mentor_entry", ALL, f"{BANK_READERS} mentor"),),
    "mentor_move": (button("rows.mentor_entry", ALL, f"{BANK_KEEPERS} mentor"),),
    "mentor_card": (form("rows.mentor_entry", ALL, f"{BANK_KEEPERS} mentor", also=(("step", "help"),)),),
    "mentor_selection": (form("rows.mentor_entry", BANK_KEEPERS, BANK_KEEPERS),),
    "training_add": (form("rows.mentor_entry", BANK_KEEPERS, BANK_KEEPERS),),
    "training_remove": (button("rows.training", BANK_KEEPERS, BANK_KEEPERS),),
    # whoever reads the card reads its documents; its owner and the curator put them in
    "evidence_add": (form("rows.mentor_entry", ALL, f"{BANK_KEEPERS} mentor"),),
    "evidence_file": (own("rows.evidence", ALL, f"{BANK_READERS} mentor"),),
    "evidence_remove": (button("rows.evidence", ALL, f"{BANK_KEEPERS} mentor"),),
    # the mentor of a held pair reads his mentee's entry and request, no other's
    "mentee_detail": (
        own("rows.mentee_entry", ALL, f"{MENTEE_READERS} mentee mentor parent"),
        own("rows.mentee_alone", ALL, MENTEE_READERS),
    ),
    "mentee_withdraw": (button("rows.mentee_entry", ALL, f"{BANK_KEEPERS} mentee"),),
    "mentee_card": (
        form("rows.mentee_entry", ALL, f"{BANK_KEEPERS} mentee"),
        form("rows.mentee_alone", ALL, BANK_KEEPERS),
    ),
    "mentee_sealed": (form("rows.mentee_alone", CONFIDANTS, CONFIDANTS),),
    "request_edit": (
        form("rows.mentee_entry", ALL, f"{BANK_KEEPERS} mentee"),
        form("rows.mentee_alone", ALL, BANK_KEEPERS),
    ),
    "mentee_support": (form("rows.mentee_alone", BANK_KEEPERS, BANK_KEEPERS),),
    # a mentor reads the request of his own mentee; who is without a pair is the psychologist's and the curator's
    "mentee_for_mentor": (own("rows.mentee_entry", ALL, "mentor"), own("rows.mentee_alone", ALL, "")),
    "mentees_alone": (page(SUPPORTERS),),
    "support_note": (
        form("rows.mentee_alone", SUPPORTERS, SUPPORTERS),
        form("rows.mentee_entry", SUPPORTERS, ""),
    ),
    "mentors_export": (Row(may=BANK_KEEPERS, also=(("kind", "xlsx"),)),),
    "mentees_export": (Row(may=BANK_KEEPERS, also=(("kind", "docx"),)),),
    "bank_print": (Row(may=BANK_KEEPERS, get=False, post=True, also=(("bank", "mentors"),)),),
    "bank_file": (own("rows.bank_file", BANK_KEEPERS, "curator"),),
    "bank_file_pdf": (own("rows.bank_file", BANK_KEEPERS, "curator"),),
    "my_cards": (page("mentor mentee parent"),),
    "proposal_list": (page(PROPOSERS),),
    "proposal_new": (page(PROPOSERS, post=True),),
    "proposal_answer": (form("rows.proposal", BANK_KEEPERS, BANK_KEEPERS),),
    # above the schools: numbers for all of them, a name with its owner's consent
    "bank_base": (page(BASE_READERS),),
    # pairs: the council agrees to them, the head approves; the two people and the curator work in them
    "unit_list": (page(BANK_READERS),),
    "unit_mine": (page(ALL),),
    "unit_new": (page("curator", post=True),),
    "unit_order": (page("curator", post=True),),
    "unit_detail": (
        own("rows.unit", ALL, PAIR_READERS),
        own("rows.unit_waiting", ALL, f"{BANK_READERS} mentor"),  # the other one is a guest, not the mentee
    ),
    "unit_answer": (button("rows.unit", ALL, PAIR), button("rows.unit_waiting", ALL, "mentor")),
    # who with whom, by the body of mentors; the curator answers
    "pair_proposal_list": (page(BANK_READERS),),
    "pair_proposal_new": (page("council_chair council_member", post=True),),
    "pair_proposal_answer": (form("rows.pair_proposal", "curator", "curator"),),
    "unit_withdraw": (
        button("rows.unit", "curator", "curator"),
        button("rows.unit_waiting", "curator", "curator"),
    ),
    "unit_go_on": (button("rows.unit", ALL, PAIR_READERS),),
    "unit_fix": (button("rows.unit_waiting", "curator", "curator"),),
    # matching: the curator's alone before it is published; the deficits in numbers for who reads pairs and above
    "mentee_matching": (form("rows.mentee_alone", "curator", "curator"),),
    "matching": (page("curator"),),
    "matching_draft": (Row(may="curator", get=False, post=True),),
    "matching_model": (page("curator", post=True),),
    "deficit_map": (page(BANK_READERS),),
    "deficit_board": (page("ministry head.m head.r coordinator mnc_officer region_operator"),),
    "match_detail": (own("rows.match_draft", "curator", "curator"), own("rows.match_past", "curator", "curator")),
    "match_other": (own("rows.match_suggestion", "curator", "curator"),),
    "match_what_if": (own("rows.match_draft", "curator", "curator"),),
    "match_pin": (button("rows.match_draft", "curator", "curator"),),
    "match_publish": (button("rows.match_draft", "curator", "curator"),),
    "match_discard": (button("rows.match_draft", "curator", "curator"),),
    "match_next": (button("rows.match_past", "curator", "curator"),),
    # for all schools of a node: its coordinator and operator, without names
    "match_above": (page(SPREADERS),),
    "match_above_draft": (Row(may=SPREADERS, get=False, post=True),),
    "match_above_detail": (
        own("rows.match_above", SPREADERS, SPREADERS),
        own("rows.match_handed", SPREADERS, SPREADERS),
    ),
    "match_above_hand": (button("rows.match_above", SPREADERS, SPREADERS),),
    "match_above_discard": (button("rows.match_above", SPREADERS, SPREADERS),),
    # agreements are read like orders and confirmed by the head; a mentor is asked for by the curator of one school
    # and lent by the other
    "partnership_list": (page(ORDER_READERS),),
    "partnership_new": (page(ORDER_DRAFTERS, post=True),),
    "partnership_confirm": (button("rows.partnership", LEADERS, "head"),),
    "partnership_end": (button("rows.partnership", LEADERS, "head"),),
    "partnership_attach": (form("rows.partnership", ORDER_DRAFTERS, "head curator"),),
    "partnership_outcome": (form("rows.partnership", ORDER_DRAFTERS, "head curator"),),
    "partnership_file": (own("rows.partnership", ORDER_READERS, f"head curator {COUNCIL}"),),
    "loan_order": (button("rows.loan", ORDER_DRAFTERS, "head curator"),),
    "loan_base": (page("curator", post=True),),
    "loan_list": (page(ALL),),
    "loan_answer": (button("rows.loan", ALL, BANK_KEEPERS),),
    "loan_withdraw": (button("rows.loan", "curator", "curator"),),
    # the general meeting: each answers for himself, the curator reads the result
    "meeting_new": (page("curator", post=True),),
    "meeting_result": (form("rows.general_meeting", "curator", "curator"),),
    "meeting_choices": (form("rows.general_meeting", ALL, "mentor"),),
    **WORK,
    # meetings: written by the mentor, confirmed by the mentee, read by the curator, counted by everybody else
    "meeting_record": (form("rows.unit", ALL, "curator mentor"),),
    "meeting_confirm": (form("rows.meeting", ALL, WORK_IN_PAIR),),
    "meeting_cancel": (button("rows.meeting", "curator", "curator"),),
    "meeting_edit": (form("rows.meeting", ALL, "curator mentor"),),
    "trial_answer": (button("rows.unit", ALL, PAIR),),
    "meeting_photo": (own("rows.meeting", ALL, WORK_IN_PAIR),),
    # pictures: taken away by whoever has recorded the meeting, consents to them asked for by the same two
    "photo_remove": (button("rows.meeting", ALL, "curator mentor"),),
    "photo_consents": (button("rows.unit", ALL, "curator mentor"),),
    # meetings ahead: anybody of the pair and the curator; the calendar is everybody's own, its address a secret
    "meeting_plan": (form("rows.unit", ALL, WORK_IN_PAIR),),
    "meeting_move": (form("rows.meeting_planned", ALL, WORK_IN_PAIR),),
    "meeting_miss": (form("rows.meeting_planned", ALL, WORK_IN_PAIR),),
    "meeting_off": (button("rows.meeting_planned", ALL, WORK_IN_PAIR),),
    "task_new": (form("rows.unit", ALL, "mentor"),),
    "task_move": (button("rows.task", ALL, WORK_IN_PAIR),),
    "help_new": (form("rows.unit", ALL, "mentee"),),
    "help_detail": (form("rows.help", ALL, WORK_IN_PAIR),),
    "calendar": (page(ALL, post=True),),
    "week_hours": (page(ALL, post=True),),
    "room_list": (page("curator", post=True),),
    "room_close": (button("rows.room", "curator", "curator"),),
    "school_chat": (Row(may="curator", get=False, post=True),),
    # what a pair shares is its people's and the curator's; a pupil writes nothing there
    "unit_feed": (form("rows.unit", ALL, WORK_IN_PAIR),),
    "unit_chat": (button("rows.unit", ALL, WORK_IN_PAIR),),
    "pair_note_file": (own("rows.pair_note", ALL, WORK_IN_PAIR),),
    "pair_note_remove": (button("rows.pair_note", ALL, WORK_IN_PAIR),),
    "calendar_feed": (Row(door="public", object="codes.calendar"),),
    # consents: each person's own; the curator prints them and marks what was signed on paper
    "consent_list": (page(ALL),),
    "consent_detail": (
        own("rows.consent_mentor", ALL, "curator mentor"),
        own("rows.consent_mentee_sent", ALL, "curator mentee"),
    ),
    "consent_sign": (button("rows.consent_mentee_sent", ALL, "curator mentee"),),
    "consent_decline": (button("rows.consent_mentee_sent", ALL, "curator mentee"),),
    "consent_revoke": (button("rows.consent_mentor", ALL, "curator mentor"),),
    "consents_awaited": (page("curator", post=True),),
    "consent_paper": (form("rows.consent_mentee_sent", "curator", "curator"),),
    **TABLES,
    # the new school year
    "new_year": (page(BANK_KEEPERS, post=True),),
    **LIFE,
    # orders
    **ORDERS,
    **IMPACT,
    # the regulation: everybody but the parent lives by it; whoever reaches down reads the versions below
    "regulation": (page(EVERYONE_BUT_PARENTS),),
    "regulation_compare": (page(EVERYONE_BUT_PARENTS),),
    "regulation_new": (page(REGULATION_DRAFTERS, post=True),),
    "regulation_detail": (
        own(
            "regulations.in_force", EVERYONE_BUT_PARENTS, EVERYONE_BUT_PARENTS, above=EVERYONE_BUT_PARENTS, below=ABOVE
        ),
    ),
    "regulation_setting": (
        form(
            "regulations.draft", REGULATION_DRAFTERS, REGULATION_DRAFTERS, also=(("code", "publication.section_title"),)
        ),
    ),
    "regulation_rename": (form("regulations.draft", REGULATION_DRAFTERS, REGULATION_DRAFTERS),),
    "regulation_cite": (button("regulations.draft", REGULATION_DRAFTERS, REGULATION_DRAFTERS),),
    "regulation_discard": (form("regulations.draft", REGULATION_DRAFTERS, REGULATION_DRAFTERS),),
    **COMMUNITY,
    **SURVEYS,
    **SWOT,
    **RECOGNITION,
}

# What may not be read even where the place may be reached: the pupils of a school outside it, what is only its own
# («СУТЬ»), the names of its staff by those who do not see people. The words stand in tests.world.Node.
# The council reads the bank of mentees, the mentor his own mentee: each of these schools has one mentor.
READS_PUPILS = "head curator psychologist council_chair council_member mentor"
READS_STAFF_BELOW = f"{MUNICIPAL} {REGIONAL}"
READS_CONTACTS_BELOW = f"{READS_STAFF_BELOW} ministry institute mnc_officer"
