from django.urls import path

from .views import courses, panels, stages

urlpatterns = [
    path("courses/<int:pk>/table.xlsx", courses.course_table, name="course_table"),
    path("panel/", panels.panel, name="panel"),
    path("panel/table.xlsx", panels.panel_table, name="panel_table"),
    path("panel/letter/", panels.panel_letter, name="panel_letter"),
    path("panel/stages/", stages.stage_list, name="stage_list"),
    path("panel/stages/table.xlsx", stages.stage_table, name="stage_table"),
    path("panel/country/", panels.country_panel, name="country_panel"),
]
