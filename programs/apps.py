from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("наставничество")

    def ready(self) -> None:
        # they register what waits, what is found, what may be granted, how events read
        from . import (  # noqa: F401
            bank_desk,
            coordination_desk,
            course_desk,
            desk,
            finding,
            grantable,
            growth_desk,
            import_desk,
            journal,
            life_desk,
            meeting_desk,
            pair_desk,
            paper_desk,
            partner_desk,
            program_desk,
            registry_desk,
        )
