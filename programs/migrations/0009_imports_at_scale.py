import re

from django.db import migrations, models

CONCEALED = "скрыто"
SENSITIVE = re.compile(
    rf"овз|инвалид|тжс|вшк|пдн\b|трудн\w* жизн|сирот|опек|выгоран|девиант|{CONCEALED}", re.IGNORECASE
)


def conceal(apps, schema_editor):
    """Tables of mentees taken in before sensitive words were concealed keep none of them: not in the cells of a row, its
    corrections and doubts, nor in the sample of a column. The file itself stays where only its sender opens it.
    """
    for region_id in apps.get_model("accounts", "Region").objects.values_list("pk", flat=True):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.region', %s, true)", [str(region_id)])
        batches = apps.get_model("programs", "ImportBatch").objects.filter(kind="mentees", region_id=region_id)
        for batch in batches.iterator():
            _of_batch(batch)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.region', '', true)")


def _of_batch(batch):
    told = {column["index"] for column in batch.columns if column.get("field") == "category"}
    for column in batch.columns:
        if SENSITIVE.search(str(column.get("sample") or "")):
            column["sample"] = ""
    batch.save(update_fields=["columns"])
    for row in batch.rows.iterator(chunk_size=500):
        before = (row.cells, row.fixes, row.doubts)
        row.cells = [
            CONCEALED if index in told and SENSITIVE.search(str(value)) else value
            for index, value in enumerate(row.cells)
        ]
        row.fixes = {
            name: text for name, text in row.fixes.items() if name != "category" or not SENSITIVE.search(str(text))
        }
        row.doubts = [
            {**doubt, "was": "", "proposed": " "}
            if doubt.get("field") == "category" and SENSITIVE.search(f"{doubt.get('was')} {doubt.get('proposed')}")
            else doubt
            for doubt in row.doubts
        ]
        if before != (row.cells, row.fixes, row.doubts):
            row.save(update_fields=["cells", "fixes", "doubts"])


class Migration(migrations.Migration):
    dependencies = [("programs", "0008_several_forms_and_cancelled_orders")]

    operations = [
        migrations.AddField(
            model_name="importbatch", name="began_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.RunPython(conceal, migrations.RunPython.noop),
    ]
