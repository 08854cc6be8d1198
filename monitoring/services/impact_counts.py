"""Pages of the impact above a school, counted by the worker: a page asks, its row waits, its words serve the day.

A region has tens of thousands of measures: no page waits for them. A row is claimed with ``SKIP LOCKED``; a doubled
worker finds it counted.
"""

import datetime
import logging
import time
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from django.db import transaction

from accounts import clock
from accounts.models import Region
from accounts.services.regions import each_region, place_of
from accounts.tenancy import tenant_scope

from ..indicator_catalogue import Indicator
from ..models import ImpactCount
from ..queries.impact import Question
from ..queries.impact_page import impact_page, kinds_page

TURN = 60.0  # seconds after which a wake begins no further row
logger = logging.getLogger(__name__)


def asked_of(question: Question, what: str = "") -> str:
    """The filters, and of the page of kinds its indicator, as an address says them."""
    words = {**asdict(replace(question, root=None, year=0)), "what": what}  # type: ignore[arg-type]
    return urlencode({name: word for name, word in words.items() if word})


@transaction.atomic
def counted(question: Question, today: datetime.date, what: str = "") -> dict[str, Any] | None:
    """What was counted today; None after it has been asked for: a row waits, one however many ask."""
    row, _made = ImpactCount.objects.get_or_create(
        organization=question.root, school_year=question.year, asked=asked_of(question, what),
        defaults={"asked_at": clock.now()},
    )  # fmt: skip
    if row.counted_on == today:
        return dict(row.content)
    ImpactCount.objects.filter(pk=row.pk, counted_on__lt=today).update(counted_on=None, asked_at=clock.now())
    return None


def run_all() -> None:
    """Until a minute is over: each row has most of the task's time for itself, the next wake goes on."""
    until = time.monotonic() + TURN

    def run(region: Region) -> None:
        while time.monotonic() < until and step(region.pk):
            pass

    each_region(run, "the impact")


def step(region_id: int) -> bool:
    """The eldest row that waits and that nobody has in his hands; False where there is none."""
    with tenant_scope(region_id):
        rows = ImpactCount.objects.filter(counted_on=None).select_related("organization__region")
        row = rows.select_for_update(of=("self",), skip_locked=True).order_by("asked_at", "pk").first()
        if row is None:
            return False
        today = clock.today(row.organization.zone)
        try:
            with transaction.atomic():
                row.content = _count(row, today)
        except Exception as error:  # noqa: BLE001  one bad row must not stop the others; its page says so
            logger.error("impact %d: %s", row.pk, place_of(error))
            row.content = {"failed": True}
        row.counted_on = today
        row.save(update_fields=["content", "counted_on"])
    return True


def _count(row: ImpactCount, today: datetime.date) -> dict[str, Any]:
    """As whoever measures nothing himself reads it: above the school nobody does."""
    words = {name: said[0] for name, said in parse_qs(row.asked).items()}
    what = words.pop("what", "")
    question = Question(row.organization, row.school_year, **words)
    if what:
        return kinds_page(question, today, _measures_none, what)
    return impact_page(question, today, _measures_none, sealed=False)


def _measures_none(_indicator: Indicator) -> bool:
    return False
