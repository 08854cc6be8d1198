"""S5: a centre of additional education right under its region (acceptance scenario of МАУ ДО «ДЮЦ»)."""

from . import routes_play, s5_council
from .play import Play


def play_all(play: Play) -> None:
    s5_council.cast(play)
    s5_council.reverse_pair(play)
    s5_council.case(play)
    routes_play.under_the_region(play)
    routes_play.execution(play)
    play.elsewhere("s5.impact")
    for step in ("5. Представление к знаку", "6. Федеральный контур"):
        play.not_yet(step)
