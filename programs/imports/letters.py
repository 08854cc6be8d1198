"""Letters as people and scanners write them: Latin that looks Cyrillic, words torn by spaces, words run together."""

import re
import unicodedata
from functools import lru_cache

_LOOKALIKES = str.maketrans("ABCEHKMOPTXYaceopxyëËïÏ", "АВСЕНКМОРТХУасеорхуёЁїЇ")
_BACK = str.maketrans("АВСЕНКМОРТХУасеорху", "ABCEHKMOPTXYaceopxy")
_WORD = re.compile(r"\w+")
SEPARATORS = re.compile(r"[\W_]+")


@lru_cache(maxsize=4_000)
def script_of(word: str) -> str:
    """cyrillic, latin, mixed or none."""
    scripts = {unicodedata.name(sign, "").split(" ")[0] for sign in word if sign.isalpha()}
    if scripts == {"CYRILLIC"}:
        return "cyrillic"
    if scripts == {"LATIN"}:
        return "latin"
    return "mixed" if scripts else "none"


def _cyrillic_word(match: re.Match[str]) -> str:
    word = match.group()
    if script_of(word) not in ("mixed", "latin"):
        return word
    turned = word.translate(_LOOKALIKES)
    return turned if script_of(turned) == "cyrillic" else word


def to_cyrillic(text: str) -> str:
    """Latin letters that look Cyrillic made Cyrillic, in words that become wholly Cyrillic by it."""
    return text if text.isascii() and not any(sign.isalpha() for sign in text) else _WORD.sub(_cyrillic_word, text)


def to_latin(text: str) -> str:
    """For addresses: Cyrillic letters that look Latin made Latin."""
    return text.translate(_BACK)


def join_torn(text: str) -> str:
    """«М ун и ц и п альн ое» → «Муниципальное»; a capital begins a word. Text whose words are whole is not touched."""
    lines = []
    for line in text.split("\n"):
        words = line.split(" ")
        letters = [word for word in words if word.isalpha()]
        short = [word for word in letters if len(word) <= 2]
        if len(letters) >= 4 and len(short) * 2 >= len(letters) and sum(map(len, letters)) >= 6:
            line = re.sub(r"(?<=[а-яё])(?=[А-ЯЁ])", " ", "".join(words))
        lines.append(line)
    return "\n".join(lines)


def split_glued(text: str) -> str:
    """«ИвановИванИванович» → three words: a capital after a small letter begins a word."""
    return re.sub(r"(?<=[^\W\d_])(?=[А-ЯЁӘӨҮҖҢҺ][а-яёәөүҗңһ])", lambda m: " " if _small_before(m) else "", text)


def _small_before(match: re.Match[str]) -> bool:
    return match.string[match.start() - 1].islower()


@lru_cache(maxsize=4_000)
def plain(text: str) -> str:
    """For comparing: small letters, Ё as Е, lookalikes turned, signs as single spaces."""
    return " ".join(SEPARATORS.sub(" ", to_cyrillic(text).lower().replace("ё", "е")).split())


def compact(text: str) -> str:
    return plain(text).replace(" ", "")
