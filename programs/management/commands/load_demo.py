"""Load the demo's regions: invented people, and documents in every state, moved there by the services themselves."""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import autodiscover_modules

from accounts.demo import ALTAI, PASSWORD, TULA
from accounts.models import (
    Employment,
    Installation,
    Membership,
    Organization,
    OrganizationPlacement,
    Person,
    Region,
    User,
)
from accounts.permissions import Actor, actor_of
from accounts.roles import Role
from accounts.tenancy import tenant_scope
from programs.models import Order, OrderClause, OrderKind, Regulation, Unit
from programs.order_templates import statute_order
from programs.order_words import control_words
from programs.services import orders, regulations, roadmaps
from programs.services.order_drafts import ClauseDraft, OrderDraft

from .. import demo_communities, demo_courses, demo_later, demo_library, demo_life, demo_registry
from ..demo_pairs import DemoPairs
from ..demo_papers import DemoPapers
from ..demo_routes import MEASURED, DemoRoutes, changed, with_routes
from ..demo_world import DISTRICT, MINISTRY, PEOPLE, PLACES, REGIONS, SCHOOL, Place, Someone

# The demo's people came to their posts long before its documents.
HIRED = datetime.date(2021, 9, 1)


class Command(BaseCommand):
    help = "Load the demo world into an empty database; a second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("DEMO=1 is not set: the demo is never loaded into production")
        installation, _ = Installation.objects.get_or_create(pk=1, defaults={"kind": Installation.Kind.DEMO})
        if installation.kind != Installation.Kind.DEMO:
            raise CommandError("this database is production's: the demo refuses to touch it")
        call_command("load_reference")
        for code, (name, zone) in REGIONS.items():
            region, _ = Region.objects.get_or_create(code=code, defaults={"name": name, "time_zone": zone})
            # One transaction a region: an interrupted first start begins it again from nothing.
            with tenant_scope(region.pk):
                if Organization.objects.exists():
                    continue
                World(region).build()
            self.stdout.write(f"{name}: loaded")


