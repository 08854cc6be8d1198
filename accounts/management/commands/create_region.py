from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.services import setup


class Command(BaseCommand):
    help = "A region and the root of its tree: create_region tula «Тульская область» Europe/Moscow"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="short, Latin: part of addresses")
        parser.add_argument("name")
        parser.add_argument("time_zone", help="Europe/Moscow, Asia/Barnaul, …")
        parser.add_argument("--calendar", default="ru", help="code of a file in accounts/data/calendars")
        parser.add_argument("--authority", default="", help="full name of the body that governs education there")

    def handle(self, *args: Any, **options: Any) -> None:
        setup.mark_production()
        try:
            region = setup.create_region(
                code=options["code"],
                name=options["name"],
                time_zone=options["time_zone"],
                calendar=options["calendar"],
                authority=options["authority"],
            )
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        root = setup.address_of_root(region)
        self.stdout.write(f"region {region.code} is ready, the address of its root is {root}")
        self.stdout.write(f"next: create_operator EMAIL --region {region.code} --name …")
