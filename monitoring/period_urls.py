from django.urls import path

from .views import periods, year

urlpatterns = [
    path("reports/periods/", periods.period_board, name="period_board"),
    path("year/", year.year_calendar, name="year_calendar"),
    path("year/term/", year.year_term, name="year_term"),
    path("tasks/<int:pk>/", year.task_detail, name="task_detail"),
]
