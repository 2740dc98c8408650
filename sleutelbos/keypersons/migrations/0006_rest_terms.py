"""How many days nobody asks somebody who wants rest after a heavy visit; the first row."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

SOURCE = "Choice of the product: three days; a region sets its own with the people it is about."


def add_term(apps, schema_editor):
    """The term that holds where a region has none of its own."""
    apps.get_model("keypersons", "RestTerm").objects.get_or_create(region=None, days=3, defaults={"source": SOURCE})


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_independent_person'),
        ('keypersons', '0005_asked_back'),
    ]

    operations = [
        migrations.CreateModel(
            name='RestTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)])),
                ('source', models.CharField(max_length=300)),
                ('region', models.ForeignKey(blank=True, help_text='Empty: for every region without an own row', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='rest_terms', to='accounts.region')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('region',), name='rest_term_once_per_region'), models.UniqueConstraint(condition=models.Q(('region__isnull', True)), fields=('days',), name='rest_term_once')],
            },
        ),
        migrations.RunPython(add_term, migrations.RunPython.noop),
    ]
