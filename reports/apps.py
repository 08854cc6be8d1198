from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("документы и отчёты")

    def ready(self) -> None:
        from accounts.row_security import protect

        # They register what happens here.
        from . import desk, finding, journal, receivers, recognition_desk, recognition_transitions, transitions  # noqa: F401
        from .queries import public  # noqa: F401  the finder of open pages

        # The last app: by now every table exists.
        post_migrate.connect(protect, sender=self, dispatch_uid="row security")
