"""The open page of an organization: anybody reads it, its own people prepare it; a part of the table of access."""

from .access_row import LEADERS, PLACERS, Row, button, form, own, page

WRITERS = f"{LEADERS} curator council_chair council_member site_editor coordinator region_operator institute"
READERS = f"{WRITERS} {PLACERS}"

PUBLIC: dict[str, tuple[Row, ...]] = {
    "accessibility": (Row(door="public"),),
    "public_mentors": (Row(door="public", object="slug"),),
    "public_news": (Row(door="public", object="slug"),),
    "public_practices": (Row(door="public", object="slug"),),
    "public_feed": (Row(door="public", object="slug", also=(("kind", "json"),)),),
    "public_act": (Row(door="public", object="rows.local_act"),),
    "public_publication": (Row(door="public", object="rows.publication_placed"),),
    "section_desk": (page(READERS),),
    "section_words": (page(WRITERS, post=True),),
    "section_move": (Row(may=LEADERS, get=False, post=True, also=(("verb", "close"),)),),
    "publication_new": (page(WRITERS, post=True),),
    "publication_detail": (own("rows.publication", READERS, READERS),),
    "publication_edit": (form("rows.publication", WRITERS, WRITERS),),
    "publication_people": (button("rows.publication", WRITERS, WRITERS),),
    "publication_move": (button("rows.publication", READERS, READERS, also=(("verb", "submit"),)),),
}
