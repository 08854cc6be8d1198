import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring.settings")
os.environ.setdefault("DEMO", "1")
django.setup()

from tests.bench.figures import main  # noqa: E402  the settings must be read first

main()
