"""Russian grammar of documents: cases of names and positions, initials, dates in words."""

from reports.grammar.cases import Case
from reports.grammar.positions import decline_position

__all__ = ["Case", "decline_position"]
