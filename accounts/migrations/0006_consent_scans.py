from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_alphabet")]

    operations = [
        migrations.AlterField(
            model_name="storedfile",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("issued", "выпущенный документ"),
                    ("scan", "скан подписанного документа"),
                    ("consent", "скан согласия"),
                ],
                max_length=12,
            ),
        ),
    ]
