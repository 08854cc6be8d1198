"""The API under whatever its own document allows and forbids. The whole of it: ``bin/fuzz-api``."""

import os
import random
from pathlib import Path

import pytest
from django.conf import settings as site

from tests.world import World

from .fuzz import Batch, Fuzz, go_on

pytestmark = pytest.mark.django_db


def test_a_few_cases_of_every_operation(world: World, settings) -> None:
    """Catches an answer 5xx, a page of HTML, a word of somebody else's. A caller and a kind of data drawn for each."""
    settings.API_LIMITS = {60: 10**9}
    fuzz, draw = Fuzz(world), random.Random(0)
    of_each: dict[str, list[Batch]] = {}
    for batch in fuzz.batches():
        of_each.setdefault(batch.operation, []).append(batch)
    sent = sum(fuzz.run(draw.choice(batches), 3, 0) for batches in of_each.values())
    assert sent > 50


@pytest.mark.deep
def test_as_each_role_and_as_none(world: World, settings, capsys) -> None:
    settings.API_LIMITS = {60: 10**9}
    cases, whole = int(os.environ.get("API_FUZZ_CASES", "2000")), int(os.environ.get("API_FUZZ_SEED", "1"))
    kept = Path(site.BASE_DIR) / ".local" / "api-fuzz.json"
    if os.environ.get("API_FUZZ_RESUME", "1") != "1":
        kept.unlink(missing_ok=True)
    with capsys.disabled():
        only = tuple(filter(None, os.environ.get("API_FUZZ_ONLY", "").split(",")))
        assert go_on(Fuzz(world, only), cases=cases, whole=whole, kept=kept, say=print) >= cases
