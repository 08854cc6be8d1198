"""What it costs, as ratios within one run: `make bench`; a part: `make bench ARGS="mass --orders 1000"`."""

import argparse
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring.settings")
os.environ.setdefault("DEMO", "1")
# As the owner: he may bring the tables up to date and count them; what is measured runs as the application.
os.environ["DATABASE_URL"] = os.environ.get("MIGRATE_DATABASE_URL", os.environ["DATABASE_URL"])
django.setup()

from django.core.management import call_command  # noqa: E402  the settings must be read first

from tests.bench.figures import main  # noqa: E402
from tests.bench.grammar import grammar  # noqa: E402
from tests.bench.imports import imports  # noqa: E402
from tests.bench.mass import mass  # noqa: E402
from tests.bench.month import month  # noqa: E402
from tests.bench.panel import panel  # noqa: E402

PARTS = ("grammar", "orders", "desk", "pdf", "loading", "matching", "imports", "mass", "month", "panel")
parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
parser.add_argument("parts", nargs="*", choices=[*PARTS, []])
parser.add_argument("--orders", type=int, default=200, help="how many are made in the background")
parser.add_argument("--schools", type=int, default=5430, help="for how many a month is closed; Russia has 54300")
parser.add_argument("--towns", type=int, default=34, help="of a region with 40 schools in each, for its panel")
parser.add_argument("--country", type=int, default=54_300, help="organizations of the country, for its panel")
asked = parser.parse_args()
parts = asked.parts or PARTS

call_command("migrate", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)  # pages name their files by the manifest
if "grammar" in parts:
    grammar()
main(parts)
if "imports" in parts:
    imports()
if "mass" in parts:
    mass(asked.orders)
if "month" in parts:
    month(asked.schools)
if "panel" in parts:
    panel(asked.towns, asked.country)
