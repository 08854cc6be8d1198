"""What beat wakes: months, quarters, campaigns that have come. A lost, late or doubled wake changes nothing."""

from celery import shared_task

from .services import (
    calendar,
    campaign_days,
    impact_counts,
    months,
    panel_letters,
    panels,
    quarters,
    reopened,
    summaries,
)


@shared_task(soft_time_limit=300, time_limit=330)
def open_month() -> None:
    months.open_months()
    summaries.open_summaries()
    quarters.open_quarters()
    reopened.close_all_expired()


@shared_task(soft_time_limit=900, time_limit=960)
def keep_calendar() -> None:
    calendar.keep_calendar()


@shared_task(soft_time_limit=300, time_limit=330)
def run_campaigns() -> None:
    campaign_days.run()


@shared_task(soft_time_limit=600, time_limit=660)
def count_impact() -> None:
    impact_counts.run_all()


@shared_task(soft_time_limit=1500, time_limit=1560)
def count_panels() -> None:
    panels.refresh_all()
    panel_letters.send_all()
