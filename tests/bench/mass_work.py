"""What the processes of ``tests.bench.mass`` do; each is spawned, and sets Django up for the database that it is given.

The clerk registers orders. Two printers deliver the outbox, as workers do. Two others print the same ready pages by
WeasyPrint alone, which is the least that could do the job.
"""

import os
import resource
import time
from dataclasses import dataclass, replace
from pathlib import Path

CODE, SLUG = "mass", "mass-school"


@dataclass(frozen=True)
class Spent:
    """Seconds of the clock and of the process's own work, its greatest memory so far in megabytes."""

    clock: float
    work: float
    memory: float


def begin(database_url: str, files: str) -> None:
    """The first thing that a process does."""
    os.environ |= {"DATABASE_URL": database_url, "FILES_DIR": files, "DJANGO_SETTINGS_MODULE": "mentoring.settings"}
    import django

    django.setup()


def build() -> None:
    """A school with a head and a curator, committed."""
    from accounts.models import Organization, Region
    from accounts.tenancy import tenant_scope
    from programs.scenarios.play import Play

    region = Region.objects.create(code=CODE, name=CODE, time_zone="Europe/Moscow")
    with tenant_scope(region.pk):
        play = Play(region)
        root = play.organization("mass-root", "region_authority")
        school = play.organization(SLUG, "school", root, school_kind="general")
        play.person("Ветрова Нина Аркадьевна", school, "директор", "head")
        play.person("Лунина Ольга Сергеевна", school, "заместитель директора", "curator", deputy=True)
        assert Organization.objects.filter(slug=SLUG).exists()


def register(first: int, count: int, folder: str) -> list[str]:
    """So many orders over five pairs, registered and issued: their PDFs wait in the outbox. The same pages, ready."""
    from django.template.loader import render_to_string

    from accounts import clock
    from accounts.models import Membership, Region
    from accounts.tenancy import tenant_scope
    from programs.models import Order
    from programs.order_content import content_hash
    from reports.documents.order_print import print_context
    from reports.documents.printing import issued
    from reports.services.documents import issue_order

    region, pages = Region.objects.get(code=CODE), []
    with tenant_scope(region.pk):
        head = Membership.objects.select_related("organization__region", "person").get(role="head")
        now = clock.now()
        for number in range(first, first + count):
            content = _content(number)
            order = Order.objects.create(
                organization=head.organization, title=content["title"], state="registered", drafted_by=head.person,
                signed_by=head.person, signed_as="директор", signed_at=now, content=content, number=str(number),
                content_hash=content_hash(content), dated=now.date(), registered_at=now, created_at=now,
            )  # fmt: skip
            document = issue_order(order)
            page = {**print_context(issued(document)), "pdf_title": content["title"], "pdf_language": "ru"}
            path = Path(folder, f"{number}.html")
            path.write_text(render_to_string("pdf/order.html", page), encoding="utf-8")
            pages.append(str(path))
    return pages


def _content(number: int) -> dict:
    """The words of an order that fixes five pairs, each with names of its own."""
    from reports.documents.order import Clause, Table
    from reports.documents.plain import to_plain
    from tests.reports.order_samples import LONG_PEOPLE, STATUTE_ORDER

    rows = tuple(
        (
            str(pair + 1),
            f"{LONG_PEOPLE[(number + pair) % 4]} {number}, учитель высшей категории",
            f"{LONG_PEOPLE[(number + pair + 1) % 4]} {pair}, учитель",
            "учитель – учитель",
            "01.09.2025–31.05.2026",
            "О. И. Седова",
        )
        for pair in range(5)
    )
    headings = ("№", "Наставник", "Наставляемый", "Форма, вид", "Срок", "Куратор")
    pairs = Clause(
        no="1",
        text="Закрепить наставнические пары:",
        table=Table(headings=headings, rows=rows, widths=(5, 20, 25, 20, 15, 15)),
    )
    order = replace(
        STATUTE_ORDER,
        title=f"О закреплении наставнических пар {number}",
        date=None,
        number="",
        clauses=(pairs, *STATUTE_ORDER.clauses[2:]),
        appendices=(),
        acknowledgements=(),
    )
    return to_plain(order, sparse=True)


def deliver() -> Spent:
    """One wake of a worker without the end of its budget: until nothing waits."""
    from accounts.services import delivery
    from reports import tasks  # noqa: F401  the handler of documents

    begun = _now()
    counts = delivery.deliver(budget_seconds=3600)
    assert set(counts) <= {"done"}, counts
    return _since(begun)


def print_alone(pages: list[str]) -> Spent:
    """WeasyPrint on the ready pages, nothing kept."""
    from weasyprint import HTML

    from reports.pdf import STATIC_ROOT

    begun = _now()
    for page in pages:
        HTML(string=Path(page).read_text(encoding="utf-8"), base_url=f"{STATIC_ROOT.as_uri()}/").write_pdf()
    return _since(begun)


def kept() -> tuple[int, int]:
    """How many documents there are, and how many of them have their file."""
    from accounts.models import Region
    from accounts.tenancy import tenant_scope
    from reports.models import Document

    with tenant_scope(Region.objects.get(code=CODE).pk):
        return Document.objects.count(), Document.objects.exclude(file=None).count()


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(begun: tuple[float, float]) -> Spent:
    clock, work = (now - then for now, then in zip(_now(), begun, strict=True))
    return Spent(clock, work, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
