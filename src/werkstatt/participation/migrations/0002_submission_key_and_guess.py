"""Know a form that is sent twice, and remember what was proposed for a place, so that a decision can be undone."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("participation", "0001_initial")]

    operations = [
        migrations.AddField(
            "contribution",
            "submission_key",
            models.CharField(
                blank=True, null=True, max_length=40, help_text="the same form sent twice has the same key"
            ),
        ),
        migrations.AddField(
            "placement",
            "guess",
            models.JSONField(
                blank=True, null=True, help_text="what the machine proposed, once a person has decided"
            ),
        ),
        migrations.AddConstraint(
            "contribution",
            models.UniqueConstraint(
                condition=Q(submission_key__isnull=False),
                fields=["municipality", "submission_key"],
                name="a_form_counts_once",
            ),
        ),
    ]
