"""S5: a centre of additional education right under its region (acceptance scenario of МАУ ДО «ДЮЦ»)."""

from . import routes_play, s5_council
from .play import Play


def play_all(play: Play) -> None:
    s5_council.cast(play)
    s5_council.reverse_pair(play)
    s5_council.case(play)
    routes_play.under_the_region(play)
    routes_play.execution(play)
    s5_council.completed(play)
    play.elsewhere("s5.nomination")
    play.elsewhere("s5.impact")
    play.elsewhere("s5.without_council")
    s5_council.award_minutes(play)
    play.elsewhere("s5.recommended")
    s5_council.agrees_to_transfer(play)
    play.elsewhere("s5.awarded")
    play.elsewhere("s5.federal")
