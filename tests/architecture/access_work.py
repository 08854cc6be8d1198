"""Who draws programmes up and whose papers are whose: a part of the table of access."""

from .access_panels import PANEL_PAPERS
from .access_periods import PERIOD_PAPERS
from .access_recognition import RECOGNITION_PAPERS
from .access_reports import PAPERS
from .access_row import ALL, LEADERS, Row, button, form, own, page
from .access_swot import PAPERS as OF_SURVEYS

BANK_READERS = "head curator council_chair council_member"
BANK_KEEPERS = "head curator"
PAIR = "mentor mentee"
WORK_IN_PAIR = f"curator {PAIR}"  # the head and the council read the programme; those three write it
PAIR_READERS = f"{BANK_READERS} {PAIR}"
COMMENTERS = f"{WORK_IN_PAIR} council_chair council_member"  # the council helps to draw programmes up
SAMPLE_KEEPERS = "curator council_chair council_member institute coordinator region_operator"
SAMPLE_READERS = f"{SAMPLE_KEEPERS} mentor"
DRAFTERS = f"{LEADERS} curator coordinator region_operator"

WORK: dict[str, tuple[Row, ...]] = {
    # programmes: read with the pair, written by its people and the curator, decided by the curator
    "program_list": (page(BANK_READERS),),
    "program_new": (form("rows.unit", ALL, WORK_IN_PAIR), form("rows.unit_waiting", ALL, "curator mentor")),
    "program_detail": (own("rows.program", ALL, PAIR_READERS),),
    "program_edit": (form("rows.program", ALL, WORK_IN_PAIR),),
    "program_developer": (button("rows.program", "curator", "curator"),),
    "program_course": (button("rows.program", "curator", "curator"),),
    "program_note": (button("rows.program", ALL, COMMENTERS),),
    "note_answer": (button("rows.note", ALL, COMMENTERS),),
    "paper_page": (
        own("rows.program", ALL, PAIR_READERS, also=(("kind", "program"),)),
        *PAPERS,
        *PERIOD_PAPERS,
        *OF_SURVEYS,
        *PANEL_PAPERS,
        *RECOGNITION_PAPERS,
    ),
    "paper_file": (own("rows.program", ALL, PAIR_READERS, also=(("kind", "program"), ("extension", "docx"))),),
    "paper_issue": (button("rows.program", ALL, PAIR_READERS, also=(("kind", "program"),)),),
    "document_file": (own("rows.document_paper", ALL, PAIR_READERS),),
    "program_versions": (own("rows.program", ALL, PAIR_READERS),),
    "program_submit": (button("rows.program", ALL, WORK_IN_PAIR),),
    "program_council": (form("rows.program", "council_chair", "council_chair"),),
    "program_approve": (button("rows.program", "curator", "curator"),),
    "program_return": (form("rows.program", "curator", "curator"),),
    "plan_mark": (button("rows.program", ALL, WORK_IN_PAIR),),
    "plan_line": (form("rows.line", ALL, WORK_IN_PAIR),),
    "program_amend": (form("rows.program", ALL, WORK_IN_PAIR, also=(("kind", "extend"),)),),
    "amendment_sign": (button("rows.amendment", ALL, WORK_IN_PAIR),),
    "amendment_refuse": (button("rows.amendment", ALL, WORK_IN_PAIR),),
    "program_terminate": (form("rows.program", "curator", "curator"),),
    "ending_sign": (button("rows.ending", ALL, WORK_IN_PAIR),),
    "ending_withdraw": (button("rows.ending", ALL, WORK_IN_PAIR),),
    "program_closing": (form("rows.program", ALL, WORK_IN_PAIR),),
    "program_complete": (button("rows.program", "curator", "curator"),),
    "unit_pause": (button("rows.unit", "curator", "curator"),),
    "unit_resume": (button("rows.unit", "curator", "curator"),),
    "template_list": (page(SAMPLE_READERS),),
    "template_shipped": (page(SAMPLE_READERS),),
    "template_detail": (own("rows.template", SAMPLE_READERS, SAMPLE_READERS),),
    "template_edit": (form("rows.template", SAMPLE_KEEPERS, SAMPLE_KEEPERS),),
    "template_copy": (Row(may=SAMPLE_KEEPERS, get=False, post=True),),
    "template_save": (form("rows.program", SAMPLE_KEEPERS, "curator"),),
    "template_move": (button("rows.template", SAMPLE_KEEPERS, SAMPLE_KEEPERS, also=(("verb", "retire"),)),),
    # papers of participants: their own, and those of the school for its curator and head
    "application_list": (page(ALL),),
    "application_new": (Row(post=True, also=(("kind", "join"),)),),
    "unit_application": (form("rows.unit", ALL, PAIR, also=(("kind", "release"),)),),
    "application_detail": (own("rows.application", ALL, f"{BANK_KEEPERS} mentor"),),
    "application_accept": (button("rows.application", BANK_KEEPERS, BANK_KEEPERS),),
    "application_decline": (button("rows.application", BANK_KEEPERS, BANK_KEEPERS),),
    "application_withdraw": (button("rows.application", ALL, f"{BANK_KEEPERS} mentor"),),
    "unit_new_mentor": (form("rows.unit", "curator", "curator"),),
    "replacement_send": (button("rows.replacement", "curator", "curator"),),
    "release_new": (form("rows.unit", ALL, WORK_IN_PAIR),),
    "release_detail": (form("rows.release", ALL, f"{BANK_KEEPERS} mentor"),),
    "release_refuse": (button("rows.release", LEADERS, "head"),),
    # the personnel file: asked for by the mentor, opened by the head
    "access_new": (form("rows.unit", ALL, "mentor"),),
    "access_detail": (own("rows.access", ALL, f"{BANK_KEEPERS} mentor"),),
    "access_grant": (button("rows.access", LEADERS, "head"),),
    "access_refuse": (button("rows.access", LEADERS, "head"),),
    "access_look": (button("rows.access", ALL, f"{BANK_KEEPERS} mentor"),),
    # a colleague who is asked, and the pair that he is to help
    "helper_new": (form("rows.unit", ALL, "mentor"),),
    "helper_detail": (own("rows.helper", ALL, f"psychologist {WORK_IN_PAIR}"),),
    "helper_answer": (button("rows.helper", ALL, f"psychologist {WORK_IN_PAIR}", also=(("says", "yes"),)),),
    "helper_end": (button("rows.helper", ALL, f"psychologist {WORK_IN_PAIR}"),),
    # money: the mentor's own, the curator's and the head's
    "agreement_list": (page(BANK_KEEPERS),),
    "agreement_detail": (own("rows.agreement", ALL, f"{BANK_KEEPERS} mentor"),),
    "agreement_edit": (form("rows.agreement", BANK_KEEPERS, BANK_KEEPERS),),
    "agreement_agree": (button("rows.agreement", ALL, f"{BANK_KEEPERS} mentor"),),
    "agreement_refuse": (button("rows.agreement", ALL, f"{BANK_KEEPERS} mentor"),),
    "agreement_cancel": (button("rows.agreement", LEADERS, "head"),),
    "agreement_sign": (button("rows.agreement", LEADERS, "head"),),
    "agreement_offer": (button("rows.unit", "curator", "curator"),),
    "payment_list": (page(BANK_KEEPERS),),
    "payment_new": (page(BANK_KEEPERS, post=True),),
    "payment_order": (Row(may=BANK_KEEPERS, get=False, post=True),),
    # the body of mentors: its own work, signed by its chair; a case is for its author and the body
    "council": (page(BANK_READERS),),
    "council_new": (page("curator", post=True),),
    "council_send": (button("rows.council", "curator", "curator"),),
    "council_register": (page("council_chair council_member"),),
    "minutes_new": (page("council_chair council_member", post=True),),
    "minutes_detail": (
        own("rows.minutes", BANK_READERS, BANK_READERS),
        own("rows.minutes_signed", BANK_READERS, BANK_READERS),
    ),
    "minutes_edit": (form("rows.minutes", "council_chair council_member", "council_chair council_member"),),
    "minutes_sign": (button("rows.minutes", "council_chair", "council_chair"),),
    "decision_done": (button("rows.decision", "council_chair council_member", "council_chair council_member"),),
    "case_new": (page(ALL, post=True),),
    "case_detail": (own("rows.case", ALL, "council_chair council_member mentor"),),
    "case_hear": (button("rows.case", "council_chair council_member", "council_chair council_member"),),
    "case_withdraw": (button("rows.case", ALL, "council_chair council_member mentor"),),
    # awards of mentors; the organization's own words in its papers
    "award_list": (page(BANK_KEEPERS),),
    "award_issue": (Row(may=LEADERS, get=False, post=True),),
    "award_print": (Row(may=BANK_KEEPERS, also=(("kind", "certificate"),)),),
    "wording_list": (page(DRAFTERS),),
    "wording_edit": (Row(may=DRAFTERS, post=True, also=(("kind", "letterhead"),)),),
    "wording_reset": (Row(may=DRAFTERS, get=False, post=True, also=(("kind", "letterhead"),)),),
    "wording_preview": (Row(may=DRAFTERS, get=False, post=True, also=(("kind", "letterhead"),)),),
}
