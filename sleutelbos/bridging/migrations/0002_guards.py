"""What the database itself refuses: a changed history row, and (on PostgreSQL) two appointments at once."""

from django.db import migrations

SQLITE = [
    "create trigger bridging_step_no_update before update on bridging_step "
    "begin select raise(abort, 'bridging_step is append-only'); end",
]
POSTGRESQL = [
    "create function bridging_step_append_only() returns trigger language plpgsql as "
    "$$ begin raise exception 'bridging_step is append-only'; end $$",
    "create trigger bridging_step_no_update before update on bridging_step "
    "for each row execute function bridging_step_append_only()",
    # btree_gist is a trusted extension: the owner of the database may create it.
    "create extension if not exists btree_gist",
    "alter table bridging_visit add constraint visit_one_at_a_time exclude using gist "
    "(key_person_id with =, tstzrange(starts_at, ends_at) with &&) where (state in ('awaiting', 'confirmed'))",
]


def forwards(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("drop trigger bridging_step_no_update")
    else:
        schema_editor.execute("alter table bridging_visit drop constraint visit_one_at_a_time")
        schema_editor.execute("drop trigger bridging_step_no_update on bridging_step")
        schema_editor.execute("drop function bridging_step_append_only()")


class Migration(migrations.Migration):
    dependencies = [("bridging", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
