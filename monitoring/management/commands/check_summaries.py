from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.models import Region
from monitoring.services import panels

SHOWN = 50


class Command(BaseCommand):
    help = "Count the panels' summaries anew from the records; exit code 1 and the differing numbers when they differ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--region", metavar="CODE", help="one region instead of all")
        parser.add_argument("--refresh", action="store_true", help="bring the summaries up to date first")

    def handle(self, *args: Any, **options: Any) -> None:
        regions = Region.objects.order_by("code")
        if options["region"]:
            regions = regions.filter(code=options["region"])
            if not regions:
                raise CommandError(_("Нет региона с кодом %(code)s.") % {"code": options["region"]})
        wrong = [region.code for region in regions if not self.check_region(region, refresh=options["refresh"])]
        if wrong:
            raise CommandError(_("Числа панелей расходятся с записями: %(codes)s") % {"codes": ", ".join(wrong)})

    def check_region(self, region: Region, *, refresh: bool) -> bool:
        if refresh:
            panels.refresh_region(region)
        count, found = panels.check_region(region)
        words = _("%(code)s: сверено строк %(count)d, расхождений %(wrong)d")
        self.stdout.write(words % {"code": region.code, "count": count, "wrong": len(found)})
        for row in found[:SHOWN]:
            place = f"{row.organization} ({row.school_kind})" if row.school_kind else row.organization
            facts = {"place": place, "code": row.code, "kept": row.kept, "counted": row.counted}
            self.stderr.write(_("  %(place)s, %(code)s: хранится %(kept)s, по записям %(counted)s") % facts)
        if len(found) > SHOWN:
            self.stderr.write(_("  и ещё %(rest)d") % {"rest": len(found) - SHOWN})
        return not found
