"""S5: a centre of additional education right under its region. So far: the learning route, step 2."""

from . import routes_play
from .play import Play


def play_all(play: Play) -> None:
    play.not_yet("1. Реверсивная пара")
    routes_play.under_the_region(play)
    routes_play.execution(play)
    for step in ("3. Мониторинг", "4. Арбитраж", "5. Представление к знаку", "6. Федеральный контур"):
        play.not_yet(step)
