import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('opinions', '0001_initial'),
        ('organisations', '0003_circles_pages_and_dissolved_units'),
    ]

    operations = [
        migrations.CreateModel(
            name='OpinionResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('format', models.PositiveSmallIntegerField(default=0)),
                ('figures', models.JSONField(default=dict)),
                ('computed_at', models.DateTimeField(null=True)),
                ('wanted_at', models.DateTimeField(help_text='votes have changed since, and a computation is ordered', null=True)),
                ('started_at', models.DateTimeField(help_text='the last computation began', null=True)),
                ('is_running', models.BooleanField(default=False)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.municipality')),
                ('opinion_map', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='result', to='opinions.opinionmap')),
            ],
        ),
        migrations.CreateModel(
            name='KeptPlaces',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('data', models.BinaryField()),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.municipality')),
                ('result', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='opinions.opinionresult')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='opinionresult',
            index=models.Index(condition=models.Q(('wanted_at__isnull', False)), fields=['wanted_at'], name='results_due'),
        ),
    ]
