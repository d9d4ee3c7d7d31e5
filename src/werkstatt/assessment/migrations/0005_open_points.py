"""Whether a point waits for its verdict stands in its own row, so that what is due is found in an index."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q

from werkstatt.core.columns import AddColumn


def note_verdicts(apps: Any, schema_editor: Any) -> None:
    points = apps.get_model("assessment", "Point").objects
    judged = apps.get_model("assessment", "Assessment").objects.values("point")
    points.filter(pk__in=judged).update(is_open=False)


class Migration(migrations.Migration):
    dependencies = [("assessment", "0004_topics")]

    operations = [
        AddColumn(
            model_name="point",
            name="is_open",
            field=models.BooleanField(
                db_default=True, default=True, help_text="waits for its verdict; kept by the actions"
            ),
        ),
        migrations.RunPython(note_verdicts, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="point",
            index=models.Index(
                condition=Q(("is_open", True)), fields=["unit", "due_on", "contribution"], name="open_of_unit"
            ),
        ),
        migrations.AddIndex(
            model_name="point",
            index=models.Index(
                condition=Q(("is_open", True)), fields=["municipality", "due_on", "contribution"], name="open_of_town"
            ),
        ),
    ]
