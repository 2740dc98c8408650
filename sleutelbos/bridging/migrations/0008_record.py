"""What a key person hands over and takes along."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import sleutelbos.ui.fields


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_independent_person'),
        ('bridging', '0007_time_wishes'),
        ('keypersons', '0004_standing_conflicts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('asked', 'The newcomer is asked'), ('agreed', 'Somebody else may come'), ('refused', 'The newcomer wants nobody else'), ('withdrawn', 'Not needed any more')], default='asked', max_length=10)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handovers', to='bridging.visit')),
            ],
            options={
                'ordering': ['asked_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('visit',), name='handover_asked_once')],
            },
        ),
        migrations.CreateModel(
            name='ReferenceLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('asked', 'Asked'), ('proposed', "Waits for the person's yes"), ('agreed', 'Waits for the signature'), ('issued', 'Signed'), ('withdrawn', 'Taken back')], default='asked', max_length=10)),
                ('parts', models.JSONField(default=list)),
                ('language', models.CharField(default='nl', max_length=10)),
                ('words', sleutelbos.ui.fields.GuardedTextField(blank=True, max_length=800)),
                ('lines', models.JSONField(default=list)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('agreed_at', models.DateTimeField(blank=True, null=True)),
                ('issued_at', models.DateTimeField(blank=True, null=True)),
                ('issued_by', models.CharField(blank=True, max_length=200)),
                ('key_person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reference_letters', to='keypersons.keyperson')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.region')),
            ],
            options={
                'ordering': ['-asked_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'proposed', 'agreed'])), fields=('key_person',), name='reference_letter_one_at_a_time')],
            },
        ),
    ]
