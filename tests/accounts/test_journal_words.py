"""Words of the journal."""

import pytest

from accounts import journal


def test_a_verb_has_words_once() -> None:
    """Catches two apps that name one event differently: which was read hung on the order of imports."""
    with pytest.raises(ValueError, match=r"person\.edit"):
        journal.register_verbs({"person.edit": "Иначе"})
    assert str(journal.words_of("person.edit")) == "Карточка изменена"
