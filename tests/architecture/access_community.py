"""Professional communities, questions to bodies above, the stages of introduction: employees alone, names for keepers.

The mentee and the parent of the world have no job: a pupil and a parent find no community.
"""

from .access_life import LOOK_DOWN
from .access_row import ALL, COUNCIL, LEADERS, MUNICIPAL, PLACERS, REGIONAL, Row, button, form, own, page

WORKERS = " ".join(role for role in ALL.split() if role not in ("mentee", "parent"))
AT_SCHOOL = f"head curator mnc_liaison {COUNCIL} psychologist {PLACERS} homeroom_teacher mentor"
KEEPERS = "curator coordinator mnc_officer region_operator institute cnppm_tutor"
CALLERS = f"{LEADERS} curator ministry region_operator institute coordinator mnc_officer"
BOARD = f"ministry mnc_officer {MUNICIPAL} {REGIONAL}"

COMMUNITY: dict[str, tuple[Row, ...]] = {
    "community_list": (page(WORKERS),),
    "community_new": (page(KEEPERS, post=True),),
    "community_detail": (own("rows.community", WORKERS, AT_SCHOOL, below=LOOK_DOWN),),
    "community_edit": (form("rows.community", KEEPERS, "curator"),),
    "community_join": (button("rows.community", WORKERS, AT_SCHOOL, below=LOOK_DOWN),),
    "community_leave": (button("rows.community", WORKERS, AT_SCHOOL, below=LOOK_DOWN),),
    "community_announce": (button("rows.community", WORKERS, "curator"),),
    "community_invite": (form("rows.community", KEEPERS, "curator"),),
    "community_take_off": (button("rows.community", KEEPERS, "curator"),),
    "community_table": (own("rows.community", WORKERS, "curator"),),
    "question_new": (page(CALLERS, post=True),),
    "stage_list": (page(BOARD),),
    "stage_table": (page(BOARD),),
}
