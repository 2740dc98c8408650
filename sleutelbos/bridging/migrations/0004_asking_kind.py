"""An asker without an account says what kind of organisation asks: a key person sees that and nothing more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bridging", "0003_form_key")]
    operations = [
        migrations.AddField(
            model_name="request",
            name="asker_organisation_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("municipality", "Municipality department"),
                    ("school", "School"),
                    ("practice", "GP or care practice"),
                    ("welfare", "Welfare organisation"),
                    ("participation", "Participation organisation"),
                    ("language_school", "Language school"),
                    ("go_between", "Go-between of the network"),
                    ("other", "Other"),
                ],
                default="",
                max_length=20,
            ),
            preserve_default=False,
        ),
    ]
