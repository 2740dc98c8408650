"""One form makes one question, also when it is sent twice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bridging", "0002_guards")]
    operations = [
        migrations.AddField(
            model_name="request",
            name="form_key",
            field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.UniqueConstraint(
                condition=models.Q(("form_key", ""), _negated=True), fields=("form_key",), name="request_once_per_form"
            ),
        ),
    ]
