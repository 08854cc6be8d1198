"""A scenario's own region under a browser: what is not the step is played by the services, the step is pressed.

``with stage.scene() as play: s5_council.cast(play)`` · ``stage.on("05.09.2022")`` · ``stage.hand("Юдина")`` is the page
of somebody of the play, on a desk if he sits at one, else in the hand. ``stage.looks(page, "name")``: axe, no side
scroll and a picture at both widths.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Page

from accounts.models import Membership, Person
from accounts.tenancy import tenant_scope
from programs.scenarios.play import Play
from tests.e2e.steps import Hand, Looks, Touches, moscow, the_clock_strikes
from tests.world import Member, _user

AT_A_DESK = ("curator", "municipal_coordinator", "region_operator", "council_chair", "council_member", "psychologist")


@dataclass
class Stage:
    play: Play
    looks: Looks
    clock_at: Callable[..., None]
    open_page: dict[bool, Callable[[], Page]]
    sign_in: Callable[[Page, Member], Page]
    book: Touches = field(default_factory=Touches)
    hands: dict[tuple[str, str], Hand] = field(default_factory=dict)

    @contextmanager
    def scene(self) -> Iterator[Play]:
        """Played by the services, and committed: the server of the pages is another connection."""
        with tenant_scope(self.play.region.pk):
            yield self.play
        wrong = [line for line in self.play.lines if not line.ok]
        assert wrong == []

    def on(self, day: str, hour: int = 10, *, strikes: bool = False) -> None:
        """The clock stands there; ``strikes`` wakes what a new day brings."""
        self.clock_at(moscow(day, hour))
        if strikes:
            the_clock_strikes()

    def hand(self, name: str, role: str = "") -> Hand:
        """His first page. A head signs, so he comes by his password; everybody else by his session."""
        if (name, role) not in self.hands:
            member = self._member(name, role)
            desk = member.role in AT_A_DESK
            self.hands[name, role] = Hand(self.sign_in(self.open_page[desk](), member), self.book, touch=not desk)
        return self.hands[name, role].home()

    def _member(self, name: str, role: str) -> Member:
        with tenant_scope(self.play.region.pk):
            person = Person.objects.get(pk=self.play.people[name].pk)
            rows = Membership.objects.filter(person=person).order_by("pk")
            row = rows.get(role=role) if role else rows[0]
            if person.user is None:
                email = f"{person.pk}@story.test" if row.role == "head" else ""
                person.user = _user(email, second_factor=row.organization.kind != "school")
                person.save(update_fields=["user"])
            rows.update(user=person.user)
            email = person.user.email or ""
            return Member(row.role, "", row.region_id, person.user.pk, person.pk, row.pk, email, person.full_name)
