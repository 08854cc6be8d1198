from django.db import migrations

# IF EXISTS: for some days 0026 and 0029 stood without these columns, and some databases were made so.
DROP = """
ALTER TABLE programs_order DROP COLUMN IF EXISTS sent_on;
ALTER TABLE programs_placeremark DROP COLUMN IF EXISTS order_version;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0030_event_roadmap_line'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(DROP, migrations.RunSQL.noop)],
            state_operations=[
                migrations.RemoveField('order', 'sent_on'),
                migrations.RemoveField('placeremark', 'order_version'),
            ],
        ),
    ]
