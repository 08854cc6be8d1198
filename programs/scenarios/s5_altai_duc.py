"""S5: a centre of additional education right under its region (acceptance scenario of МАУ ДО «ДЮЦ»)."""

from . import s5_council
from .play import Play


def play_all(play: Play) -> None:
    s5_council.cast(play)
    s5_council.reverse_pair(play)
    play.not_yet("2. Индивидуальный маршрут")
    play.not_yet("3. Мониторинг")
    s5_council.case(play)
    play.not_yet("5. Представление к знаку")
