"""The best assignment of a school, a municipality or a region in figures: the same that the draft's page shows."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Organization, Region
from accounts.tenancy import tenant_scope
from programs.matching.assign import solve
from programs.queries.pool import build_pool
from programs.queries.reach import open_schools_below


class Command(BaseCommand):
    help = "match SLUG: who can be paired at an organization and below, with the proof; nothing is saved, no names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--region", default="", help="code of the region, where two regions have the same slug")

    def handle(self, *args: Any, slug: str, region: str, **options: Any) -> None:
        regions = Region.objects.filter(code=region) if region else Region.objects.all()
        found = False
        for one in regions:
            with tenant_scope(one.pk):
                organization = Organization.objects.filter(slug=slug).select_related("region").first()
                if organization is not None:
                    self._match(organization)
                    found = True
        if not found:
            raise CommandError(f"no organization with the slug {slug}")

    def _match(self, organization: Organization) -> None:
        started = time.perf_counter()
        schools = open_schools_below(organization)
        pool = build_pool(schools)
        built = time.perf_counter()
        solution = solve(pool)
        proof = solution.proof
        self.stdout.write(f"{organization.short_name}: школ {len(schools)}")
        self.stdout.write(f"ждут наставника {len(pool.mentees)}, наставников {len(pool.mentors)}")
        self.stdout.write(f"с парой {len(solution.pairs)}, без пары {len(solution.alone)}")
        self.stdout.write(f"сумма баллов {solution.points}")
        self.stdout.write(f"разрыв {proof.gap}, нарушений {proof.faults}, сочетаний {proof.cells}")
        self.stdout.write(f"банк {built - started:.2f} с, подбор {time.perf_counter() - built:.2f} с")
        if not proof.holds:
            raise CommandError("the assignment is not proven to be the best one")
