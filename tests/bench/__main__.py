"""What it costs, as ratios within one run: `make bench`, a part of it: `make bench ARGS=matching`. No timed test."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring.settings")
os.environ.setdefault("DEMO", "1")
# As the owner: he may bring the tables up to date and count them; what is measured runs as the application.
os.environ["DATABASE_URL"] = os.environ.get("MIGRATE_DATABASE_URL", os.environ["DATABASE_URL"])
django.setup()

from tests.bench.figures import main  # noqa: E402  the settings must be read first
from tests.bench.grammar import grammar  # noqa: E402
from tests.bench.imports import imports  # noqa: E402

PARTS = ("grammar", "orders", "desk", "pdf", "loading", "matching", "imports")
asked = sys.argv[1:] or [*PARTS]
if unknown := set(asked).difference(PARTS):
    sys.exit(f"no part {', '.join(sorted(unknown))}: {', '.join(PARTS)}")
if "grammar" in asked:
    grammar()
main(asked)
if "imports" in asked:
    imports()
