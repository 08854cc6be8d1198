import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_ladder_of_reminders'),
        ('monitoring', '0007_panels'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='monitoringcampaign',
            name='stage',
        ),
        migrations.RenameField(
            model_name='swotline',
            old_name='state',
            new_name='decision',
        ),
        migrations.CreateModel(
            name='ImpactCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('school_year', models.PositiveSmallIntegerField()),
                ('asked', models.CharField(blank=True, max_length=200)),
                ('asked_at', models.DateTimeField()),
                ('counted_on', models.DateField(blank=True, null=True)),
                ('content', models.JSONField(blank=True, default=dict)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                ('region', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.region')),
            ],
            options={
                'verbose_name': 'подсчёт влияния',
                'ordering': ['asked_at', 'pk'],
                'abstract': False,
                'base_manager_name': 'everything',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('region', 'organization', 'school_year', 'asked'), name='impact_asked_once')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('everything', django.db.models.manager.Manager()),
            ],
        ),
    ]
