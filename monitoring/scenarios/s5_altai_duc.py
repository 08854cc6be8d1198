"""S5 step 3: attestation by programmes of additional education, contests; no exams of the school."""

from programs.models import Unit, UnitMember
from programs.queries.regulations import effective_regulation
from programs.scenarios.play import Play, part

from ..queries.indicators import indicators_under
from .measures import check_line, measure, seen

CURATOR, ELDER = "Черных", "Старкова"


@part("s5.impact")
def impact(play: Play) -> None:
    member = UnitMember.objects.select_related("unit__organization__region").get(
        person=play.people[ELDER], side="mentee", is_reverse=False
    )
    unit: Unit = member.unit
    with play.on("05.09.2022"):
        measure(play.actor(CURATOR), unit, "entry", {member: {("CONTESTS", ""): "4"}})
    with play.on("25.05.2023"):
        curator = play.actor(CURATOR)
        after = {("DOOP_FINAL", ""): "27 из 30", ("CONTESTS", ""): "7"}
        measure(curator, unit, "exit", {member: after})
        found = seen(curator, 2022)
        check_line(play, "3. Аттестация по ДООП", "90,0 % (27 из 30)", found, "DOOP_FINAL", "educator")
        check_line(play, "3. Конкурсы", "4 → 7: +3 (+75,0 %)", found, "CONTESTS", "educator")
        rules = effective_regulation(curator.organization, curator.today)
        exams = sorted({one.exam for one in indicators_under(rules) if one.exam})
        play.check("3. Какие экзамены в форме", "DOOP_FINAL, DOOP_INTERIM", ", ".join(exams))
