from django.contrib.postgres.operations import CreateCollation
from django.db import migrations


class Migration(migrations.Migration):
    """The alphabet of the lists: Russian, with numbers inside names compared as numbers."""

    dependencies = [("accounts", "0004_versions_and_keepers")]

    operations = [CreateCollation("ru_natural", provider="icu", locale="ru-u-kn-true")]
