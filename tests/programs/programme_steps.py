"""What the tests of programmes share: a rule of the school, the sides of a programme, its row as it is now."""

import datetime
from zoneinfo import ZoneInfo

from programs.models import Program, Regulation
from tests.programs import pair_flow as flow

DAY = datetime.timedelta(days=1)
MOSCOW = ZoneInfo("Europe/Moscow")


def rule(a, **values) -> None:
    """The school's regulation says so from its first day."""
    regulation = Regulation.objects.get(pk=a.regulations["in_force"])
    said = {code: {"value": value, "clause": "п. 4.8"} for code, value in values.items()}
    regulation.settings = {**regulation.settings, **said}
    regulation.save(update_fields=["settings"])


def sides(program: Program):
    return [flow.himself(person) for person in flow.people_of(program.unit)]


def fresh(program: Program) -> Program:
    return Program.objects.select_related("unit", "organization").get(pk=program.pk)
