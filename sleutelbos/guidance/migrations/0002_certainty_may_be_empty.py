from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guidance", "0001_initial")]
    operations = [
        migrations.AlterField(
            model_name="triagerule",
            name="source_certainty",
            field=models.CharField(blank=True, max_length=5),
        ),
    ]
