"""S1: a district and its schools (acceptance scenario of the Калманский район)."""

from . import routes_play, s1_papers
from .play import Play


def play_all(play: Play) -> None:
    district = s1_papers.order_of_the_district(play)
    s1_papers.terms_of_a_programme(play, district)
    play.elsewhere("s1.schools")
    play.elsewhere("s1.impact")
    routes_play.below(play, district)
    routes_play.terms(play)
    play.elsewhere("s1.acts")
    play.elsewhere("s1.section")
