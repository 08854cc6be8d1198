from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.module_loading import autodiscover_modules

from accounts import tasks

JOBS = {
    "deadlines": tasks.run_deadlines,
    "outbox": tasks.deliver_outbox,
    "audit": tasks.seal_audit,
    "clean_up": tasks.clean_up,
}


class Command(BaseCommand):
    help = "Do now, in this process, what beat wakes the workers for. Needs no broker; a running worker does no harm."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "jobs", nargs="*", metavar="JOB", choices=[*JOBS, []], help=f"{', '.join(JOBS)}; all of them by default"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        autodiscover_modules("tasks")  # every handler of the outbox
        for name in options["jobs"] or JOBS:
            JOBS[name]()
            self.stdout.write(name)
