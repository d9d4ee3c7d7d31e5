from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('communication', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='subscription',
            name='told_at',
            field=models.DateTimeField(blank=True, help_text='up to when its address has been told everything', null=True),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('answered', 'Antwort'), ('text_changed', 'Text geändert'), ('published', 'veröffentlicht'), ('withheld', 'nicht veröffentlicht'), ('merged', 'zusammengeführt'), ('objection', 'Antwort auf Einspruch'), ('new_version', 'neue Fassung'), ('phase_opens', 'Beteiligung beginnt'), ('phase_closes', 'Beteiligung endet bald')], max_length=14),
        ),
    ]
