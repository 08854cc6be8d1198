"""What beat wakes: a lost, late or doubled wake changes nothing."""

from celery import shared_task

from .services import daily


@shared_task(soft_time_limit=1500, time_limit=1560)
def start_programs() -> None:
    daily.run()
