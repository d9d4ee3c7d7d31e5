from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participation", "0007_reason_of_a_dismissed_place")]

    operations = [
        migrations.AlterField(
            model_name="participationphase",
            name="contacts_until",
            field=models.DateField(
                blank=True, help_text="the day on which the addresses of this phase are erased", null=True
            ),
        ),
    ]
