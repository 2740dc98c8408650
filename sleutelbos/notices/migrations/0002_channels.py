"""A message goes by mail, push or SMS, and says how it ended."""

from django.db import migrations, models
from django.db.models import F


def name_the_message(apps, schema_editor):
    # So that a message of before is still known when the same is put in the outbox again.
    apps.get_model("notices", "Notice").objects.filter(message="").update(message=F("dedupe_key"), email=F("to"))


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name='notice',
            name='channel',
            field=models.CharField(choices=[('push', 'On my phone'), ('sms', 'SMS'), ('mail', 'E-mail')], default='mail', max_length=5),
        ),
        migrations.AddField(
            model_name='notice',
            name='deadline',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='notice',
            name='delivered_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='notice',
            name='digest',
            field=models.BooleanField(default=False, help_text='Waits for the one message of the day or week'),
        ),
        migrations.AddField(
            model_name='notice',
            name='email',
            field=models.CharField(blank=True, help_text='Where it goes when no other way works', max_length=254),
        ),
        migrations.AddField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('question', 'A new question'), ('appointment', 'My appointments'), ('news', 'Other news'), ('code', 'A code'), ('test', 'A test')], default='news', max_length=12),
        ),
        migrations.AddField(
            model_name='notice',
            name='link',
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name='notice',
            name='message',
            field=models.CharField(blank=True, db_index=True, max_length=200),
        ),
        migrations.AddField(
            model_name='notice',
            name='provider_id',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='notice',
            name='reader',
            field=models.CharField(blank=True, help_text='For whom, as keyperson:12', max_length=60),
        ),
        migrations.AddField(
            model_name='notice',
            name='reason',
            field=models.CharField(blank=True, help_text='Why it did not arrive, as a code', max_length=30),
        ),
        migrations.AddField(
            model_name='notice',
            name='urgent',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='notice',
            name='dedupe_key',
            field=models.CharField(max_length=220, unique=True),
        ),
        migrations.AlterField(
            model_name='notice',
            name='state',
            field=models.CharField(choices=[('queued', 'waiting'), ('sending', 'being sent'), ('sent', 'sent'), ('delivered', 'arrived'), ('failed', 'not delivered'), ('cancelled', 'not needed any more'), ('merged', 'part of one longer message')], default='queued', max_length=10),
        ),
        migrations.AlterField(
            model_name='notice',
            name='to',
            field=models.CharField(blank=True, help_text='A mail address or a phone number', max_length=254),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['reader', '-id'], name='notice_reader'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('state', 'failed')), fields=['region_id', '-id'], name='notice_failed'),
        ),
        migrations.RunPython(name_the_message, migrations.RunPython.noop),
    ]
