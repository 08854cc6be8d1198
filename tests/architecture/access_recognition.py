"""Recognition: a school puts people forward, bodies above see what has come to them; a part of the table of access."""

from .access_row import ALL, LEADERS, Row, button, form, own, page

WRITERS = "head curator council_chair council_member"
DECIDERS = "coordinator head.m ministry region_operator head.r"
READERS = f"{LEADERS} curator council_chair council_member coordinator ministry region_operator"
KEEPERS = f"{LEADERS} curator council_chair council_member coordinator region_operator"
ANNOUNCERS = "head curator"

RECOGNITION: dict[str, tuple[Row, ...]] = {
    "nomination_list": (page(READERS),),
    "nomination_export": (page(READERS),),
    "nomination_new": (page(WRITERS, post=True),),
    "nomination_detail": (
        own("rows.nomination", READERS, WRITERS),
        own("rows.nomination_sent", READERS, WRITERS, below="coordinator head.m"),
    ),
    "nomination_edit": (form("rows.nomination", WRITERS, WRITERS),),
    "nomination_present": (form("rows.nomination_given", WRITERS, WRITERS),),
    "nomination_move": (
        button("rows.nomination", READERS, WRITERS, also=(("verb", "drop"),)),
        button("rows.nomination_sent", READERS, WRITERS, below="coordinator head.m", also=(("verb", "decline"),)),
    ),
    "award_catalogue": (page(KEEPERS, post=True),),
    "own_award_retire": (button("rows.own_award", KEEPERS, KEEPERS),),
    "transfer_ask": (button("members.mentor.person_id", ANNOUNCERS, ANNOUNCERS),),
    "contest_list": (page(WRITERS),),
    "contest_detail": (form("rows.contest", WRITERS, WRITERS),),
}
RECOGNITION_PAPERS = (
    own("rows.nomination", ALL, WRITERS, also=(("kind", "nomination"),)),
    own("rows.nomination_given", ALL, WRITERS, also=(("kind", "diploma"),)),
    own("rows.contest", ALL, ANNOUNCERS, also=(("kind", "contest-statute"),)),
)
