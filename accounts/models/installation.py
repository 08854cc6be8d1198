from django.db import models
from django.db.models import Q


class Installation(models.Model):
    """The one row that says what this database is. The demo refuses to start on a database that is not its own."""

    class Kind(models.TextChoices):
        PRODUCTION = "production"
        DEMO = "demo"

    kind = models.CharField(max_length=10, choices=Kind)
    clock_shift = models.DurationField(default="0", help_text="how far the demo's clock is moved; zero in production")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="installation_is_one_row"),
            models.CheckConstraint(
                condition=Q(kind="demo") | Q(clock_shift=models.Value("0", models.DurationField())),
                name="installation_clock_moves_only_in_demo",
            ),
        ]
