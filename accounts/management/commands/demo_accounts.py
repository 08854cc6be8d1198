from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.demo import DEMO_ACCOUNTS, PASSWORD


class Command(BaseCommand):
    help = "Who can be tried in the demo: role, place, address; one password for all"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("there are no demo accounts here: this is not the demo")
        for row in DEMO_ACCOUNTS:
            self.stdout.write(f"{row.email:32} {row.role}, {row.place}")
        self.stdout.write(f"{'password':32} {PASSWORD}")
