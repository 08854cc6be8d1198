"""The banks of the acceptance scenarios: the figures of S2 step 2 and S3 step 1, to the last person."""

import pytest

from accounts.models import Region
from accounts.tenancy import tenant_scope
from programs.models import MentorEntry
from programs.queries.mentor_base import totals
from programs.scenarios import s2_tashtagol as s2
from programs.scenarios import s3_tatarstan as s3
from programs.scenarios.play import Play

pytestmark = pytest.mark.django_db


@pytest.fixture
def play():
    region = Region.objects.create(code="scratch", name="Черновой край", time_zone="Europe/Moscow")
    with tenant_scope(region.pk):
        yield Play(region)


def test_s2_lives_its_year(play: Play) -> None:
    """41 mentees and 23 mentors; three children without a parent's consent are in no base; 17 of 19 come to the end."""
    s2.play_all(play)
    assert [line for line in play.lines if not line.ok] == []
    said = {line.computed for line in play.lines}
    assert {"41", "23", "36", "3", "24.12.2021", "12 → 7: −5 (−41,7 %)", "17 из 19 = 89,5 %"} <= said


def test_s3_counts_a_person_of_two_schools_once(play: Play) -> None:
    """63, not 65; and 62 when one of the others leaves."""
    s3.play_all(play)
    assert [line for line in play.lines if not line.ok] == []
    assert {"18 из 20 = 90,0 %", "38 из 44 = 86,4 %"} <= {line.computed for line in play.lines}
    assert "5" in {line.computed for line in play.lines if line.step == "8. ИРО отобрал в банк"}
    MentorEntry.objects.filter(person=play.people["НаставникА03"]).delete()
    assert totals(play.actor("Операторова")).people == 62
