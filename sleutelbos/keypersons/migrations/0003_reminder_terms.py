"""The first rows: how long before an end people are told."""

from django.db import migrations

SOURCE = "Choice of the product: two months to arrange a new paper, two weeks to see that it is there."


def add_terms(apps, schema_editor):
    """The terms that hold where a region has none of its own."""
    ReminderTerm = apps.get_model("keypersons", "ReminderTerm")
    for days in (60, 14):
        ReminderTerm.objects.get_or_create(region=None, days_before=days, defaults={"source": SOURCE})


class Migration(migrations.Migration):

    dependencies = [
        ('keypersons', '0002_reminders'),
    ]

    operations = [
        migrations.RunPython(add_terms, migrations.RunPython.noop),
    ]
