"""The admin site is for platform staff and for reference data only: no tenant row is ever registered here."""

from django.contrib import admin

from .models import FederalBody, FederalProgram, LegalAct


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