class World:
    """Builds one region inside its open scope."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.places: dict[str, Organization] = {}
        self.password = make_password(PASSWORD)

    def build(self) -> None:
        for place in PLACES[self.region.code]:
            self.place(place)
        for someone in PEOPLE[self.region.code]:
            self.someone(someone)
        if self.region.code == TULA:
            self.district_order()
            self.published_school("school-13")
            self.school_eleven()
            self.life()
        elif self.region.code == ALTAI:
            regulations.draft_from_preset(actor=self.actor("duc", Role.HEAD), preset_code="altai_duc")

    def place(self, place: Place) -> None:
        parent = self.places[place.under] if place.under else None
        fields = {name: getattr(place, name) for name in ("kind", "school_kind", "name", "short_name", "slug", "place")}
        fields |= {name: getattr(place, name) for name in ("founder", "address", "phone", "email")}
        organization = Organization.objects.create(parent=parent, path="", **fields)
        organization.path = f"{parent.path if parent else '/'}{organization.pk}/"
        organization.save(update_fields=["path"])
        OrganizationPlacement.objects.create(organization=organization, parent=parent, valid_from=HIRED)
        self.places[place.slug] = organization

    def someone(self, someone: Someone) -> None:
        last, first, patronymic = someone.name.split(" ")
        user = None
        if someone.key:
            user, _ = User.objects.get_or_create(
                email=f"{someone.key}@demo.example", defaults={"password": self.password}
            )
        person = Person.objects.create(
            last_name=last,
            first_name=first,
            patronymic=patronymic,
            gender=someone.gender,
            email=user.email if user else "",
            user=user,
        )
        place = self.places[someone.at]
        Employment.objects.create(
            person=person, organization=place, title=someone.post, is_deputy_head=someone.deputy, valid_from=HIRED
        )
        if someone.role:
            Membership.objects.create(
                person=person, user=user, organization=place, role=someone.role, valid_from=HIRED, basis="демонстрация"
            )

    def actor(self, place: str, role: str) -> Actor:
        membership = Membership.objects.select_related("person", "organization__region").get(
            organization=self.places[place], role=role
        )
        return actor_of(membership)

    def signed(
        self, order: Order, number: str, *, drafter: Actor, head: Actor, dated: datetime.date | None = None
    ) -> Order:
        """Send, sign, register (today, unless a date is given) and publish, each by its own role."""
        orders.submit_order(actor=drafter, order=order)
        row = Order.objects.get(pk=order.pk)
        row = orders.approve_order(actor=head, order=row, version=row.version)
        row, _ = orders.register_order(actor=drafter, order=row, number=number, dated=dated or drafter.today)
        return orders.publish_order(actor=drafter, order=row)

    def district_order(self) -> None:
        """The district asks for a monthly report and gives its schools a term for their statutes."""
        coordinator, head = self.actor(DISTRICT, Role.MUNICIPAL_COORDINATOR), self.actor(DISTRICT, Role.HEAD)
        regulation = regulations.draft_from_preset(actor=coordinator, preset_code="municipal_monthly")
        regulation = changed(coordinator, regulation, MEASURED)
        draft = OrderDraft(
            title="Об утверждении Порядка ежемесячного мониторинга наставничества",
            preamble="В целях внедрения системы наставничества в образовательных организациях района",
            place=coordinator.organization.place,
            clauses=[
                ClauseDraft(
                    OrderKind.STATUTE_APPROVAL, f"Утвердить {regulation.title} (приложение № 1).", regulation=regulation
                ),
                ClauseDraft(
                    OrderKind.TASK,
                    "Руководителям образовательных организаций утвердить положения о системе наставничества.",
                    due_on=coordinator.today + datetime.timedelta(days=30),
                ),
                ClauseDraft(
                    OrderKind.TASK,
                    "Рекомендовать образовательным организациям разместить положения на сайтах.",
                    mode=OrderClause.Mode.RECOMMENDED,
                    due_on=coordinator.today + datetime.timedelta(days=45),
                ),
                ClauseDraft(OrderKind.CONTROL, control_words()),
            ],
        )
        order = orders.create_order(actor=coordinator, draft=draft)
        # From the first of the month, so that this month's report is owed already.
        first = coordinator.today.replace(day=1)
        self.signed(order, "47/1", drafter=coordinator, head=head, dated=first)

    def published_school(self, slug: str) -> None:
        curator, head = self.actor(slug, Role.CURATOR), self.actor(slug, Role.HEAD)
        order = self.statute(curator, title=f"Положение о системе наставничества в {curator.organization.short_name}")
        self.signed(order, "61 – о", drafter=curator, head=head)

    def statute(self, curator: Actor, title: str = "") -> Order:
        regulation = regulations.draft_from_preset(actor=curator, preset_code="schekino11")
        if title:
            Regulation.objects.filter(pk=regulation.pk).update(title=title)
            regulation.refresh_from_db()
        person = Person.objects.get(pk=curator.person_id)
        return orders.create_order(actor=curator, draft=statute_order(curator, regulation, person))

    def school_eleven(self) -> None:
        """The statute is in force; pairs stand in every state; an order over two of them waits for the director."""
        curator, head = self.actor(SCHOOL, Role.CURATOR), self.actor(SCHOOL, Role.HEAD)
        roadmap = roadmaps.draft_roadmap(actor=curator)
        regulation = with_routes(curator, regulations.draft_from_preset(actor=curator, preset_code="schekino11"))
        person = Person.objects.get(pk=curator.person_id)
        draft = statute_order(curator, regulation, person, roadmap)
        order = orders.create_order(actor=curator, draft=draft)
        self.signed(order, "13 – А", drafter=curator, head=head)
        pairs = DemoPairs(curator, head)
        pairs.build()
        DemoPapers(pairs).build()
        DemoRoutes(curator, self.actor(MINISTRY, Role.REGION_OPERATOR)).build()

    def life(self) -> None:
        """After the pairs: the district's map, events, what pairs do together."""
        curator = self.actor(SCHOOL, Role.CURATOR)
        demo_life.district_map(
            self.actor(DISTRICT, Role.MUNICIPAL_COORDINATOR),
            self.actor(DISTRICT, Role.HEAD),
            self.actor("school-13", Role.CURATOR),
            self.actor("school-13", Role.HEAD),
        )
        demo_life.two_events(self.actor(MINISTRY, Role.REGION_OPERATOR), curator)
        unit = Unit.objects.get(organization=curator.organization, state=Unit.State.ACTIVE)
        demo_life.together(curator, unit)
        demo_library.shelves(
            curator, self.actor(SCHOOL, Role.COUNCIL_CHAIR), self.actor(DISTRICT, Role.MUNICIPAL_COORDINATOR),
            self.actor(MINISTRY, Role.REGION_OPERATOR),
        )  # fmt: skip
        demo_courses.four_courses(
            self.actor("institut", Role.INSTITUTE), self.actor("cnppm", Role.CNPPM_TUTOR),
            self.actor(DISTRICT, Role.MUNICIPAL_COORDINATOR), curator,
        )  # fmt: skip
        demo_communities.fill(
            curator, self.actor(DISTRICT, Role.MUNICIPAL_COORDINATOR), self.actor(MINISTRY, Role.REGION_OPERATOR),
            self.actor(SCHOOL, Role.HEAD),
        )  # fmt: skip
        demo_registry.lists(self.actor(DISTRICT, Role.MUNICIPAL_COORDINATOR))
        autodiscover_modules("demo_data")
        for fill in demo_later.PARTS:
            fill(curator)
