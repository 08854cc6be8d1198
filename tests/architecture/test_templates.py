"""Templates: none unused, every word translatable, nothing undefined, nothing inline."""

import re

import pytest
from django.template import engines
from django.template.base import TokenType

from tests.support.strictness import UndefinedVariable

from .source import ROOT, app_files, templates, text

# Loaded by packages by their own names (allauth, Django): the name is the contract.
BY_PACKAGES = (
    "templates/account/",
    "templates/mfa/",
    "templates/allauth/",
    "templates/socialaccount/",
    "templates/admin/",
)
BY_HANDLERS = {
    "templates/404.html",
    "templates/403.html",
    "templates/400.html",
    "templates/429.html",
    "templates/500.html",
}
# Names that a view composes: the tabs of the regulation's page.
COMPOSED = {f"templates/programs/regulation{tab}.html" for tab in ("", "_versions", "_contours", "_documents")}
NAMED = re.compile(r"[\w/.-]+\.(?:html|txt|svg)")
CYRILLIC = re.compile(r"[А-Яа-яЁё]")
TRANSLATED = ("trans", "translate", "blocktrans", "blocktranslate", "typo")


def test_no_template_is_unused() -> None:
    """Catches a page left behind by its view. Used is what a view, a tag or a used template names."""
    named = {word for name in app_files() for word in NAMED.findall(text(name))}
    waiting = [name for name in templates() if name.startswith(BY_PACKAGES) or name in BY_HANDLERS]
    waiting += [name for name in templates() if name in COMPOSED or name.removeprefix("templates/") in named]
    used = set(waiting)
    while waiting:
        for word in NAMED.findall(text(waiting.pop())):
            path = f"templates/{word}"
            if path not in used and (ROOT / path).is_file():
                used.add(path)
                waiting.append(path)
    assert set(templates()) - used == set()


def _untranslated(name: str) -> list[str]:
    """Cyrillic that stands outside a translation tag, as text or as a literal argument of a tag."""
    from django.template.base import Lexer

    found, inside = [], 0
    for token in Lexer(text(name)).tokenize():
        words = token.split_contents() if token.token_type == TokenType.BLOCK else []
        if words and words[0] in {"blocktrans", "blocktranslate"}:
            inside += 1
        elif words and words[0] in {"endblocktrans", "endblocktranslate"}:
            inside -= 1
        elif inside or token.token_type == TokenType.COMMENT:
            continue
        elif token.token_type == TokenType.TEXT and CYRILLIC.search(token.contents):
            found.append(f"{token.lineno}: {token.contents.strip()[:60]}")
        elif words and words[0] not in {"trans", "translate", "comment"}:
            found += [f"{token.lineno}: {word[:60]}" for word in words[1:] if _is_bare(word)]
    return found


def _is_bare(word: str) -> bool:
    """A quoted Russian word that is not passed through ``_()``. Forms of a plural are data of the language itself."""
    literal = re.search(r"""(?<!_\()["'][^"']*[А-Яа-яЁё][^"']*["']""", word)
    return bool(literal) and "|plural" not in word and "|counted" not in word


# Printed documents and letters are Russian by law; they are not the interface.
IN_RUSSIAN = ("templates/pdf/", "templates/mail/")


# Rendered when everything may be broken, the translations too.
NO_TAGS = "templates/500.html"


@pytest.mark.parametrize("name", [name for name in templates() if not name.startswith((*IN_RUSSIAN, NO_TAGS))])
def test_every_word_can_be_translated(name: str) -> None:
    """Catches a Russian word in the markup that no translator would find."""
    assert _untranslated(name) == []


@pytest.mark.parametrize("name", [name for name in templates() if name.endswith(".html") and "/pdf/" not in name])
def test_nothing_is_inline(name: str) -> None:
    """Catches what the content security policy would silently switch off."""
    assert re.findall(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", text(name)) == []


@pytest.mark.parametrize(
    "source", ["{{ nobody }}", "{% for row in nobody %}{% endfor %}", "{{ nobody|default:'x' }}", "{{ row.nobody }}"]
)
def test_an_undefined_variable_of_ours_fails(source: str, tmp_path, monkeypatch) -> None:
    """Catches a strictness that was switched off. A template of a package stays as forgiving as Django makes it."""
    from django.template import Origin, Template

    engine = engines["django"].engine
    ours = Template(source, Origin(str(ROOT / "templates" / "x.html")), "x.html", engine)
    theirs = Template(source, Origin("/elsewhere/x.html"), "x.html", engine)
    from django.template import Context

    with pytest.raises(UndefinedVariable):
        ours.render(Context({"row": {}}))
    assert theirs.render(Context({"row": {}})).strip("x") == ""
