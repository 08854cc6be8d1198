"""Reference data of the platform, outside tenants: what is true for the whole country."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LegalAct(models.Model):
    """An act that preambles cite. Regional and municipal acts carry the code of their region."""

    class Level(models.TextChoices):
        FEDERAL = "federal", _("федеральный")
        REGIONAL = "regional", _("региональный")

    code = models.SlugField(_("код"), max_length=60, unique=True)
    level = models.CharField(_("уровень"), max_length=10, choices=Level)
    region_code = models.SlugField(_("регион"), max_length=40, blank=True)
    title = models.CharField(_("название"), max_length=500)
    instrumental = models.CharField(
        _("для преамбулы"),
        max_length=600,
        help_text=_("после слов «В соответствии с»: творительный падеж"),
    )
    issued_on = models.DateField(_("дата"))
    number = models.CharField(_("номер"), max_length=60)
    effective_from = models.DateField(_("действует с"))
    repealed_on = models.DateField(_("утратил силу"), null=True, blank=True)

    class Meta:
        verbose_name = _("правовой акт")
        verbose_name_plural = _("правовые акты")
        ordering = ["issued_on", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level="federal", region_code="") | (Q(level="regional") & ~Q(region_code="")),
                name="legal_act_region_by_level",
            )
        ]

    def __str__(self) -> str:
        return self.title


class FederalBody(models.Model):
    """The federal operator and the federal centres (S5 п. 4.3): a reference, shown where a regulation turns it on."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("название"), max_length=300)
    duty = models.CharField(_("что делает"), max_length=500)

    class Meta:
        verbose_name = _("федеральный орган")
        verbose_name_plural = _("федеральные органы")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class FederalProgram(models.Model):
    """A programme of the federal register of additional professional programmes (ФРОП ДППО)."""

    register_number = models.CharField(_("номер в реестре"), max_length=40, unique=True)
    title = models.CharField(_("программа"), max_length=500)
    provider = models.CharField(_("организация"), max_length=300)
    hours = models.PositiveSmallIntegerField(_("часов"))

    class Meta:
        verbose_name = _("программа федерального реестра")
        verbose_name_plural = _("программы федерального реестра")
        ordering = ["register_number"]

    def __str__(self) -> str:
        return self.title
