"""What a phone sends later: its own name for it, and a few words beside the ticks."""

import sleutelbos.ui.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bridging', '0008_record'),
    ]

    operations = [
        migrations.AddField(
            model_name='callrequest',
            name='sent_key',
            field=models.UUIDField(blank=True, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='visitlog',
            name='note',
            field=sleutelbos.ui.fields.GuardedCharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='visitlog',
            name='sent_key',
            field=models.UUIDField(blank=True, null=True, unique=True),
        ),
    ]
