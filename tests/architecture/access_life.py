"""Who opens roadmaps, events, what pairs do together, questions and proposals: a part of the table of access."""

from .access_row import ALL, LEADERS, SCHOOL, Row, button, form, own, page

# A map is read by whoever answers for its lines; kept by the curator, above the school by its body and the МНЦ.
MAP_KEEPERS = "curator coordinator mnc_officer region_operator"
MAP_READERS = f"{LEADERS} {MAP_KEEPERS} mnc_liaison council_chair council_member psychologist site_editor ministry"
ANNOUNCERS = f"{LEADERS} {MAP_KEEPERS} institute"
LOOK_DOWN = "head.m head.r coordinator region_operator ministry municipal_tutor institute"
INVITED = ALL.replace(" parent", "")
APPEALERS = "mentor mentee homeroom_teacher parent"
ANSWERERS = f"{LEADERS} curator coordinator mnc_officer region_operator institute ministry"
MAP_DOWN = "head.m head.r coordinator region_operator"

PROGRAM_READERS = "head curator council_chair council_member"
PAIR_READERS = f"{PROGRAM_READERS} mentor mentee"
WORK_IN_PAIR = "curator mentor mentee"

COURSE_READERS = ALL.replace(" parent", "")
COURSE_KEEPERS = f"{LEADERS} curator coordinator mnc_officer region_operator institute cnppm_tutor"
EMPLOYED = SCHOOL.replace(" parent", "").replace(" mentee", "")  # the world's mentee is a pupil
COURSE_DOWN = "head.m head.r coordinator region_operator ministry municipal_tutor"
SEE_STAFF = "coordinator head.m head.r region_operator"
SEE_ENROLLED = "head curator sysadmin"

LIFE: dict[str, tuple[Row, ...]] = {
    # the roadmap
    "roadmap": (page(MAP_READERS),),
    "roadmap_below": (page(MAP_READERS),),
    "roadmap_import": (page(MAP_KEEPERS, post=True),),
    "roadmap_draft": (Row(may=MAP_KEEPERS, get=False, post=True),),
    "roadmap_take": (Row(may=MAP_KEEPERS, get=False, post=True),),
    "roadmap_detail": (own("rows.roadmap", MAP_READERS, MAP_READERS),),
    "roadmap_pdf": (own("rows.roadmap", MAP_READERS, MAP_READERS),),
    "roadmap_move": (button("rows.roadmap", MAP_READERS, MAP_READERS),),
    "roadmap_order": (button("rows.roadmap", MAP_KEEPERS, MAP_KEEPERS),),
    "roadmap_item_new": (form("rows.roadmap", MAP_KEEPERS, MAP_KEEPERS),),
    "roadmap_item": (own("rows.roadmap_item", MAP_READERS, MAP_READERS),),
    "roadmap_mark": (button("rows.roadmap_item", MAP_READERS, MAP_READERS),),
    "roadmap_item_edit": (form("rows.roadmap_item", MAP_KEEPERS, MAP_KEEPERS),),
    "roadmap_item_remove": (button("rows.roadmap_item", MAP_KEEPERS, MAP_KEEPERS),),
    # events: everybody who is invited; whoever leads a node of people announces and ticks
    "event_list": (page(ALL),),
    "event_new": (page(ANNOUNCERS, post=True),),
    "event_detail": (own("rows.event", ALL, INVITED, below=LOOK_DOWN),),
    "event_edit": (form("rows.event", ANNOUNCERS, ANNOUNCERS),),
    "event_move": (button("rows.event", ANNOUNCERS, ANNOUNCERS, seen="below"),),
    "event_participants": (form("rows.event", ANNOUNCERS, ANNOUNCERS, below=MAP_DOWN),),
    # courses: employees read, who keeps them announces and enrols his people
    "course_list": (page(COURSE_READERS),),
    "course_new": (page(COURSE_KEEPERS, post=True),),
    "course_passed": (page(COURSE_KEEPERS),),
    "course_detail": (own("rows.course", COURSE_READERS, EMPLOYED, below=COURSE_DOWN),),
    "course_edit": (form("rows.course", COURSE_KEEPERS, COURSE_KEEPERS),),
    "course_move": (button("rows.course", COURSE_KEEPERS, COURSE_KEEPERS),),
    "course_enrol": (button("rows.course", COURSE_READERS, EMPLOYED, below=COURSE_DOWN),),
    "course_leave": (button("rows.enrolment", COURSE_READERS, SEE_ENROLLED, below=SEE_STAFF),),
    "course_people": (form("rows.course", COURSE_KEEPERS, COURSE_KEEPERS),),
    "course_table": (own("rows.course", COURSE_KEEPERS, COURSE_KEEPERS),),
    # what pairs do together; the school's own programme; questions and proposals
    "project_list": (page(ALL),),
    "project_new": (page(WORK_IN_PAIR, post=True),),
    "project_detail": (own("rows.project", ALL, PAIR_READERS),),
    "project_edit": (form("rows.project", ALL, WORK_IN_PAIR),),
    "project_move": (button("rows.project", ALL, WORK_IN_PAIR),),
    "project_expert": (button("rows.project", "curator", "curator"),),
    "school_program_list": (page(PROGRAM_READERS),),
    "school_program": (
        own(
            "rows.school_program",
            PROGRAM_READERS,
            PROGRAM_READERS,
        ),
    ),
    "school_program_new": (page("curator", post=True),),
    "school_program_edit": (form("rows.school_program", "curator", "curator"),),
    "school_program_move": (button("rows.school_program", "curator", "curator"),),
    "appeal_list": (page(ALL),),
    "appeal_new": (page(APPEALERS, post=True),),
    "appeal_detail": (form("rows.appeal", ALL, "head curator mentor"),),
    # bodies answer the questions that are passed on to them, never a school's
    "appeal_consider": (button("rows.appeal", ANSWERERS, "head curator"),),
}
