"""What beat wakes: a lost, late or doubled wake changes nothing."""

from celery import shared_task

from .services import daily, import_work, matching


@shared_task(soft_time_limit=1500, time_limit=1560)
def start_programs() -> None:
    daily.run()


@shared_task(soft_time_limit=600, time_limit=660)
def calculate_matchings() -> None:
    """Drafts and publications too big for a request: rows that wait hold the work."""
    matching.calculate_waiting()
    matching.send_waiting()


@shared_task(soft_time_limit=1500, time_limit=1560)  # a wake goes beyond its minute where it came late to its rows
def run_imports() -> None:
    import_work.run_all()
