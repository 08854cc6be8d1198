"""S1 step 7: a teacher begins her learning route; a term that the statute forbids is refused by its clause."""

import re

from programs.scenarios import routes_play, s1_papers
from programs.scenarios.routes_play import TEACHER
from tests.e2e.stage import Stage
from tests.e2e.steps import said


def test_only_a_route_of_four_or_five_years_begins(stage: Stage) -> None:
    with stage.scene() as play:
        routes_play.below(play, s1_papers.order_of_the_district(play))
    stage.on("01.09.2022")
    teacher = stage.hand(TEACHER)
    teacher.tap("Начать маршрут")
    stage.looks(teacher.page, "new-route")
    for last_day, why in (("2025-08-31", "короче 48 месяцев"), ("2027-09-30", "длиннее 60 месяцев")):
        teacher.set("Окончание", last_day).tap("Начать маршрут").until(why)
        assert re.search(r"п\. [\d.]+ Положения", said(teacher.page))
        stage.looks(teacher.page, "refused")
    teacher.set("Окончание", "2026-08-31").tap("Начать маршрут")
    stage.looks(teacher.page, "first-step")
    teacher.home().tap("2022–2026")
    assert "01.09.2022–31.08.2026" in said(teacher.page)
    stage.looks(teacher.page, "route")
