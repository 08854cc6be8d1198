"""S5: a centre of additional education right under its region. So far: the learning route, step 2."""

from . import routes_play
from .play import Play


def play_all(play: Play) -> None:
    play.not_yet("1. Реверсивная пара")
    routes_play.school_with_statute(play, "altai_duc", kind="additional", post="педагог дополнительного образования")
    routes_play.execution(play)
    for step in ("3. Мониторинг", "4. Арбитраж", "5. Представление к знаку", "6. Федеральный контур"):
        play.not_yet(step)
