from django.db import migrations, models

from werkstatt.core.columns import AddColumn


class Migration(migrations.Migration):
    dependencies = [("participation", "0005_full_text")]

    operations = [
        AddColumn("intaketable", "sheet", models.CharField(
            blank=True, db_default="", help_text="the sheet that was chosen", max_length=80,
        )),
        AddColumn("intaketable", "sheets", models.JSONField(
            db_default=[], default=list, help_text="name and rows of the sheets one can choose from",
        )),
        AddColumn("intaketable", "notices", models.JSONField(
            db_default=[], default=list, help_text="what was noticed while reading the file",
        )),
        AddColumn("intaketable", "started_at", models.DateTimeField(
            blank=True, help_text="when a large table was put into the queue", null=True,
        )),
        AddColumn("intaketable", "done_count", models.PositiveIntegerField(
            db_default=0, default=0, help_text="rows looked at in the background",
        )),
        AddColumn("intaketable", "problem", models.TextField(
            blank=True, db_default="", help_text="why the import in the background did not happen",
        )),
        migrations.AlterField("intaketable", "rows", models.JSONField(
            default=list, help_text="number in the sheet and cells as text, row by row; emptied after the import",
        )),
    ]
