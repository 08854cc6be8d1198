"""docs/guide as pages: headings, numbered lists, bold words and links between the guides; everything else is text."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from .roles import Role

# In the order of the contents; whose first page each is. Roles without their own read the contents.
GUIDES: dict[str, tuple[str, ...]] = {
    "kurator": (Role.CURATOR, Role.MNC_LIAISON),
    "direktor": (Role.HEAD,),
    "koordinator": (Role.MUNICIPAL_COORDINATOR, Role.MNC_OFFICER, Role.REGION_OPERATOR, Role.MINISTRY),
    "nastavnik": (Role.MENTOR,),
    "nastavlyaemyy": (Role.MENTEE, Role.PARENT),
    "marshrut": (),
    "stranica": (Role.SITE_EDITOR, Role.SYSADMIN),
}
BOLD = re.compile(r"\*\*(.+?)\*\*")
LINK = re.compile(r"\[([^\]]+)\]\(([a-z]+)\.md\)")
STEP = re.compile(r"\d+\. +(.*)")


@dataclass(frozen=True)
class Block:
    """A paragraph, or the steps of a numbered list."""

    text: SafeString
    steps: tuple[SafeString, ...] = ()


@dataclass(frozen=True)
class Guide:
    name: str
    title: str
    blocks: tuple[Block, ...]


def guide_of(role: str) -> str:
    return next((name for name, roles in GUIDES.items() if role in roles), "")


@cache
def read(name: str) -> Guide:
    """``name`` is one of GUIDES: no path comes from an address."""
    text = (Path(settings.BASE_DIR) / "docs/guide" / f"{name}.md").read_text(encoding="utf-8")
    heading, _newline, body = text.partition("\n")
    return Guide(name, heading.removeprefix("# ").strip(), tuple(_blocks(body)))


def _blocks(body: str) -> list[Block]:
    found: list[Block] = []
    for part in re.split(r"\n\s*\n", body.strip()):
        steps: list[list[str]] = []
        for line in part.splitlines():
            if step := STEP.match(line):
                steps.append([step[1]])
            elif steps:
                steps[-1].append(line.strip())
        if steps:
            found.append(Block(SafeString(""), tuple(_line(" ".join(words)) for words in steps)))
        else:
            found.append(Block(_line(" ".join(part.split()))))
    return found


def _line(text: str) -> SafeString:
    """Escaped first: of what is written only these two signs become markup."""
    safe = BOLD.sub(r"<b>\1</b>", str(conditional_escape(text)))
    return mark_safe(LINK.sub(_link, safe))


def _link(found: re.Match[str]) -> str:
    label, name = found.groups()
    return f'<a href="{reverse("help_guide", args=[name])}">{label}</a>' if name in GUIDES else label
