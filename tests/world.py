"""The world that the suite finds: two regions × two municipalities × two schools × every role at its place.

Codes are three signs: region A's authority A00, its institute A0I and ЦНППМ A0C, municipalities A10 and A20, their МНЦ
A1M and A2M, schools A11, A12, A21, A22; region B alike. Whatever belongs to A11 carries «МЕТКА-A11» where the
municipality may read it, «СУТЬ-A11» where only the school may, and its people carry its three words
(tests.support.names): so a page can be searched for what must not be on it (``Node.secrets``).

``world.a11.curator`` is a Member, ``world.a11["curator"]`` the same; ``world.a11.orders["draft"]`` an id. Nothing here
is a model instance: a test could change it for the next one.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP

from accounts.models import Membership, Organization, Person, Region, User
from accounts.roles import Role
from accounts.tenancy import tenant_scope
from tests.support import names

PASSWORD = "a-password-for-tests"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
BEGAN = datetime.date(2021, 9, 1)

AUTHORITY = ("region_authority", (Role.MINISTRY, Role.REGION_OPERATOR, Role.HEAD))
INSTITUTE = ("institute", (Role.INSTITUTE,))
CNPPM = ("cnppm", (Role.CNPPM_TUTOR,))
MUNICIPALITY = ("municipality", (Role.MUNICIPAL_TUTOR, Role.MUNICIPAL_COORDINATOR, Role.HEAD))
MNC = ("mnc", (Role.MNC_OFFICER,))
SCHOOL = ("school", (
    Role.HEAD, Role.CURATOR, Role.MNC_LIAISON, Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER, Role.PSYCHOLOGIST,
    Role.HOMEROOM_TEACHER, Role.UNION, Role.SYSADMIN, Role.SITE_EDITOR, Role.MENTOR, Role.MENTEE, Role.PARENT,
))  # fmt: skip
# (code without the region's letter, code of the parent, kind and roles): any level may be missing in life, not here.
TREE = (
    ("00", "", AUTHORITY), ("0I", "00", INSTITUTE), ("0C", "0I", CNPPM),
    ("10", "00", MUNICIPALITY), ("1M", "10", MNC), ("11", "10", SCHOOL), ("12", "10", SCHOOL),
    ("20", "00", MUNICIPALITY), ("2M", "20", MNC), ("21", "20", SCHOOL), ("22", "20", SCHOOL),
)  # fmt: skip
REGIONS = (("A", "Озёрный край", "Europe/Moscow"), ("B", "Заполярная область", "Asia/Yakutsk"))
PUPIL_SIDE = (Role.MENTEE, Role.PARENT)
CONTACT_SIDE = (Role.HEAD, Role.CURATOR, Role.MNC_LIAISON, Role.MUNICIPAL_COORDINATOR)
TITLES = {
    "region_authority": ("Министерство образования «{0}»", "Министерство {0}"),
    "institute": ("Институт развития образования «{0}»", "Институт {0}"),
    "cnppm": ("Центр непрерывного повышения мастерства «{0}»", "ЦНППМ {0}"),
    "municipality": ("Комитет по образованию администрации района «{0}»", "Комитет {0}"),
    "mnc": ("Муниципальный наставнический центр «{0}»", "МНЦ {0}"),
    "school": ("Муниципальное бюджетное учреждение «Средняя школа {0}»", "Школа {0}"),
}


@dataclass(frozen=True)
class Member:
    """Somebody in one role at one node. ``email`` is empty for pupils and parents: they come by a personal link."""

    role: str
    node: str
    region_id: int
    user_id: int
    person_id: int
    membership_id: int
    email: str
    full_name: str


@dataclass(frozen=True)
class Node:
    """One organization. ``secrets`` must not occur on a page of somebody who may not see it."""

    code: str
    kind: str
    id: int
    region_id: int
    parent: str
    members: dict[str, Member]
    slug: str
    marker: str
    inner: str
    contacts_word: str
    staff_word: str
    pupils_word: str
    orders: dict[str, int] = field(default_factory=dict)
    regulations: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def region_code(self) -> str:
        return f"region-{self.code[0].lower()}"

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.marker, self.inner, self.contacts_word, self.staff_word, self.pupils_word, f"@{self.slug}.test")

    def __getitem__(self, role: str) -> Member:
        return self.members[role]

    def __getattr__(self, role: str) -> Member:
        try:
            return self.__dict__["members"][role]
        except KeyError:
            raise AttributeError(f"nobody holds {role} at this node") from None


@dataclass(frozen=True)
class World:
    """``world.a11`` is a node by its code; ``region_a``, ``region_b`` the ids of the tenants."""

    nodes: dict[str, Node]
    region_a: int
    region_b: int
    platform_operator: Member
    federal_observer: Member

    def __getattr__(self, code: str) -> Node:
        try:
            return self.__dict__["nodes"][code.upper()]
        except KeyError:
            raise AttributeError(f"the world has no {code}") from None

    def members(self) -> Iterator[Member]:
        for node in self.nodes.values():
            yield from node.members.values()

    def of_region(self, letter: str) -> list[Node]:
        return [node for node in self.nodes.values() if node.code.startswith(letter)]


def build_world() -> World:
    """Every row under the scope of its region, as the application role. About three seconds."""
    from tests.support import world_rows

    nodes: dict[str, Node] = {}
    ids = {}
    for letter, name, zone in REGIONS:
        region = Region.objects.create(code=f"region-{letter.lower()}", name=name, time_zone=zone)
        ids[letter] = region.pk
        with tenant_scope(region.pk):
            for tail, parent, (kind, roles) in TREE:
                code = letter + tail
                nodes[code] = _node(code, letter + parent if parent else "", kind, roles, region.pk, nodes)
            world_rows.fill([node for node in nodes.values() if node.region_id == region.pk])
    return World(
        nodes=nodes,
        region_a=ids["A"],
        region_b=ids["B"],
        platform_operator=_platform_user("operator@platform.test", User.PlatformRole.OPERATOR),
        federal_observer=_platform_user("federal@platform.test", User.PlatformRole.FEDERAL),
    )


def _node(code: str, parent: str, kind: str, roles: tuple, region_id: int, nodes: dict[str, Node]) -> Node:
    marker, order = f"МЕТКА-{code}", len(nodes)
    name, short_name = (title.format(marker) for title in TITLES[kind])
    organization = Organization.objects.create(
        kind=kind,
        school_kind="general" if kind == "school" else "",
        parent_id=nodes[parent].id if parent else None,
        path="",
        name=name,
        short_name=short_name,
        slug=code.lower(),
        founder=nodes[parent].marker if parent else "",
        place="г. Приозёрск",
        address=f"ул. Школьная, д. 1, {marker}",
        phone=f"+7 900 000-{order:02}-00",
        email=f"office-{code.lower()}@offices.test",
    )
    above = Organization.objects.get(pk=nodes[parent].id).path if parent else "/"
    Organization.objects.filter(pk=organization.pk).update(path=f"{above}{organization.pk}/")
    organization.refresh_from_db()
    words = names.CONTACTS[order], names.STAFF[order], names.PUPILS[order]
    members = {role.value: _member(role, code, organization, words) for role in roles}
    return Node(
        code=code, kind=kind, id=organization.pk, region_id=region_id, parent=parent, members=members,
        slug=code.lower(), marker=marker, inner=f"СУТЬ-{code}",
        contacts_word=words[0], staff_word=words[1], pupils_word=words[2],
    )  # fmt: skip


def _member(role: Role, code: str, organization: Organization, words: tuple[str, str, str]) -> Member:
    word = words[2] if role in PUPIL_SIDE else words[0] if role in CONTACT_SIDE else words[1]
    email = "" if role in PUPIL_SIDE else f"{role.value.replace('_', '-')}@{code.lower()}.test"
    user = _user(email, second_factor=organization.kind != "school")
    name = names.next_name(word)
    person = Person.objects.create(
        last_name=name.last_name, first_name=name.first_name, patronymic=name.patronymic, gender=name.gender,
        email=email, phone=f"+7 901 {user.pk:07}", user=user,
    )  # fmt: skip
    membership = Membership.objects.create(
        person=person, user=user, organization=organization, role=role, valid_from=BEGAN,
        basis=f"приказ, МЕТКА-{code}", is_chief=role == Role.CURATOR,
    )  # fmt: skip
    return Member(role.value, code, organization.region_id, user.pk, person.pk, membership.pk, email, person.full_name)


def _user(email: str, *, second_factor: bool, platform_role: str = "") -> User:
    user = User.objects.create_user(
        email or None, PASSWORD, platform_role=platform_role, is_staff=platform_role == User.PlatformRole.OPERATOR
    )
    if email:
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if second_factor:
        TOTP.activate(user, TOTP_SECRET)
    return user


def _platform_user(email: str, platform_role: str) -> Member:
    user = _user(email, second_factor=True, platform_role=platform_role)
    return Member(platform_role, "", 0, user.pk, 0, 0, email, email)
