"""A newcomer with a complaint can be called back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bridging", "0004_asking_kind")]
    operations = [
        migrations.AddField(
            model_name="callrequest",
            name="phone",
            field=models.CharField(blank=True, default="", max_length=20),
            preserve_default=False,
        ),
    ]
