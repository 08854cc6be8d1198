"""Who knocks, at what, and what he is answered: the machinery under the access matrix."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, reverse

from accounts.checks import is_ours, routes
from tests.world import Member, Node, World

from .access_community import CALLERS
from .access_matrix import READS_CONTACTS_BELOW, READS_PUPILS, READS_STAFF_BELOW, Row

NOWHERE = 2**40
# Nodes of region A at which somebody stands, and the nodes whose objects he asks for.
STAND = ("A00", "A0I", "A0C", "A10", "A1M", "A11")
ASK = {
    "region_authority": ("A00", "A10", "A11", "B00", "B11"),
    "municipality": ("A10", "A11", "A00", "A20", "A21", "B10", "B11"),
    "school": ("A11", "A12", "A21", "A10", "B11"),
}
TEACHERS_OF_REGION = "institute cnppm_tutor"
ELSEWHERE = ("A11", "A10", "A21", "B11")  # for the institute, the centres and those who stand nowhere
PLACES = ("own", "below", "above", "beside")
SUFFIX = {"region_authority": ".r", "municipality": ".m"}


@dataclass(frozen=True)
class Visitor:
    """``name`` is the column of the matrix."""

    name: str
    member: Member | None
    node: Node | None

    def holds(self, roles: str) -> bool:
        return self.name in roles.split()


def our_routes() -> dict[str, URLPattern]:
    """Pages. The API answers otherwise and has its own table (access_api)."""
    ours = [(address, pattern) for address, pattern in routes() if is_ours(pattern)]
    return {pattern.name or address: pattern for address, pattern in ours if pattern.callback.access != "api"}


def visitors(world: World) -> Iterator[Visitor]:
    """Everybody of one chain region → municipality → school; the anonymous and the roleless are apart."""
    for code in STAND:
        node = world.nodes[code]
        for role, member in node.members.items():
            suffix = SUFFIX.get(node.kind, "") if role == "head" else ""
            yield Visitor(role + suffix, member, node)


def who_knocks(row: Row, world: World) -> list[Visitor]:
    """Everybody; at a public door a few, since it does not look at who comes."""
    everybody = [*visitors(world), *outsiders(world).values()]
    few = {"anonymous", "platform_operator", "head", "parent"}
    return everybody if row.door in {"role", "login"} else [one for one in everybody if one.name in few]


def outsiders(world: World) -> dict[str, Visitor]:
    return {
        "anonymous": Visitor("anonymous", None, None),
        "platform_operator": Visitor("platform_operator", world.platform_operator, None),
        "federal_observer": Visitor("federal_observer", world.federal_observer, None),
    }


def place_of(visitor: Visitor, node: Node | None, world: World) -> str:
    """Where an object stands, seen from the visitor: own, below, above, beside, elsewhere, abroad, nowhere."""
    if node is None:
        return "nowhere"
    if visitor.node is None or node.region_id != visitor.node.region_id:
        return "abroad"
    if node == visitor.node:
        return "own"
    if visitor.node.code in _above(node, world):
        return "below"
    if visitor.node.kind == "mnc" and node.kind == "school" and node.parent == visitor.node.parent:
        return "beside"
    return "above" if node.code in _above(visitor.node, world) else "elsewhere"


def _above(node: Node, world: World) -> list[str]:
    return [node.parent, *_above(world.nodes[node.parent], world)] if node.parent else []


def expected(row: Row, visitor: Visitor, place: str) -> set[str]:
    """What the hand-written row says. A thing that is reached may refuse by its own rules: that is no door."""
    if row.door == "demo":
        return {"404"}
    if row.door == "public":
        return {row.missing if row.object and place == "nowhere" else "ok"}
    if visitor.name == "anonymous":
        return {"sign in"}
    if row.door == "login":
        return {"ok"}
    if visitor.node is None:
        return {"no role"}
    if not visitor.holds(row.may):
        return {"403"}
    if not row.object or (place in {"own", "below", "above", "beside"} and visitor.holds(getattr(row, place))):
        return {"ok", "refused"}
    return {"refused"} if place in row.seen.split() else {"404"}


def outcome(response: HttpResponse) -> str:
    """What kind of answer: 422 is a form's, the door was passed; 409 is a rule's refusal with its reason."""
    location = response.headers.get("Location", "")
    if location.startswith(reverse("account_login")):
        return "sign in"
    if location == reverse("no_role"):
        return "no role"
    if location == reverse("mfa_activate_totp"):
        return "second factor"
    if response.status_code in {200, 302, 422}:
        return "ok"
    if response.status_code == 409:
        return "refused"
    return str(response.status_code)


def address_of(name: str, pattern: URLPattern, row: Row, node: Node | None) -> str:
    """The region of a public address is a real one, so that what is asked is whether the thing itself exists."""
    values = dict(row.also)
    for key in set(pattern.pattern.converters) - set(values):
        if key in {"region", "region_code"} and row.object != "region_code":
            values[key] = node.region_code if node else "region-a"
        else:
            values[key] = thing(node, row.object) if node else NOWHERE
    return reverse(name, kwargs=values)


def thing(node: Node, what: str) -> Any:
    """The id or code that a row names: «id», «orders.draft», «members.head.person_id». None when the node has none."""
    found: Any = node
    for part in what.split("."):
        found = found.get(part) if isinstance(found, dict) else getattr(found, part, None)
    return found


def worth_asking(row: Row, visitor: Visitor, world: World) -> list[Node | None]:
    """Nowhere first, then every place for whoever passes the door; one place for whoever is stopped at it.

    Whoever passes and may reach the thing at no place gets the same answer everywhere: at home and abroad is enough.
    """
    if not row.object:
        return [None]
    codes = ASK.get(visitor.node.kind, ELSEWHERE) if visitor.node else ELSEWHERE
    nodes = [world.nodes[code] for code in codes if thing(world.nodes[code], row.object) is not None]
    passes = visitor.node is not None and visitor.holds(row.may)
    if passes and row.door == "role" and not any(visitor.holds(getattr(row, place)) for place in PLACES):
        return [None, nodes[0], nodes[-1]] if nodes else [None]
    return [None, *nodes] if passes or row.door != "role" else nodes[:1]


def hidden_words(visitor: Visitor, node: Node, world: World) -> list[str]:
    """Words that no page of this visitor's may hold about this node (public pages apart)."""
    place = place_of(visitor, node, world)
    domain = f"@{node.slug}.test"
    if place == "elsewhere" and visitor.holds(CALLERS) and _answers(node, visitor.node, world):
        return [node.inner, node.pupils_word]  # a body of the region, an МНЦ of the municipality: one calls there
    if place in {"abroad", "elsewhere"}:
        return list(node.secrets)
    if place == "above":
        # who answers above is known to whoever may call there
        staff = [] if visitor.holds(CALLERS) else [node.staff_word]
        return [node.inner, node.pupils_word, *staff]
    if place == "own":
        knows = visitor.holds(f"{READS_PUPILS} mentee parent")
        return [] if knows else [node.pupils_word]
    # below, or beside an МНЦ, whose officer sees its municipality's schools in the monitoring
    words = [node.inner, node.pupils_word]
    if not visitor.holds(READS_STAFF_BELOW):
        words.append(node.staff_word)
    if not visitor.holds(READS_CONTACTS_BELOW):
        words += [node.contacts_word, domain]
    return words


def _answers(node: Node, asker: Node | None, world: World) -> bool:
    beside = asker is not None and node.parent in [asker.code, *_above(asker, world)]
    return beside and node.kind in ("mnc", "institute", "cnppm")


def _told_by_name(route: str, visitor: Visitor, node: Node) -> bool:
    """Who teaches the region reads names of its municipalities on the map of difficulties, no school."""
    own = visitor.node is not None and visitor.node.region_id == node.region_id
    return route == "diagnosis_board" and own and node.kind == "municipality" and visitor.holds(TEACHERS_OF_REGION)


def leaks(response: HttpResponse, visitor: Visitor, world: World, route: str = "") -> list[str]:
    body = response.content.decode("utf-8", "replace")
    return [
        f"{word} of {node.code}"
        for node in world.nodes.values()
        for word in hidden_words(visitor, node, world)
        if word in body and not (word == node.marker and _told_by_name(route, visitor, node))
    ]
