"""What journeys through the pages share: looks after a step, hands whose touches are counted, a school of the story."""

import datetime
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from accounts.models import Employment, Membership, Organization, Person, User
from accounts.roles import Role
from accounts.tenancy import tenant_scope
from tests.factories import SchoolFactory
from tests.world import BEGAN, Member, Node, World, _user

SIZES = ((1366, 768), (390, 844))


@dataclass
class Looks:
    """axe, no side scroll and a picture at both widths; once for a name."""

    axe: Callable[[Page], None]
    folder: Path
    seen: set[str] = field(default_factory=set)

    def __call__(self, page: Page, name: str) -> None:
        if name in self.seen:
            return
        self.seen.add(name)
        size = page.viewport_size
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            self.axe(page)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{name} at {width}: {wide} px stick out"
            page.screenshot(path=self.folder / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size(size)


def button(page: Page, name: str) -> Any:
    return page.get_by_role("button", name=re.compile(name))


def said(page: Page) -> str:
    """The words of the page with plain spaces."""
    return page.inner_text("main").replace("\u00a0", " ")


def spaced(words: str) -> re.Pattern[str]:
    """The words whatever spaces part them."""
    return re.compile(words.replace(" ", r"\s"))


@dataclass
class Touches:
    """The table of what the common things cost: touches and typed characters."""

    rows: list[tuple[str, int, int, int]] = field(default_factory=list)

    def table(self) -> str:
        lines = [f"{'what':<58} touches  at most  typed"]
        lines += [f"{name:<58} {touches:>7}  {most:>7}  {typed:>5}" for name, touches, most, typed in self.rows]
        return "\n".join(lines)


@dataclass
class Hand:
    """Somebody at his page. A tap, a choice and going into a field are a touch each; characters are counted apart."""

    page: Page
    book: Touches
    touch: bool = False
    touches: int = 0
    typed: int = 0

    def home(self) -> "Hand":
        self.page.goto("/")
        return self

    def tap(self, what: str | Locator, *, near: str = "") -> "Hand":
        """A button or a link by its words (``near``: in the row that says so)."""
        target = what if isinstance(what, Locator) else self._named(what, near)
        with self.page.expect_navigation(wait_until="load"):
            target.tap() if self.touch else target.click()
        self.touches += 1
        return self

    def _named(self, words: str, near: str) -> Locator:
        name, main = spaced(words), self.page.get_by_role("main")
        target = self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name))
        if near:
            main = main.locator("li, tr, section").filter(has_text=spaced(near)).filter(has=target).last
        return main.locator(target).first

    def _field(self, label: str) -> Locator:
        return self.page.get_by_role("main").get_by_label(spaced(label)).first

    def type(self, label: str, text: str) -> "Hand":
        target = self._field(label)
        if not target.evaluate("field => field === document.activeElement"):
            self.touches += 1
        target.fill(text)
        self.typed += len(text)
        return self

    def set(self, label: str, value: str) -> "Hand":
        """A date by its picker."""
        self._field(label).fill(value)
        self.touches += 1
        return self

    def choose(self, label: str, option: str) -> "Hand":
        """Of a list by a part of the words; a box or a ring by its own words."""
        field_ = self._field(label)
        words = field_.locator("option").filter(has_text=option).first.inner_text()
        field_.select_option(label=words)
        self.touches += 1
        return self

    def tick(self, label: str) -> "Hand":
        self._field(label).check()
        self.touches += 1
        return self

    def until(self, words: str) -> "Hand":
        self.page.get_by_text(spaced(words)).first.wait_for()
        return self

    @contextmanager
    def counting(self, name: str, *, most: int, typed: int | None = None) -> Iterator[None]:
        """From the first page, after signing in, to the thing done."""
        self.home()
        self.touches = self.typed = 0
        yield
        self.book.rows.append((name, self.touches, most, self.typed))
        assert self.touches <= most, f"{name}: {self.touches} touches\n{self.book.table()}"
        assert typed is None or self.typed <= typed, f"{name}: {self.typed} characters\n{self.book.table()}"


def story_school(world: World, **fields: str) -> Node:
    """A school in district A10 with nothing in force and nobody yet."""
    region = world.a10.region_id
    with tenant_scope(region):
        row = SchoolFactory(parent=Organization.objects.get(pk=world.a10.id), **fields)
    return Node("S11", "school", row.pk, region, "A10", {}, row.slug, "", "", "", "", "")


def engage(node: Node, role: str, name: str, post: str, *, email: str = "", deputy: bool = False) -> Member:
    """Somebody at work there, in the role, with a login; without an address he comes by his session."""
    with tenant_scope(node.region_id):
        user: User = _user(email, second_factor=False)
        last, first, patronymic = name.split(" ")
        person = Person.objects.create(
            last_name=last, first_name=first, patronymic=patronymic, gender="f", email=email, user=user
        )
        membership = Membership.objects.create(
            person=person, user=user, organization_id=node.id, role=Role(role), valid_from=BEGAN
        )
        Employment.objects.create(
            person=person, organization_id=node.id, title=post, valid_from=BEGAN, is_deputy_head=deputy
        )
    return Member(
        role, node.code, node.region_id, user.pk, person.pk, membership.pk, email, f"{last} {first} {patronymic}"
    )


def moscow(day: str, hour: int = 10) -> datetime.datetime:
    """«28.03.2022»."""
    zone = datetime.timezone(datetime.timedelta(hours=3))
    return datetime.datetime.strptime(day, "%d.%m.%Y").replace(hour=hour, tzinfo=zone)


def the_clock_strikes() -> None:
    """What beat wakes at this moment: programmes whose day has come, the month, terms, letters and documents."""
    from accounts import tasks as accounts_tasks
    from monitoring import tasks as monitoring_tasks
    from programs import tasks as programs_tasks
    from reports import tasks as _documents  # noqa: F401  takes the documents of the queue

    programs_tasks.start_programs()
    monitoring_tasks.open_month()
    accounts_tasks.run_deadlines()
    accounts_tasks.deliver_outbox()
