from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("наставничество")

    def ready(self) -> None:
        from . import desk  # noqa: F401  registers what waits on the first page
