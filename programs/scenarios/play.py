"""The stage of a scenario: a scratch region, people by name, the moved clock, and the record of what was checked."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.utils.module_loading import autodiscover_modules

from accounts import clock
from accounts.models import Employment, Membership, Organization, OrganizationPlacement, Person, Region
from accounts.permissions import Actor, actor_of
from accounts.refusal import Refusal
from programs.models import Order
from programs.services import orders
from programs.services.order_drafts import OrderDraft

Part = Callable[["Play"], Any]
_parts: dict[str, Part] = {}


def part(name: str) -> Callable[[Part], Part]:
    """Marks what a higher app plays of a scenario: it stands in the ``scenarios`` of that app."""

    def keep(play_it: Part) -> Part:
        _parts[name] = play_it
        return play_it

    return keep


@dataclass
class Line:
    step: str
    expected: str
    computed: str

    @property
    def ok(self) -> bool:
        return self.expected == self.computed


@dataclass
class Play:
    """Holds a region inside its open scope."""

    region: Region
    lines: list[Line] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)

    def check(self, step: str, expected: str, computed: object) -> None:
        self.lines.append(Line(step, expected, str(computed)))

    def elsewhere(self, name: str) -> Any:
        """A part of a higher app, and what it gives back."""
        autodiscover_modules("scenarios")
        return _parts[name](self)

    def refused(self, step: str, expected: str, act: Callable[[], Any]) -> Refusal | None:
        """The act must be refused with these words in its reason, and leave nothing behind."""
        try:
            act()
        except Refusal as refusal:
            said = expected if expected in refusal.reason else refusal.reason
            self.check(step, expected, said)
            return refusal
        self.check(step, expected, "не отказано")
        return None

    @contextmanager
    def on(self, day: str, time: str = "10:00") -> Iterator[None]:
        """The clock stands at that day and local time of the region: «28.03.2022»."""
        moment = datetime.datetime.strptime(f"{day} {time}", "%d.%m.%Y %H:%M").replace(tzinfo=self.region.zone)
        with clock.moved_to(moment):
            yield

    def organization(self, slug: str, kind: str, parent: Organization | None = None, **fields: str) -> Organization:
        """A node of the tree. A region has one root: asked for a second time, it is the one that is there."""
        root = Organization.objects.filter(parent=None).first() if parent is None else None
        if root is not None:
            return root
        names = {"name": fields.pop("name", slug), "short_name": fields.pop("short_name", slug)}
        row = Organization.objects.create(slug=slug, kind=kind, parent=parent, path="", **names, **fields)
        row.path = f"{parent.path if parent else '/'}{row.pk}/"
        row.save(update_fields=["path"])
        OrganizationPlacement.objects.create(organization=row, parent=parent, valid_from=datetime.date(2020, 9, 1))
        return row

    def person(self, name: str, at: Organization, post: str, role: str = "", *, deputy: bool = False) -> Person:
        last, first, patronymic = (*name.split(" ", 2), "")[:3]
        person = Person.objects.create(last_name=last, first_name=first, patronymic=patronymic)
        hired = datetime.date(2020, 9, 1)
        Employment.objects.create(person=person, organization=at, title=post, is_deputy_head=deputy, valid_from=hired)
        if role:
            Membership.objects.create(person=person, organization=at, role=role, valid_from=hired)
        self.people[last] = person
        return person

    def actor(self, last_name: str, role: str = "") -> Actor:
        """Who acts: a person of the play, in the named role or in his first one."""
        rows = Membership.objects.filter(person=self.people[last_name]).select_related("person", "organization__region")
        return actor_of(rows.get(role=role) if role else rows.order_by("pk")[0])

    def sign(self, draft: OrderDraft, *, number: str, drafter: str, head: str) -> Order:
        """An order all the way: drafted, sent, approved and signed, registered today."""
        order = self.submitted(draft, drafter)
        return self.registered(self.approved(order, head), number, drafter)

    def submitted(self, draft: OrderDraft, drafter: str) -> Order:
        return orders.submit_order(
            actor=self.actor(drafter, "curator"),
            order=orders.create_order(actor=self.actor(drafter, "curator"), draft=draft),
        )

    def approved(self, order: Order, head: str) -> Order:
        version = Order.objects.get(pk=order.pk).version
        return orders.approve_order(actor=self.actor(head, "head"), order=order, version=version)

    def registered(self, order: Order, number: str, drafter: str) -> Order:
        actor = self.actor(drafter, "curator")
        row, _warnings = orders.register_order(actor=actor, order=order, number=number, dated=actor.today)
        return row
