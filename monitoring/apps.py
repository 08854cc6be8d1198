from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "monitoring"
    verbose_name = _("мониторинг")

    def ready(self) -> None:
        # they register the desk's items, the ways of a report and of a campaign
        from . import (  # noqa: F401  # noqa: F401
            campaign_transitions,
            desk,
            impact_desk,
            journal,
            period_desk,
            results_desk,
            survey_desk,
            transitions,
        )
        from .queries import measures  # noqa: F401  it answers whether a pair was measured
