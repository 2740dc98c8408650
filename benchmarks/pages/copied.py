"""The rows of a SQLite set, copied into an empty PostgreSQL database: the same questions asked of the same people.

Making the national set takes minutes on each database; copying it takes one.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

# Written by Django itself when it migrates.
OWN = {"django_migrations"}


def copy_rows(source: Path) -> int:
    """Empty every table of the database of `connection` and fill it from `source`; returns how many rows.

    Raises SystemExit when the two do not have the same tables and columns: migrate the older one first.
    """
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection, transaction

    models = [one for one in apps.get_models(include_auto_created=True) if one._meta.managed and not one._meta.proxy]
    tables = sorted({one._meta.db_table for one in models} - OWN)
    old = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    copied, clashing = 0, _clashing(old)
    with transaction.atomic(), connection.cursor() as cursor:
        quoted = ", ".join(f'"{table}"' for table in tables)
        cursor.execute(f"truncate {quoted} cascade")
        # Rows are poured in as the tables' owner: the wall between regions does not let anybody else do that.
        cursor.execute("select relname from pg_class where relforcerowsecurity and relkind = 'r'")
        walled = [name for (name,) in cursor.fetchall()]
        for name in walled:
            cursor.execute(f'alter table "{name}" no force row level security')
        for table in tables:
            cursor.execute(f'select * from "{table}" limit 0')
            names = [column.name for column in cursor.description]
            there = [row[1] for row in old.execute(f'pragma table_info("{table}")')]
            if set(names) != set(there):
                raise SystemExit(f"{source} has another {table}: {sorted(set(names) ^ set(there))}. Migrate it first.")
            columns = ", ".join(f'"{name}"' for name in names)
            with cursor.copy(f'copy "{table}" ({columns}) from stdin') as rows:
                for row in old.execute(f'select {columns} from "{table}"'):
                    if table == "bridging_visit" and row[names.index("id")] in clashing:
                        row = tuple("cancelled" if name == "state" else it for name, it in zip(names, row, strict=True))
                    rows.write_row(row)
                    copied += 1
        cursor.execute("set constraints all immediate")
        for name in walled:
            cursor.execute(f'alter table "{name}" force row level security')
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    old.close()
    return copied


def _clashing(old: sqlite3.Connection) -> set[int]:
    """Agreed visits that begin before the one before them of the same person ends: PostgreSQL refuses such a row."""
    found: set[int] = set()
    person, until = None, ""
    rows = old.execute(
        "select id, key_person_id, starts_at, ends_at from bridging_visit"
        " where state in ('awaiting', 'confirmed') order by key_person_id, starts_at"
    )
    for number, who, starts_at, ends_at in rows:
        if who == person and starts_at < until:
            found.add(number)
        else:
            person, until = who, ends_at
    return found
