"""A yes keeps the sentence it was given to; an appointment can be called off without stopping."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('newcomers', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='consent',
            name='words',
            field=models.TextField(blank=True, max_length=400),
        ),
        migrations.AlterField(
            model_name='consent',
            name='answer',
            field=models.CharField(choices=[('yes', 'Yes'), ('another', 'Someone else, please'), ('stop', 'Stop'), ('not_now', 'Not this appointment')], max_length=10),
        ),
    ]
