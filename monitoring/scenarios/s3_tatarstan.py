"""S3 step 7: how many schools have introduced the model, how many programmes came to their end."""

import datetime
from itertools import cycle

from accounts import clock
from accounts.models import Organization
from programs.models import Program, Unit
from programs.queries.regulations import effective_regulation
from programs.scenarios.play import Play, part
from programs.services import local_acts

from ..queries.impact import Question
from ..queries.impact_facts import facts_of

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
WITHOUT = ("ОО А-12", "ОО Б-7")  # neither a statute of their own nor a pair
BEGAN, OVER = datetime.date(2022, 12, 1), datetime.date(2023, 5, 31)
# Beside the programmes that were played: two run on, one was ended by its curator.
YEAR = (
    *[("completed", "PLAN_COMPLETED")] * 38, *[("running", "")] * 4, *[("terminated", "MENTOR_INITIATIVE")] * 2,
    ("terminated", "MENTEE_INITIATIVE"), *[("terminated", "MUTUAL")] * 2,
)  # fmt: skip


@part("s3.sum")
def sum_of_the_region(play: Play) -> None:
    schools = [
        one for one in Organization.objects.filter(kind="school").order_by("pk") if one.short_name not in WITHOUT
    ]
    with play.on("20.12.2022"):
        for school in schools:
            _statute(play, school)
        _programmes(play, [school for school in schools if school.short_name != "ОО Б-8"])
    with play.on("30.06.2023"):
        operator = play.actor("Операторова")
        rules = effective_regulation(operator.organization, operator.today)
        facts = facts_of(operator, Question(operator.organization, 2022), rules)
        introduced = next(fact for fact in facts if fact.code == "R1")
        done, early = (fact for fact in facts if fact.code == "R2")
        going = Program.objects.filter(state="running").count()
        for step, expected, fact in (
            ("7. ОО с внедрением", "18 из 20 = 90,0 %", introduced), ("7. Доля завершённых", "38 из 44 = 86,4 %", done),
        ):  # fmt: skip
            play.check(step, expected, f"{fact.part} из {fact.whole} = {fact.percent} %")
        play.check("7. Программ: завершено, идут, досрочно", "38, 6, 6", f"{done.part}, {going}, {early.part}")
        ended = Program.objects.filter(state="terminated")
        sides = ended.filter(closure_reason__in=("MENTOR_INITIATIVE", "MENTEE_INITIATIVE")).count()
        others = [ended.filter(closure_reason=code).count() for code in ("MUTUAL", "CURATOR_NONPERFORMANCE")]
        play.check("7. Досрочно: стороны, обоюдно, куратор", "3, 2, 1", ", ".join(map(str, [sides, *others])))
        play.check(
            "7. Причины на странице региона", "да", "да" if "обоюдное решение: 2" in early.words else early.words
        )


def _statute(play: Play, school: Organization) -> None:
    letter, number = school.short_name[3], school.short_name[5:]
    curator = play.actor(f"Куратор{letter}{number}")
    local_acts.enter_act(
        actor=curator, kind="statute", title="Положение о наставничестве", number="1", dated=curator.today,
        content=PDF + school.slug.encode(), name="statute.pdf",
    )  # fmt: skip


def _programmes(play: Play, schools: list[Organization]) -> None:
    """The year as its records show it, each school in turn; how a programme goes is played in steps 3–5."""
    for number, (school, (state, reason)) in enumerate(zip(cycle(schools), YEAR, strict=False)):
        letter, place = school.short_name[3], school.short_name[5:]
        closed = OVER if state != "running" else None
        unit = Unit.objects.create(
            organization=school, kind="pair", form="TEACHER_TEACHER", people_key=f"s3:{number}",
            curator=play.people[f"Куратор{letter}{place}"], state="closed" if closed else "active", closed_on=closed,
            proposed_at=clock.now(),
        )  # fmt: skip
        Program.objects.create(
            organization=school, unit=unit, title="Первый год", state=state, start_on=BEGAN, approved_on=BEGAN,
            end_on=OVER, closed_on=closed, closure_reason=reason, created_at=clock.now(),
        )  # fmt: skip
