"""The API under whatever its own document allows and forbids. The whole of it: ``bin/fuzz-api``."""

import os
import random
from pathlib import Path

import pytest
from django.conf import settings as site

from tests.world import World

from .fuzz import Fuzz, go_on

pytestmark = pytest.mark.django_db


def test_a_few_cases_of_every_operation(world: World, settings) -> None:
    """Catches an answer 5xx, a page of HTML, a word of somebody else's. A caller drawn for each operation."""
    settings.API_LIMITS = {60: 10**9}
    fuzz, draw = Fuzz(world), random.Random(0)
    callers = [batch.caller for batch in fuzz.batches()]
    chosen = {(batch.operation, batch.mode): draw.choice(callers) for batch in fuzz.batches()}
    sent = sum(fuzz.run(batch, 3, 0) for batch in fuzz.batches() if chosen[batch.operation, batch.mode] == batch.caller)
    assert sent > 60


@pytest.mark.deep
def test_as_each_role_and_as_none(world: World, settings, capsys) -> None:
    settings.API_LIMITS = {60: 10**9}
    cases, whole = int(os.environ.get("API_FUZZ_CASES", "2000")), int(os.environ.get("API_FUZZ_SEED", "1"))
    kept = Path(site.BASE_DIR) / ".local" / "api-fuzz.json"
    if os.environ.get("API_FUZZ_RESUME", "1") != "1":
        kept.unlink(missing_ok=True)
    with capsys.disabled():
        assert go_on(Fuzz(world), cases=cases, whole=whole, kept=kept, say=print) >= cases
