from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "monitoring"
    verbose_name = _("мониторинг")

    def ready(self) -> None:
        # they register the desk's items and the way of a report
        from . import desk, impact_desk, journal, period_desk, transitions  # noqa: F401
        from .queries import measures  # noqa: F401  it answers whether a pair was measured
