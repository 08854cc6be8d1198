from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("наставничество")

    def ready(self) -> None:
        from . import desk, grantable, journal, pair_desk  # noqa: F401  they register what they know
