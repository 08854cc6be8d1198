from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0011_partners_and_spread_matching")]

    operations = [
        migrations.AddField(
            "generalmeeting",
            "attendance_at",
            models.DateTimeField(blank=True, null=True, verbose_name="явка отмечена"),
        ),
        migrations.AddField(
            "generalmeeting",
            "came",
            models.JSONField(blank=True, default=list, help_text="номера людей", verbose_name="кто пришёл"),
        ),
        migrations.AddField(
            "menteerequest",
            "hard_with",
            models.JSONField(blank=True, default=list, verbose_name="с чем трудно молодому специалисту"),
        ),
        migrations.AddField(
            "yearmodel",
            "sought_among",
            models.JSONField(blank=True, default=list, verbose_name="где ищут наставников"),
        ),
    ]
