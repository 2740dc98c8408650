"""How somebody wants to be told: channels, quiet hours, a number, browsers."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_channels")]
    operations = [
        migrations.CreateModel(
            name='NumberCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('region_id', models.BigIntegerField(db_index=True)),
                ('phone', models.CharField(max_length=20)),
                ('code_hash', models.CharField(max_length=80)),
                ('valid_until', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('codes_sent', models.PositiveSmallIntegerField(default=0)),
                ('counted_since', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='PushSubscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('region_id', models.BigIntegerField(db_index=True)),
                ('endpoint', models.CharField(max_length=1000)),
                ('endpoint_hash', models.CharField(max_length=64, unique=True)),
                ('p256dh', models.CharField(max_length=100)),
                ('auth', models.CharField(max_length=40)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('last_ok_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Reader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('who', models.CharField(help_text='As keyperson:12', max_length=60, unique=True)),
                ('region_id', models.BigIntegerField(db_index=True)),
                ('channels', models.JSONField(blank=True, default=dict, help_text='Kind to a list of channels')),
                ('rhythm', models.CharField(choices=[('now', 'At once'), ('day', 'Once a day'), ('week', 'Once a week')], default='now', max_length=5)),
                ('quiet', models.BooleanField(default=True, help_text='No push and no SMS at night')),
                ('quiet_from', models.PositiveSmallIntegerField(default=1320)),
                ('quiet_until', models.PositiveSmallIntegerField(default=420)),
                ('wake_for_urgent', models.BooleanField(default=False)),
                ('phone', models.CharField(blank=True, max_length=20)),
                ('phone_confirmed_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddConstraint(
            model_name='reader',
            constraint=models.CheckConstraint(condition=models.Q(('quiet_from__lt', 1440), ('quiet_until__lt', 1440)), name='quiet_inside_a_day'),
        ),
        migrations.AddConstraint(
            model_name='reader',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('phone', ''), ('phone_confirmed_at__isnull', True)), models.Q(('phone', ''), _negated=True), _connector='OR'), name='confirmed_phone_is_known'),
        ),
        migrations.AddField(
            model_name='pushsubscription',
            name='reader',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to='notices.reader'),
        ),
        migrations.AddField(
            model_name='numbercheck',
            name='reader',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='number_check', to='notices.reader'),
        ),
    ]
