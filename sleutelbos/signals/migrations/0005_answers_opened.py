from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('signals', '0004_talks'),
    ]

    operations = [
        migrations.AddField(
            model_name='signal',
            name='looked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
