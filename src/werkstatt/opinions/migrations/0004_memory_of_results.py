from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('opinions', '0003_statement_extremity'),
    ]

    operations = [
        migrations.AddField(
            model_name='keptplaces',
            name='memory',
            field=models.JSONField(default=dict, help_text='directions of the map, for the next computation'),
        ),
    ]
