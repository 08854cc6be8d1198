"""The impact as a year's report keeps it: words of figures, frozen with the report. Nothing that is not everybody's."""

import datetime

from accounts.models import Organization

from ..impact_words import row_of
from .impact import Question, impact_told

COLUMNS = ("before", "after", "delta", "percent", "people")


def impact_table(root: Organization, year: int, today: datetime.date) -> dict[str, dict[str, str]]:
    """«code.audience» → title and columns, as whoever measures nothing himself reads them, without hidden lines."""
    found = impact_told(Question(root, year), today, lambda _indicator: False)
    word = str(found.rules.value("monitoring.contest_word"))
    rows = {f"{one.indicator.code}.{one.audience}": row_of(one, word) for one in found.lines if not one.hidden}
    return {
        key: {"title": f"{row.title} ({row.who})", **{name: getattr(row, name) for name in COLUMNS}}
        for key, row in rows.items()
    }
