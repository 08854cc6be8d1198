"""Effective regulations of many organizations, read once a run."""

import datetime

from accounts.models import Organization
from programs.models import Regulation
from programs.queries.regulations import effective_of
from programs.regulation.effective import EffectiveRegulation


class Rules:
    """One query a day of the calendar, one computing for each set of versions."""

    def __init__(self, *parameters: str) -> None:
        """``parameters``: what is looked for; an organization whose levels name none of them is passed over fast."""
        self._parameters = parameters
        self._in_force: dict[datetime.date, dict[int, Regulation]] = {}
        self._effective: dict[tuple[tuple[int, ...], datetime.date], EffectiveRegulation] = {}

    def of(self, organization: Organization, on: datetime.date) -> EffectiveRegulation | None:
        """None where no level names any of the parameters."""
        if on not in self._in_force:
            rows = Regulation.objects.in_force(on).select_related("organization")
            self._in_force[on] = {row.organization_id: row for row in rows}
        held = self._in_force[on]
        versions = [held[node] for node in organization.path_ids if node in held]
        if not any(code in version.settings for version in versions for code in self._parameters):
            return None
        key = (tuple(version.pk for version in versions), on)
        if key not in self._effective:
            self._effective[key] = effective_of(versions, on)
        return self._effective[key]
