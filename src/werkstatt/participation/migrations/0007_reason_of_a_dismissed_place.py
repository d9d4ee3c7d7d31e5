from django.db import migrations, models

from werkstatt.core.columns import AddColumn


class Migration(migrations.Migration):
    dependencies = [("participation", "0006_intake_progress")]

    operations = [
        AddColumn(
            "placement",
            "reason",
            models.CharField(
                blank=True, db_default="", default="", help_text="why the place does not exist any more", max_length=300
            ),
        ),
    ]
