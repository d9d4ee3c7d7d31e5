"""Keep the title somebody chose for a text that is still being looked at."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("strategy", "0004_frozen_for_good")]
    operations = [
        migrations.AddField("importpreview", "title", models.CharField(blank=True, max_length=200, default=""), False)
    ]
