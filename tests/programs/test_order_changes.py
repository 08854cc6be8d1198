"""What has changed since the return, in words short enough for a telephone. Without a database."""

from programs.order_changes import changes, words_of


def content(*clauses: str, title: str = "О наставничестве", preamble: str = "", appendices: list | None = None) -> dict:
    rows = [{"no": str(no), "text": text, "mode": "ordered", "term": ""} for no, text in enumerate(clauses, start=1)]
    return {"title": title, "preamble": preamble, "clauses": rows, "appendices": appendices or []}


def said(before: dict, after: dict) -> list[str]:
    return [change.summary for change in changes(words_of(before), words_of(after))]


def test_nothing_kept_nothing_said() -> None:
    assert changes({}, words_of(content("а"))) == []


def test_the_same_words_say_nothing() -> None:
    assert said(content("а", "б"), content("а", "б")) == []


def test_an_edited_clause() -> None:
    assert said(content("а", "до конца года", "в"), content("а", "до 31.12.2026", "в")) == ["пункт 2: изменено"]


def test_an_inserted_clause_does_not_change_those_after_it() -> None:
    assert said(content("а", "б", "в"), content("а", "новый", "б", "в")) == ["пункт 2: добавлено"]


def test_a_removed_clause_has_the_number_that_it_had() -> None:
    assert said(content("а", "б", "в"), content("а", "в")) == ["пункт 2: убрано"]


def test_heading_preamble_and_appendix() -> None:
    before, after = content("а", appendices=[{"title": "x"}]), content("а", title="Об ином", preamble="В целях")
    assert said(before, after) == ["заголовок: изменено", "преамбула: добавлено", "приложение: изменено"]


def test_term_and_force_are_words_of_a_clause() -> None:
    before, after = content("а"), content("а")
    after["clauses"][0] |= {"mode": "recommended", "term": "Срок: до 31.08.2026."}
    (change,) = changes(words_of(before), words_of(after))
    assert (change.before, change.after) == ("а", "Рекомендовано: а Срок: до 31.08.2026.")
