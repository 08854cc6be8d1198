"""Read every shipped preset, or the named files: a line for each, what is wrong with file, line and key."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from programs.regulation.loader import PRESETS, PresetError, load_file


class Command(BaseCommand):
    help = "Check presets of regulations. Exits with 1 if one of them cannot be taken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="TOML files; without them, the shipped ones")

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for path in options["files"] or sorted(PRESETS.glob("*.toml")):
            try:
                preset = load_file(path)
            except PresetError as error:
                broken += 1
                for problem in error.problems:
                    self.stdout.write(str(problem))
            else:
                self.stdout.write(f"{path.name}: OK, {len(preset.settings)} settings, {preset.level}")
        if broken:
            raise CommandError(f"{broken} cannot be taken")
