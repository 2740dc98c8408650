"""The database itself refuses to change or remove what the trail says."""

from django.db import migrations

SQLITE = [
    "create trigger audit_event_no_update before update on audit_event "
    "begin select raise(abort, 'audit_event is append-only'); end",
    "create trigger audit_event_no_delete before delete on audit_event "
    "begin select raise(abort, 'audit_event is append-only'); end",
]
POSTGRESQL = [
    "create function audit_event_append_only() returns trigger language plpgsql as "
    "$$ begin raise exception 'audit_event is append-only'; end $$",
    "create trigger audit_event_no_change before update or delete on audit_event "
    "for each row execute function audit_event_append_only()",
]


def forwards(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("drop trigger audit_event_no_update")
        schema_editor.execute("drop trigger audit_event_no_delete")
    else:
        schema_editor.execute("drop trigger audit_event_no_change on audit_event")
        schema_editor.execute("drop function audit_event_append_only()")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
