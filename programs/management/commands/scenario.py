"""Play an acceptance scenario on a scratch region and print each expected figure beside the computed one."""

import importlib
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import Region
from accounts.tenancy import tenant_scope
from programs.scenarios.play import Line, Play

NAMES = ("s1_kalmanka", "s2_tashtagol", "s3_tatarstan", "s4_schekino11", "s5_altai_duc", "law_351_8")


class _Undo(Exception):
    """Leaves nothing of the scratch region behind."""


class Command(BaseCommand):
    help = "scenario NAME: exits with 1 when any computed figure differs from the expected one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=NAMES)

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        lines = self._play(importlib.import_module(f"programs.scenarios.{name}"))
        width = max(len(line.step) for line in lines)
        for line in lines:
            mark = "ok" if line.ok else "РАЗНИЦА"
            self.stdout.write(f"{line.step:<{width}}  ожидали {line.expected}; вышло {line.computed}  {mark}")
        wrong = sum(not line.ok for line in lines)
        if wrong:
            raise CommandError(f"{wrong} of {len(lines)} differ")

    def _play(self, module: Any) -> list[Line]:
        lines: list[Line] = []
        try:
            with transaction.atomic():
                region = Region.objects.create(code="scratch", name="scratch", time_zone="Europe/Moscow")
                with tenant_scope(region.pk):
                    play = Play(region, lines)
                    module.play_all(play)
                raise _Undo
        except _Undo:
            return lines
