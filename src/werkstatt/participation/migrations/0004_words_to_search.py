import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participation", "0003_people_intake_and_phases")]

    operations = [
        migrations.AddField(
            model_name="contribution",
            name="words",
            field=models.TextField(
                blank=True,
                default="",
                editable=False,
                help_text="on its way into the search index, then empty (search.py)",
            ),
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "contribution",
                    models.OneToOneField(
                        db_column="rowid",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="participation.contribution",
                    ),
                ),
                ("entry", models.TextField(db_column="participation_search")),
            ],
            options={"db_table": "participation_search", "managed": False},
        ),
    ]
