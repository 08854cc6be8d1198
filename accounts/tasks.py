"""What beat wakes. All that there is to do is rows in the database: a lost, late or doubled wake changes nothing."""

from celery import shared_task

from . import clock, mail  # noqa: F401  mail registers its handler
from .services import deadlines, delivery, digests, housekeeping, seal

# A hung handler is stopped, softly and then hard; its row is released with the connection and has its next turn.
LIMITS = {"soft_time_limit": 300, "time_limit": 330}


@shared_task(**LIMITS)
def deliver_outbox() -> None:
    delivery.deliver()


@shared_task(**LIMITS)
def run_deadlines() -> None:
    now = clock.now()
    deadlines.run_due(now)
    digests.send_due(now)


@shared_task(**LIMITS)
def seal_audit() -> None:
    seal.seal_all()


@shared_task(soft_time_limit=3000, time_limit=3060)
def clean_up() -> None:
    housekeeping.clean_up()
    seal.seal_all(sweep=True)
