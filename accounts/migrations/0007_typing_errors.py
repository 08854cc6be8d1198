from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Names found although they were mistyped: pg_trgm is a trusted extension, the owner of the database may have it."""

    dependencies = [("accounts", "0006_consent_scans")]

    operations = [TrigramExtension()]
