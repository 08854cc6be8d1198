"""Each figure is a ratio to the least that could do the same job, measured in turns in the same run."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from weasyprint import HTML

from accounts.models import Membership, Organization, Region, User
from accounts.permissions import actor_of
from accounts.tenancy import tenant_scope
from programs.models import Order
from programs.order_content import content_of
from programs.order_templates import statute_order
from programs.queries.regulations import effective_regulation
from programs.scenarios.play import Play
from programs.services import orders, regulations
from reports.documents.order_print import print_context
from reports.documents.printing import as_of_now
from reports.pdf import STATIC_ROOT, html_to_pdf
from tests.bench import desk
from tests.bench.imports import SCHOOLS, loading
from tests.bench.matching import matching

ROUNDS = 15
ORDERS = 30


class _Undo(Exception):
    """Leaves nothing behind."""


def median(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def compare(name: str, ours: Callable[[], object], least: Callable[[], object], what: str) -> None:
    """Both in turns; medians. Prints milliseconds and the ratio."""
    ours()
    least()
    pairs = [(median(ours), median(least)) for _round in range(ROUNDS)]
    mine, other = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
    print(f"{name:<46} {mine:8.2f} ms  {mine / other:6.1f} × {what} ({other:.2f} ms)")


def as_application() -> None:
    """Under row security, as in life."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {settings.APP_ROLE}")


def count_the_tables() -> None:
    """What autovacuum does in life by itself; without it the planner takes every table for an empty one."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("ANALYZE")
    as_application()


@contextmanager
def scratch() -> Iterator[Play]:
    """A region with a school of 30 orders under a district of 300 schools; rolled back afterwards."""
    try:
        with transaction.atomic():
            region = Region.objects.create(code="bench", name="bench", time_zone="Europe/Moscow")
            with tenant_scope(region.pk):
                yield Play(region)
            raise _Undo
    except _Undo:
        return


def build(play: Play) -> Organization:
    root = play.organization("root", "region_authority")
    district = play.organization("district", "municipality", root)
    for number in range(SCHOOLS):
        play.organization(f"school-{number}", "school", district, school_kind="general")
    school = Organization.objects.get(slug="school-0")
    play.person("Ветрова Нина Аркадьевна", school, "директор", "head")
    curator = play.person("Лунина Ольга Сергеевна", school, "заместитель директора", "curator", deputy=True)
    regulation = regulations.draft_from_preset(actor=play.actor("Лунина"), preset_code="schekino11")
    draft = statute_order(play.actor("Лунина"), regulation, curator)
    for _number in range(ORDERS):
        orders.create_order(actor=play.actor("Лунина"), draft=draft)
    return school


def page(play: Play, school: Organization) -> None:
    user = User.objects.create_user("bench@example.org", "x")
    person = play.people["Лунина"]
    person.user = user
    person.save()
    Membership.objects.filter(person=person).update(user=user)
    client = Client()
    client.force_login(user)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get("/orders/")
    assert answer.status_code == 200
    print(f"{'list of 30 orders: queries':<46} {len(queries):8d}")
    compare(
        "list of 30 orders, whole page",
        lambda: client.get("/orders/"),
        lambda: client.get("/healthz"),
        "a bare view",
    )


def queries(play: Play, school: Organization) -> None:
    district = Organization.objects.get(slug="district")
    coordinator = play.person("Гордеева Нина Юрьевна", district, "специалист", "coordinator")
    membership = Membership.objects.select_related("person", "organization__region").get(person=coordinator)

    def by_hand() -> list[tuple[int]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM accounts_organization WHERE path LIKE %s", [district.path + "%"])
            return cursor.fetchall()

    compare("who acts: the actor over 300 schools", lambda: actor_of(membership), by_hand, "one hand-written SQL")

    def values_by_hand() -> list[tuple[str]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT settings FROM programs_regulation WHERE organization_id = ANY(%s)", [school.path_ids]
            )
            return cursor.fetchall()

    actor = play.actor("Лунина")
    compare(
        "what holds at a school: 145 parameters",
        lambda: effective_regulation(school, actor.today)["kinds"],
        values_by_hand,
        "one hand-written SQL",
    )


def pdf(play: Play) -> None:
    order = Order.objects.select_related("organization__region", "drafted_by").first()
    assert order is not None
    context = print_context(as_of_now(order, content_of(order, actor=None, on=play.actor("Лунина").today)))
    html = render_to_string("pdf/order.html", {**context, "pdf_title": "x", "pdf_language": "ru"})
    base = f"{Path(STATIC_ROOT).as_uri()}/"
    compare(
        "an order of five pages to PDF/A",
        lambda: html_to_pdf(html),
        lambda: HTML(string=html, base_url=base).write_pdf(),
        "a raw WeasyPrint call",
    )


def main(asked: list[str]) -> None:
    """The parts asked for by name, or all."""
    settings.ALLOWED_HOSTS.append("testserver")
    as_application()
    with scratch() as play:
        school = build(play)
        town = desk.build(play, school) if "desk" in asked else None
        count_the_tables()
        if "orders" in asked:
            page(play, school)
            queries(play, school)
        if town is not None:
            desk.pages(play, school, town, compare)
        if "pdf" in asked:
            pdf(play)
        if "loading" in asked:
            loading(play)
        if "matching" in asked:
            matching(play)
