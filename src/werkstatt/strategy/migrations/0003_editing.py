"""Remember who wrote in a draft last, and enough of each block revision to put a deleted block back."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import werkstatt.core.clock

MOMENT = models.DateTimeField(default=werkstatt.core.clock.now, editable=False)


class Migration(migrations.Migration):
    dependencies = [
        ("strategy", "0002_frozen_text"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("blockrevision", "shape", models.JSONField(blank=True, default=dict)),
        migrations.AddField("version", "edited_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "version",
            "edited_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        # Only Python sets these moments; the columns stay as they are (and SQLite would build the tables anew, which
        # the triggers on the frozen text do not let happen).
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField("blockrevision", "at", MOMENT),
                migrations.AlterField("importpreview", "created_at", MOMENT),
                migrations.AlterField("strategy", "created_at", MOMENT),
                migrations.AlterField("version", "created_at", MOMENT),
            ]
        ),
    ]
