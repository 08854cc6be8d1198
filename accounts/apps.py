from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("организации и люди")

    def ready(self) -> None:
        from . import (
            checks,  # noqa: F401  registers the system checks
            receivers,  # noqa: F401  second factors go into the journal
        )
        from .queries import desk, finding  # noqa: F401  register what waits on the first page and what can be found
