"""Who reads what a campaign's answers say and who makes something of it; a part of the table of access.

Figures are read above the school too, by welded groups; words, SWOT and conclusions belong to the very node.
"""

from .access_row import ALL, LEADERS, Row, button, form, own
from .access_surveys import ABOVE_READERS, READERS, RUNNERS

COUNCIL = "council_chair council_member"

SWOT: dict[str, tuple[Row, ...]] = {
    "campaign_results": (
        own("rows.campaign_closed", READERS, READERS, below=ABOVE_READERS, beside="mnc_officer"),
        own("rows.campaign_processed", READERS, READERS, below=ABOVE_READERS, beside="mnc_officer"),
    ),
    "campaign_words": (own("rows.campaign_closed", RUNNERS, RUNNERS),),
    "answer_tag": (button("rows.campaign_closed", RUNNERS, RUNNERS),),
    "campaign_swot": (form("rows.campaign_closed", READERS, READERS),),
    "swot_decide": (button("rows.campaign_closed", RUNNERS, RUNNERS),),
    "swot_keep": (button("rows.campaign_closed", RUNNERS, RUNNERS),),
    "swot_line": (form("rows.campaign_closed", RUNNERS, RUNNERS, also=(("line", "1"),)),),
    "campaign_criteria": (form("rows.campaign_closed", RUNNERS, "curator"),),
    "campaign_difficulties": (form("rows.campaign_closed", RUNNERS, "curator"),),
    "campaign_opinion": (form("rows.campaign_closed", COUNCIL, COUNCIL),),
    "campaign_conclusions": (form("rows.campaign_processed", READERS, READERS),),
    "conclusions_approve": (button("rows.campaign_processed", LEADERS, LEADERS),),
    "campaign_archive": (button("rows.campaign_conclusions_approved", RUNNERS, RUNNERS),),
}
PAPERS = (
    own("rows.campaign_processed", ALL, READERS, below=ABOVE_READERS, beside="mnc_officer",
        also=(("kind", "survey-results"),)),
    own("rows.campaign_closed", ALL, READERS, also=(("kind", "swot"),)),
)  # fmt: skip
