"""The second wall between regions, on PostgreSQL: without a region in `app.region` a connection sees nobody.

FORCE, because the application owns its tables. Foreign keys and constraints are checked by the database past these
policies. The setting is read once per statement (a scalar subquery), not once per row.
"""

from django.db import migrations

TABLES = [
    "keypersons_keyperson",
    "newcomers_newcomer",
    "bridging_request",
    "bridging_callrequest",
    "bridging_knownasker",
    "exchange_importbatch",
]
# Numbers are compared as numbers; anything else than numbers with commas is no region at all.
MINE = """
    (select current_setting('app.region', true)) = '*'
    or region_id = any ((
        select case when current_setting('app.region', true) ~ '^[0-9]+(,[0-9]+)*$'
        then string_to_array(current_setting('app.region', true), ',')::bigint[] end
    )::bigint[])
"""


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(f"alter table {table} enable row level security")
        schema_editor.execute(f"alter table {table} force row level security")
        schema_editor.execute(f"create policy per_region on {table} using ({MINE}) with check ({MINE})")


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(f"drop policy per_region on {table}")
        schema_editor.execute(f"alter table {table} no force row level security")
        schema_editor.execute(f"alter table {table} disable row level security")


class Migration(migrations.Migration):
    dependencies = [
        ("keypersons", "0001_initial"),
        ("newcomers", "0001_initial"),
        ("bridging", "0001_initial"),
        ("exchange", "0001_initial"),
    ]
    operations = [migrations.RunPython(forwards, backwards)]
