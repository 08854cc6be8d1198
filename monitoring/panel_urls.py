from django.urls import path

from .views import panels, stages

urlpatterns = [
    path("panel/", panels.panel, name="panel"),
    path("panel/table.xlsx", panels.panel_table, name="panel_table"),
    path("panel/letter/", panels.panel_letter, name="panel_letter"),
    path("panel/stages/", stages.stage_list, name="stage_list"),
    path("panel/stages/table.xlsx", stages.stage_table, name="stage_table"),
    path("panel/country/", panels.country_panel, name="country_panel"),
]
