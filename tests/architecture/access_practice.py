"""The bank of practices and the library of methods: everybody of the region reads, each level keeps its own."""

from .access_public import WRITERS
from .access_row import ALL, SCHOOL, Row, button, form, own, page
from .access_work import PAIR_READERS

READERS = " ".join(role for role in ALL.split() if role != "parent")
AT_SCHOOL = " ".join(role for role in SCHOOL.split() if role != "parent")
KEEPERS = "curator council_chair council_member coordinator mnc_officer region_operator institute cnppm_tutor"
OWN_KEEPERS = "curator council_chair council_member"
TRIERS = "head curator council_chair council_member"

PRACTICE: dict[str, tuple[Row, ...]] = {
    "practice_list": (page(READERS),),
    "practice_new": (page(WRITERS, post=True),),
    # before anybody has chosen it: its school, and the municipality to which it was offered
    "practice_detail": (own("rows.practice", READERS, AT_SCHOOL, below="coordinator head.m"),),
    "practice_use": (form("rows.practice", TRIERS, ""),),
    "practice_offer": (
        button(
            "rows.practice", "head head.m head.r curator council_chair coordinator", "head curator council_chair",
            below="coordinator head.m",
        ),
    ),
    "practice_settle": (
        button(
            "rows.practice_offer", READERS, f"{TRIERS} sysadmin site_editor", below="coordinator",
            also=(("verb", "select"),),
        ),
    ),
    "material_list": (page(READERS),),
    "material_new": (page(KEEPERS, post=True),),
    "material_edit": (form("rows.material", KEEPERS, OWN_KEEPERS),),
    "material_file": (own("rows.material", READERS, AT_SCHOOL),),
    "program_materials": (own("rows.program", READERS, PAIR_READERS),),
    "program_material_name": (button("rows.program", READERS, PAIR_READERS),),
}  # fmt: skip
