from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_letterhead"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.UniqueConstraint(
                fields=("region", "organization", "purpose", "sha256", "name"), name="file_once"
            ),
        ),
    ]
