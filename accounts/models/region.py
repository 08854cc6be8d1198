import functools
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


@functools.cache
def zone_of(name: str) -> ZoneInfo:
    """``ZoneInfo`` itself keeps eight; the country has eleven, and a file read for each organization is dear."""
    return ZoneInfo(name)


def validate_time_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(_("Нет такого часового пояса: %(value)s"), params={"value": value})


class Region(models.Model):
    """The tenant. A small table outside row security: it holds no personal data."""

    code = models.SlugField(_("код"), unique=True, max_length=40)
    name = models.CharField(_("название"), max_length=200, unique=True)
    time_zone = models.CharField(_("часовой пояс"), max_length=40, validators=[validate_time_zone])
    calendar = models.SlugField(
        _("производственный календарь"),
        max_length=20,
        default="ru",
        help_text=_("код файла календаря"),
    )

    class Meta:
        verbose_name = _("регион")
        verbose_name_plural = _("регионы")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return zone_of(self.time_zone)
