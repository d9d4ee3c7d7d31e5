"""Make the search index, and take in what is there already."""

from django.db import migrations

from werkstatt.participation import full_text
from werkstatt.participation.folding import words_of


def install(apps, schema_editor):
    full_text.install(schema_editor.connection.vendor, lambda statement: schema_editor.execute(statement, params=None))


def remove(apps, schema_editor):
    full_text.remove(schema_editor.connection.vendor, lambda statement: schema_editor.execute(statement, params=None))


def take_in(apps, schema_editor):
    contributions = apps.get_model("participation", "Contribution").objects
    proposed = apps.get_model("participation", "WordingSuggestion").objects
    last = 0
    while rows := list(contributions.filter(pk__gt=last).order_by("pk")[:1000]):
        last = rows[-1].pk
        wordings = dict(proposed.filter(contribution__in=rows).values_list("contribution_id", "replacement"))
        for row in rows:
            row.words = words_of(row.text, wordings.get(row.pk, ""), row.alias, row.section_label, row.event_name)
        contributions.bulk_update(rows, ["words"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("participation", "0004_words_to_search")]
    operations = [
        migrations.RunPython(install, remove),
        migrations.RunPython(take_in, migrations.RunPython.noop),
    ]
