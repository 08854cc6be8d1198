from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.models import Region
from accounts.services import seal


class Command(BaseCommand):
    help = "Check the hash chain of the audit log; exit code 1 and the first broken number when it is not whole."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--region", metavar="CODE", help="one region instead of all")
        parser.add_argument(
            "--accept-restored",
            action="store_true",
            help="the database was restored without FILES_DIR: take its end of the chain as the head, keep the old one",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        regions = Region.objects.order_by("code")
        if options["region"]:
            regions = regions.filter(code=options["region"])
            if not regions:
                raise CommandError(_("Нет региона с кодом %(code)s.") % {"code": options["region"]})
        if options["accept_restored"]:
            for region in regions:
                self.accept(region)
        broken = [region.code for region in regions if not self.check_region(region)]
        if broken:
            raise CommandError(_("Журнал нарушен: %(codes)s") % {"codes": ", ".join(broken)})

    def accept(self, region: Region) -> None:
        try:
            kept = seal.accept_restored(region)
        except seal.ChainBroken:
            return  # the check that follows says where
        if kept is not None:
            facts = {"code": region.code, "kept": kept}
            self.stdout.write(_("%(code)s: вершина взята из базы, прежняя: %(kept)s") % facts)

    def check_region(self, region: Region) -> bool:
        verdict = seal.verify(region)
        facts = {"code": region.code, "count": verdict.count, "unsealed": verdict.unsealed, "head": verdict.head}
        if verdict.broken is None:
            text = _("%(code)s: цепочка цела, записей %(count)d, ждут печати %(unsealed)d, вершина %(head)s") % facts
            self.stdout.write(text)
            return True
        facts |= {"number": verdict.broken, "reason": verdict.reason}
        self.stderr.write(_("%(code)s: нарушена запись № %(number)d: %(reason)s") % facts)
        return False
