"""S5 steps 3 and 6: attestation by programmes of additional education, contests, no exams of the school; the federal
level is a reference and sums, and no municipality stands between the centre and its region."""

from accounts.models import Organization
from programs.models import Unit, UnitMember
from programs.queries.regulations import effective_regulation
from programs.regulation.contours import components
from programs.scenarios.play import Play, part

from ..panel_figures import FORM, SHARE, blank
from ..queries.indicators import indicators_under
from ..queries.panels import country
from ..services import panels
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


@part("s5.federal")
def federal(play: Play) -> None:
    with play.on("26.05.2023"):
        curator = play.actor(CURATOR)
        rules = effective_regulation(curator.organization, curator.today)
        named = [one.code for one in components(rules) if one.tier == "federal"]
        play.check("6. Федеральных органов в справочнике", "2", len(named))
        kinds = sorted(set(Organization.objects.values_list("kind", flat=True)))
        play.check("6. Какие узлы в дереве", "region_authority, school", ", ".join(kinds))
        above = curator.organization.parent
        play.check("6. Над ДЮЦ стоит", "region_authority", above and above.kind)
        panels.refresh_region(play.region)
        row = next(one for one in country().regions if one.region_id == play.region.pk)
        play.check("6. Завершённых программ в отчёте по регионам", "1", row.figures["completed"])
        others = [code for code in row.figures if code not in blank() and not code.startswith((FORM, SHARE))]
        play.check("6. Что в отчёте по регионам кроме сумм", "0", len(others))
