"""S1 step 8: the acts of three schools stand on their open pages; the curator's report goes into the district's."""

from accounts.models import Organization
from programs.scenarios.play import Play, part

from ..models import AnalyticReport
from ..queries.analytic import Figures, figures_of
from ..queries.public import acts_shown
from ..services import analytic, analytic_work, sections

HEADS = ("Директорова", "Дирбэшкина", "Дирвэшкина")
COORDINATOR, YEAR = "Координаторова", 2022


@part("s1.section")
def section(play: Play) -> None:
    _acts(play)
    with play.on("25.05.2023"):
        school = _confirmed(play, "Заместителева")
        play.check("8. Отчёт школы А: пар и групп", "4", school.value("units"))
        play.check("8. Отчёт школы А: участников", "4 и 5", f"{school.value('mentors')} и {school.value('mentees')}")
        district = _confirmed(play, COORDINATOR)
        play.check("8. Свод района: пар и групп", "6", district.value("units"))
        play.check("8. Свод района: наставников", "6", district.value("mentors"))
        play.check("8. Свод района: наставляемых", "7", district.value("mentees"))


def _acts(play: Play) -> None:
    with play.on("10.10.2022"):
        for head in HEADS:
            sections.open_page(actor=play.actor(head))
        coordinator = play.actor(COORDINATOR)
        schools = Organization.objects.filter(pk__in=[play.actor(name).organization_id for name in HEADS])
        shown = sum(bool(acts_shown(school, coordinator.today)) for school in schools)
        play.check("8. Школ с актами на открытой странице", "3 из 3", f"{shown} из {len(schools)}")


def _confirmed(play: Play, name: str) -> Figures:
    """The year's report of the person's organization, counted, with conclusions, confirmed."""
    actor = play.actor(name)
    report = analytic.begin(actor=actor, year=YEAR)
    words = {"conclusions": "Пары работают, планы выполнены."}
    report = analytic.write(actor=actor, report=report, words=words, version=report.version)
    while report.stage == AnalyticReport.Stage.WAITING and analytic_work.step(play.region.pk):
        report.refresh_from_db()
    report = analytic.confirm(actor=actor, report=report)
    figures = figures_of(report, actor.today)
    assert figures is not None  # a confirmed report has its snapshot
    return figures
