"""Another time, please: what a newcomer asks about an appointment."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bridging', '0006_asked_languages'),
    ]

    operations = [
        migrations.CreateModel(
            name='TimeWish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('when', models.CharField(choices=[('same_day', 'Another hour on the same day'), ('same_week', 'Another day in the same week'), ('later', 'Another week')], max_length=10)),
                ('part', models.CharField(choices=[('any', 'Every time is fine'), ('morning', 'In the morning'), ('afternoon', 'In the afternoon'), ('evening', 'In the evening')], max_length=10)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='time_wishes', to='bridging.visit')),
            ],
            options={
                'ordering': ['at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('settled_at__isnull', True)), fields=('visit',), name='time_wish_once_per_visit')],
            },
        ),
    ]
