"""S1 step 7 and S5 step 2 to the last figure; and that they can fail."""

import pytest

from accounts.models import Region
from accounts.tenancy import tenant_scope
from programs.models import RouteItem
from programs.queries.execution import execution_of
from programs.scenarios import s1_kalmanka, s5_altai_duc
from programs.scenarios.play import Play

pytestmark = pytest.mark.django_db


@pytest.fixture
def play():
    region = Region.objects.create(code="scratch", name="Черновой край", time_zone="Asia/Barnaul")
    with tenant_scope(region.pk):
        yield Play(region)


def test_s1_takes_48_months_and_refuses_36_and_61_by_the_clause(play: Play) -> None:
    s1_kalmanka.play_all(play)
    assert [line for line in play.lines if not line.ok] == []
    assert {"13 из 59 = 22,0 %", "32 из 37 = 86,5 %"} <= {line.computed for line in play.lines}
    assert {"короче 48 месяцев", "длиннее 60 месяцев", "31.08.2026"} <= {line.computed for line in play.lines}


def test_s5_walks_the_route_with_its_figures(play: Play) -> None:
    s5_altai_duc.play_all(play)
    assert [line for line in play.lines if not line.ok] == []
    assert {"80,0", "8 из 10", "абвг", "осталось 2", "пройден"} <= {line.computed for line in play.lines}
    # an altered record is noticed: with one product less the figure is another
    RouteItem.objects.filter(state="done").first().delete()
    assert execution_of(RouteItem.objects.values_list("state", flat=True)).percent != "80,0"
