"""Bring the platform's reference data in: legal acts, federal bodies, posts. Run after every ``migrate``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from programs.services.reference import BadReference, load_reference


class Command(BaseCommand):
    help = "Load the shipped reference data: legal acts, federal bodies, posts. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counts = load_reference()
        except BadReference as error:
            raise CommandError(str(error)) from error
        for name, number in counts.items():
            self.stdout.write(f"{name}: {number} new or changed")
