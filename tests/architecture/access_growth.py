"""The part of the access matrix about growth: routes, difficulties, resources. By hand, from the meaning of roles."""

from .access_row import ALL, Row, button, form, own, page

ASSESSORS = "curator council_chair council_member"
TEACHERS = f"{ASSESSORS} psychologist homeroom_teacher mentor mentee"  # whoever may be one; work at the school decides


GROWTH: dict[str, tuple[Row, ...]] = {
    # growth: a route is its teacher's (here the mentor's), read by the curator, led by the tutor whom he has let in
    "route_list": (page("curator cnppm_tutor municipal_tutor"),),
    "route_new": (page(TEACHERS, post=True),),
    "route_detail": (own("rows.route", ALL, "curator mentor"),),
    "route_pdf": (own("rows.route", ALL, "curator mentor"),),
    "route_step": (form("rows.route", ALL, "mentor", also=(("step", "ideal"),)),),
    "route_move": (button("rows.route", ALL, "mentor"),),
    "route_revise": (form("rows.route", ALL, "mentor"),),
    "route_abandon": (form("rows.route", ALL, "mentor"),),
    "route_tutor": (form("rows.route", ALL, "mentor"),),
    "route_tutor_part": (button("rows.route_grant", ALL, "mentor"),),
    # the municipality says who of its tutors leads whom; of the route itself it sees nothing
    "tutor_board": (page("coordinator"),),
    "tutor_attach": (form("rows.route", "coordinator", "", below="coordinator"),),
    "tutor_detach": (button("rows.route", "coordinator", "", below="coordinator"),),
    "route_remark": (button("rows.route", ALL, "curator mentor"),),
    "route_take_program": (button("rows.route", ALL, ""),),
    "route_item_new": (form("rows.route", ALL, "mentor"),),
    "route_item": (form("rows.route_item", ALL, "mentor"),),
    "route_item_drop": (button("rows.route_item", ALL, "mentor"),),
    "route_item_result": (form("rows.route_item", ALL, "mentor"),),
    "route_item_exclude": (form("rows.route_item", ALL, "mentor"),),
    "route_item_unmark": (button("rows.route_item", ALL, "mentor"),),
    "route_product": (own("rows.route_item_done", ALL, "curator mentor"),),
    # difficulties: one's own, the mentee's, the school's for its curator and council; the map above has no names
    "diagnosis_list": (page(ASSESSORS),),
    "diagnosis_board": (page("ministry head.m head.r coordinator mnc_officer region_operator institute cnppm_tutor"),),
    "diagnosis_self": (page(TEACHERS, post=True),),
    "diagnosis_import": (page(ASSESSORS, post=True),),
    "diagnosis_new": (form("rows.guest", ALL, ASSESSORS),),  # the mentor leads the guest in no held pair
    "diagnosis_detail": (
        own("rows.diagnosis", ALL, f"{ASSESSORS} mentor"),
        own("rows.diagnosis_seen", ALL, f"{ASSESSORS} mentor"),
    ),
    "diagnosis_file": (own("rows.diagnosis", ALL, f"{ASSESSORS} mentor"),),
    "diagnosis_to_request": (button("rows.diagnosis", ALL, f"{ASSESSORS} mentor"),),
    "diagnosis_to_plan": (button("rows.diagnosis", ALL, f"{ASSESSORS} mentor"),),
    "difficulty_close": (button("rows.difficulty", ALL, f"{ASSESSORS} mentor"),),
    # what a region offers to all its teachers
    "resource_list": (page(f"{TEACHERS} region_operator institute coordinator cnppm_tutor municipal_tutor"),),
    "resource_new": (page("region_operator institute", post=True),),
    "resource_edit": (form("rows.growth_resource", "region_operator institute", "region_operator", above="institute"),),
}
