"""Wishes about going with somebody: a duo, and going along with somebody who knows the work."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('keypersons', '0006_rest_terms'),
    ]

    operations = [
        migrations.AlterField(
            model_name='wish',
            name='kind',
            field=models.CharField(choices=[('not_topic', 'Not this topic'), ('not_organisation_kind', 'Not at this kind of organisation'), ('not_place', 'Not in this place'), ('goes_with', 'Likes to go with this person'), ('goes_along', 'Goes along with somebody who knows the work')], max_length=30),
        ),
    ]
