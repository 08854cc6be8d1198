"""Addresses of tables that are loaded, and of the figures of a year."""

from django.urls import path

from .views import figures, imports, registry

urlpatterns = [
    path("imports/", imports.import_new, name="import_new"),
    path("imports/sample/<slug:kind>/", imports.import_sample, name="import_sample"),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/<int:pk>/columns/", imports.import_columns, name="import_columns"),
    path("imports/<int:pk>/rows/", imports.import_rows_save, name="import_rows"),
    path("imports/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("imports/<int:pk>/discard/", imports.import_discard, name="import_discard"),
    path("imports/<int:pk>/waiting/", imports.import_waiting, name="import_waiting"),
    path("imports/<int:pk>/file/", imports.import_file, name="import_file"),
    path("imports/<int:pk>/leaving/", registry.import_leaving, name="import_leaving"),
    path("staff/export/<slug:form>/", registry.staff_export_file, name="staff_export"),
    path("imports/<int:pk>/invite/", imports.import_invite, name="import_invite"),
    path("figures/", figures.figures, name="figures"),
    path("figures/<int:pk>/<int:year>/", figures.figures_edit, name="figures_edit"),
]
