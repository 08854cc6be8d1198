from django.urls import include, path

from . import impact_urls
from .views import reports

urlpatterns = [
    path("", include("monitoring.panel_urls")),
    path("", include("monitoring.period_urls")),
    path("", include("monitoring.survey_urls")),
    path("", include("monitoring.results_urls")),
    path("reports/monthly/", reports.report_list, name="report_list"),
    path("reports/monthly/remind/", reports.report_remind_all, name="report_remind_all"),
    path("reports/monthly/accept/", reports.report_accept_all, name="report_accept_all"),
    path("reports/monthly/<int:pk>/", reports.report_detail, name="report_detail"),
    path("reports/monthly/<int:pk>/confirm/", reports.report_confirm, name="report_confirm"),
    path("reports/monthly/<int:pk>/accept/", reports.report_accept, name="report_accept"),
    path("reports/monthly/<int:pk>/return/", reports.report_return, name="report_return"),
    path("reports/monthly/<int:pk>/correct/", reports.report_correct, name="report_correct"),
    path("reports/monthly/<int:pk>/remind/", reports.report_remind, name="report_remind"),
    *impact_urls.urlpatterns,
]
