"""Work over all regions: one after another, and trouble in one does not stop the others."""

import logging
import traceback
from collections.abc import Callable, Iterable

from django.db import connection

from accounts.models import Region

logger = logging.getLogger(__name__)


def place_of(error: BaseException) -> str:
    """The kind of an error and where it was raised. Not its text, which may hold an address or a name."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename] or frames
    where = "".join(f" at {frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in ours[-1:])
    return f"{type(error).__name__}{where}"


def each_region(
    work: Callable[[Region], object], what: str, regions: Iterable[Region] | None = None
) -> tuple[dict[str, object], int]:
    """Do ``work`` for every region (all of them, by name). It opens its own scope.

    Returns the answers by region code, and how many regions failed: those are logged and are tried by the next tick.
    """
    answers, failed = {}, 0
    for region in Region.objects.all() if regions is None else regions:
        try:
            answers[region.code] = work(region)
        except Exception as error:  # noqa: BLE001  any trouble of one region must not stop the others
            failed += 1
            logger.error("%s: region %s failed: %s", what, region.code, place_of(error))
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
    return answers, failed
