"""Whether somebody who said goodbye wants to be asked back."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('keypersons', '0004_standing_conflicts'),
    ]

    operations = [
        migrations.AddField(
            model_name='keyperson',
            name='may_be_asked_back',
            field=models.BooleanField(blank=True, null=True),
        ),
    ]
