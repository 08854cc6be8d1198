"""S1: a district and its schools (acceptance scenario of the Калманский район). So far: the learning route, step 7."""

from . import routes_play
from .play import Play


def play_all(play: Play) -> None:
    for step in ("1. Приказ района", "2. Положения школ", "3. Банк", "4. Пары", "5. Программа", "6. Этап 1"):
        play.not_yet(step)
    routes_play.under_a_district(play)
    routes_play.terms(play)
    play.not_yet("8. Раздел «Наставничество»")
