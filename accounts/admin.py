"""The admin site, for the platform's staff only: regions, logins, reference data. No row of a tenant is here.

Staff sign in by the same page as everybody, with the same limits on tries, and need the second factor.
"""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .models import Installation, Position, Region, User

admin.site.site_header = _("Платформа «Наставничество»")
admin.site.site_title = admin.site.index_title = _("Справочники платформы")
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth documents it


def _staff_with_second_factor(request: HttpRequest) -> bool:
    user = request.user
    allowed = user.is_active and user.is_staff
    return bool(allowed and (settings.DEMO or is_mfa_enabled(user)))


admin.site.has_permission = _staff_with_second_factor  # type: ignore[method-assign]
admin.site.unregister(Group)


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin):
    """Name, zone and calendar. The code stands in addresses, and a region with rows is not deleted."""

    list_display = ["name", "code", "time_zone", "calendar"]

    def get_readonly_fields(self, request: HttpRequest, obj: Region | None = None) -> list[str]:
        return ["code"] if obj else []

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # create_region makes the root of the tree too

    def has_delete_permission(self, request: HttpRequest, obj: Region | None = None) -> bool:
        return False


@admin.register(Position)
class PositionAdmin(admin.ModelAdmin):
    list_display = ["title", "nomenclature", "is_deputy_head", "is_head"]
    list_filter = ["nomenclature", "is_deputy_head"]
    search_fields = ["title"]


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Logins: close one, or name its holder the platform's staff. Passwords and people are not here."""

    list_display = ["email", "platform_role", "is_staff", "is_active", "last_login"]
    list_filter = ["is_active", "is_staff", "platform_role"]
    search_fields = ["email"]
    fields = ["email", "is_active", "is_staff", "platform_role", "last_login", "date_joined"]
    readonly_fields = ["last_login", "date_joined"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # people come by invitation, the platform's staff by create_operator

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).order_by("email", "pk")


@admin.register(Installation)
class InstallationAdmin(admin.ModelAdmin):
    """What this database is: to be read."""

    list_display = ["kind", "clock_shift"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
