"""A row of the table of access, the short words that write one, and who there is."""

from dataclasses import dataclass

LEADERS = "head head.m head.r"
MUNICIPAL = "coordinator head.m"
REGIONAL = "region_operator head.r"
COUNCIL = "council_chair council_member union"  # the council agrees, the union gives its opinion: both read
PLACERS = "sysadmin site_editor"  # who puts documents on the page of the school
PERSONAL = "homeroom_teacher mentor mentee parent"  # see what concerns themselves
SCHOOL = f"head curator mnc_liaison {COUNCIL} psychologist {PLACERS} {PERSONAL}"
ABOVE = f"ministry institute cnppm_tutor municipal_tutor mnc_officer {MUNICIPAL} {REGIONAL}"
ALL = f"{SCHOOL} {ABOVE}"


@dataclass(frozen=True)
class Row:
    """``door``: "public", "login" (a login without a role is enough), "role" or "demo" (404 outside the demo).

    ``object`` names an id of a node («orders.registered»); several rows of an address are several objects. ``get`` and
    ``post`` say which methods the address knows. At places that are ``seen`` the thing may be read by another
    address, so the verb is refused with its reason (409), not with a 404. ``missing`` is the answer about what
    does not exist; ``also`` holds the other parts of the address.
    """

    door: str = "role"
    may: str = ALL
    object: str = ""
    own: str = ""
    below: str = ""
    above: str = ""
    beside: str = ""
    get: bool = True
    post: bool = False
    seen: str = ""
    missing: str = "404"
    also: tuple[tuple[str, str], ...] = ()


def page(may: str, post: bool = False) -> Row:
    return Row(may=may, post=post)


def own(what: str, may: str, who: str, **more) -> Row:
    return Row(may=may, object=what, own=who, **more)


def button(what: str, may: str, who: str, **more) -> Row:
    return Row(may=may, object=what, own=who, get=False, post=True, **more)


def form(what: str, may: str, who: str, **more) -> Row:
    return Row(may=may, object=what, own=who, post=True, **more)
