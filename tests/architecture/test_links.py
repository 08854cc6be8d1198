"""Nobody is offered a link that refuses him: every page that a role reaches from its first page opens."""

import re

import pytest
from django.core.cache import cache

from tests.support.people import signed_in_client
from tests.world import World

pytestmark = pytest.mark.django_db
WALKERS = (
    "a11.curator", "a11.head", "a11.council_chair", "a11.psychologist", "a11.sysadmin", "a11.site_editor",
    "a11.mentor", "a11.mentee", "a11.parent", "a10.coordinator", "a10.head", "a00.ministry", "a00.region_operator",
)  # fmt: skip
LINK = re.compile(r'href="(/[^"#]*)"')
ELSEWHERE = ("/static/", "/account/", "/demo")


@pytest.mark.parametrize("who", WALKERS)
def test_every_link_that_a_role_is_shown_opens(world: World, who: str) -> None:
    """One page of each kind; catches a button for a role that may not, and a link to a card that it does not see."""
    code, role = who.split(".")
    client, waiting, seen, refused = signed_in_client(world.nodes[code.upper()][role]), [("/", "")], set(), []
    while waiting:
        path, origin = waiting.pop()
        kind = re.sub(r"\d+", "N", path.partition("?")[0])
        if kind in seen or path.startswith(ELSEWHERE):
            continue
        seen.add(kind)
        cache.clear()  # a walk opens more files in a minute than a person may
        answer = client.get(path.replace("&amp;", "&"))
        if answer.status_code not in {200, 302}:
            refused.append(f"{path} from {origin}: {answer.status_code}")
        elif answer.get("Content-Type", "").startswith("text/html"):
            waiting += [(link, path) for link in LINK.findall(answer.content.decode())]
    assert refused == []
    assert len(seen) > 3
