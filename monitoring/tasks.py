"""What beat wakes: the months that have come. A lost, late or doubled wake changes nothing."""

from celery import shared_task

from .services import months


@shared_task(soft_time_limit=300, time_limit=330)
def open_month() -> None:
    months.open_months()
