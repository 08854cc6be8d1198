"""S2 steps 8 and 9: what has changed in the pupils, and the coverage of the year against its plan."""

from accounts.models import Organization
from programs.queries.regulations import effective_regulation
from programs.scenarios.play import Play, part
from programs.services import figures

from ..queries.coverage import coverage, targets_of
from ..queries.impact import Question
from ..queries.impact_facts import facts_of
from .measures import check_line, seen

CURATOR = "Мишина"
PUPILS = (
    ("Средний балл", "GRADE_MEAN", "3,20 → 3,45: +0,25 (+7,8 %)"), ("Кружки", "CLUBS", "11 → 19: +8 (+72,7 %)"),
    ("ВШК", "WATCHLIST", "7 из 28 → 4 из 28: −3 (−42,9 %)"), ("Жалобы", "COMPLAINTS", "12 → 7: −5 (−41,7 %)"),
)  # fmt: skip


@part("s2.results")
def results(play: Play) -> None:
    with play.on("31.05.2022"):
        curator = play.actor(CURATOR)
        impact = seen(curator, 2021)
        for name, code, expected in PUPILS:
            check_line(play, f"8. {name}", expected, impact, code, "pupil")
            line = impact.line(code, "pupil")
            play.check(
                f"8. {name}: с обоими замерами, динамика", "28, лучше", f"{line.paired}, {_dynamics(line.better)}"
            )
        _coverage(play)


def _dynamics(better: bool | None) -> str:
    return "лучше" if better else "не лучше"


def _coverage(play: Play) -> None:
    curator, school = play.actor(CURATOR), Organization.objects.get(kind="school")
    numbers = {"pupils_10_19": 240, "pupils_15_19": 90, "teachers": 40, "young_specialists": 4}
    figures.enter(actor=curator, organization=school, school_year=2021, numbers=numbers)
    rules = effective_regulation(school, curator.today)
    shares = {one.code: one for one in coverage([school.pk], curator.today, targets_of(rules, 2021))}
    for code, expected in (
        ("K1", "30 из 240 = 12,5 %, план 20 %: не достигнут"), ("K2", "12 из 90 = 13,3 %, план 4 %: достигнут"),
        ("K3", "3 из 4 = 75,0 %, план 20 %: достигнут"),
    ):  # fmt: skip
        one = shares[code]
        play.check(f"9. {code}", expected, f"{one.part} из {one.whole} = {one.percent} %, {one.verdict}")
    facts = facts_of(curator, Question(school, 2021), rules)
    done = next(fact for fact in facts if fact.code == "R2")
    play.check("9. Завершили полностью", "17 из 19 = 89,5 %", f"{done.part} из {done.whole} = {done.percent} %")
