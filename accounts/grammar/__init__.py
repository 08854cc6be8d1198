"""Russian grammar of documents: cases of names and positions, initials, dates in words, agreement.

The libraries behind it are loaded on first use, so importing this package costs nothing.
"""

from accounts.grammar.cases import Case, Gender
from accounts.grammar.names import decline_name, decline_name_parts, guess_gender, initials
from accounts.grammar.positions import decline_position
from accounts.grammar.text import about, approved, count, date_in_words

__all__ = [
    "Case",
    "Gender",
    "about",
    "approved",
    "count",
    "date_in_words",
    "decline_name",
    "decline_name_parts",
    "decline_position",
    "guess_gender",
    "initials",
]
