from django.urls import path

from .views import impact, indicators, measures

urlpatterns = [
    path("impact/", impact.impact, name="impact"),
    path("impact/kinds/", impact.impact_kinds, name="impact_kinds"),
    path("impact/records/", impact.impact_records, name="impact_records"),
    path("impact/table.xlsx", impact.impact_export, name="impact_export"),
    path("impact/conclusion/", impact.impact_conclude, name="impact_conclude"),
    path("statistics/participants.xlsx", impact.stat_export, name="stat_export"),
    path("measures/", measures.measure_list, name="measure_list"),
    path("measures/load/", measures.measure_load, name="measure_load"),
    path("measures/sheet.xlsx", measures.measure_sheet, name="measure_sheet"),
    path("measures/mine/", measures.measure_mine, name="measure_mine"),
    path("measures/<int:pk>/<slug:point>/", measures.measure_unit, name="measure_unit"),
    path("indicators/", indicators.indicator_list, name="indicator_list"),
    path("indicators/<int:pk>/retire/", indicators.indicator_retire, name="indicator_retire"),
]
