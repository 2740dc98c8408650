"""The second wall between regions for figures and council pages, as in 0001."""

from importlib import import_module

from django.db import migrations

first = import_module("sleutelbos.config.migrations.0001_row_level_security")
TABLES = ["insights_figuresheet", "insights_councilpage"]


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(f"alter table {table} enable row level security")
        schema_editor.execute(f"alter table {table} force row level security")
        schema_editor.execute(f"create policy per_region on {table} using ({first.MINE}) with check ({first.MINE})")


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(f"drop policy per_region on {table}")
        schema_editor.execute(f"alter table {table} no force row level security")
        schema_editor.execute(f"alter table {table} disable row level security")


class Migration(migrations.Migration):
    dependencies = [("config", "0014_wall_releases"), ("insights", "0003_figure_sheets")]
    operations = [migrations.RunPython(forwards, backwards)]
