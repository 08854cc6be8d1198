"""The admin site is for platform staff and for reference data only: no tenant row is ever registered here."""

from django import forms
from django.contrib import admin

from .models import FederalBody, FederalMaterial, FederalProgram, LegalAct
from .regulation.catalogue.choices import FEDERAL_BODIES, FORMS


@admin.register(LegalAct)
class LegalActAdmin(admin.ModelAdmin):
    list_display = ["title", "number", "level", "region_code", "effective_from", "repealed_on"]
    list_filter = ["level", "region_code"]
    search_fields = ["code", "title", "number"]


@admin.register(FederalBody)
class FederalBodyAdmin(admin.ModelAdmin):
    list_display = ["name", "duty"]
    search_fields = ["name"]


@admin.register(FederalProgram)
class FederalProgramAdmin(admin.ModelAdmin):
    list_display = ["title", "register_number", "provider", "hours"]
    search_fields = ["register_number", "title", "provider"]


class FederalMaterialForm(forms.ModelForm):
    form = forms.ChoiceField(required=False, choices=[("", "—"), *FORMS.items()])
    body = forms.ChoiceField(required=False, choices=[("", "—"), *FEDERAL_BODIES.items()])


@admin.register(FederalMaterial)
class FederalMaterialAdmin(admin.ModelAdmin):
    """How the federal operator and the federal centres publish: platform staff enter what they send (S5 п. 4.3)."""

    form = FederalMaterialForm
    list_display = ["title", "publisher", "body", "kind", "form"]
    list_filter = ["body", "kind"]
    search_fields = ["code", "title", "publisher"]
