"""Whose the campaigns are: the school asks its own people, the levels above see counts; a part of the table of access.

Whoever has a link or a code needs no account; from the first page one opens one's own invitation alone.
"""

from .access_row import ALL, LEADERS, Row, button, form, own, page

RUNNERS = "curator coordinator mnc_officer region_operator"
READERS = f"{LEADERS} ministry council_chair council_member psychologist {RUNNERS}"
ABOVE_RUNNERS = "coordinator region_operator"
ABOVE_READERS = f"head.m head.r ministry {ABOVE_RUNNERS}"

SURVEYS: dict[str, tuple[Row, ...]] = {
    "survey_enter": (Row(door="public", object="region_code", post=True),),
    "survey_fill": (Row(door="public", object="codes.survey", post=True, missing="410"),),
    "survey_draft": (Row(door="public", object="codes.survey", get=False, post=True),),
    "survey_mine": (own("rows.survey_invitation", ALL, "mentee"),),
    "campaign_list": (page(READERS),),
    "campaign_new": (page(RUNNERS, post=True),),
    "campaign_detail": (
        own("rows.campaign", READERS, READERS, below=ABOVE_READERS, beside="mnc_officer"),
        own("rows.campaign_closed", READERS, READERS, below=ABOVE_READERS, beside="mnc_officer"),
    ),
    "campaign_open": (
        button("rows.campaign_planned", RUNNERS, RUNNERS, below=ABOVE_RUNNERS, beside="mnc_officer"),
    ),
    **{
        name: (button("rows.campaign", RUNNERS, RUNNERS, below=ABOVE_RUNNERS, beside="mnc_officer"),)
        for name in ("campaign_invite", "campaign_remind", "campaign_close")
    },
    "campaign_sheet": (own("rows.campaign", RUNNERS, RUNNERS, below=ABOVE_RUNNERS, beside="mnc_officer"),),
    "questionnaire_list": (page(READERS),),
    "questionnaire_edit": (form("rows.questionnaire", RUNNERS, RUNNERS),),
    "questionnaire_publish": (button("rows.questionnaire", RUNNERS, RUNNERS),),
    "questionnaire_preview": (own("rows.questionnaire", READERS, READERS, above=READERS),),
    "questionnaire_copy": (button("rows.questionnaire", RUNNERS, RUNNERS, above=RUNNERS),),
    "shipped_preview": (Row(may=READERS, also=(("code", "Q-MT-OUT"),)),),
    "shipped_copy": (Row(may=RUNNERS, get=False, post=True, also=(("code", "Q-MT-OUT"),)),),
}  # fmt: skip
