"""Whose the measures and the impact are: a school measures, everybody who answers for mentoring reads the sums."""

from .access_row import LEADERS, Row, button, form, page

MEASURERS = "curator psychologist"
READERS = f"{LEADERS} {MEASURERS} coordinator mnc_officer region_operator ministry"

IMPACT: dict[str, tuple[Row, ...]] = {
    "impact": (page(READERS),),
    "impact_kinds": (page(READERS),),
    "impact_records": (page(READERS),),
    "impact_export": (page(READERS),),
    "impact_conclude": (Row(may=MEASURERS, get=False, post=True),),
    "stat_export": (page("curator sysadmin"),),
    "measure_list": (page(MEASURERS),),
    "measure_load": (page(MEASURERS, post=True),),
    "measure_sheet": (page(MEASURERS),),
    "measure_mine": (page("mentor mentee parent"),),
    "measure_unit": (form("rows.unit", MEASURERS, MEASURERS, also=(("point", "entry"),)),),
    "indicator_list": (page("region_operator", post=True),),
    "indicator_retire": (button("rows.own_indicator", "region_operator", "region_operator"),),
}
