"""Which region the database shows this connection: the second wall, on PostgreSQL only.

Behind the `visible_*` queries stands row-level security: a connection sees rows of people of the regions named in the
setting `app.region`, "*" for all of them, and nothing where it is empty. The middleware names the viewer's region for
every request; whoever comes by a signed link or a code has none until the row behind it is found:

    with region_scope(EVERYWHERE):
        question = Request.objects.filter(pk=pk, link_version=version).first()
    act_in(question.region_id)

Commands and tasks work for all regions; `DATABASE_SCOPE` in the settings says what a fresh connection sees.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Literal

from django.conf import settings
from django.db import connection
from psycopg.pq import TransactionStatus

EVERYWHERE: Final = "*"
NOWHERE: Final = ""


def act_in(region_id: int | None) -> None:
    """For the rest of this request the database shows one region; None shows nothing."""
    _name(NOWHERE if region_id is None else str(region_id))


def go_back() -> None:
    """Show what a fresh connection shows; after a request, and before anything of the next one."""
    _name(settings.DATABASE_SCOPE)


@contextmanager
def region_scope(scope: int | Literal["*"]) -> Iterator[None]:
    """Inside, the database shows one region or all of them; afterwards what it showed before."""
    before = current()
    _name(str(scope))
    try:
        yield
    finally:
        # A transaction that failed takes no more commands, and takes the setting back by itself.
        if not _failed():
            _name(before)


def current() -> str:
    """What the database shows now: "*", region numbers with commas, or nothing; always "*" without PostgreSQL."""
    if connection.vendor != "postgresql":
        return EVERYWHERE
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        row = cursor.execute("select current_setting('app.region', true)").fetchone()
    return str(row[0] or NOWHERE)


def _failed() -> bool:
    if connection.vendor != "postgresql" or connection.connection is None:
        return False
    status: int = connection.connection.info.transaction_status
    return status == TransactionStatus.INERROR


def _name(scope: str) -> None:
    if connection.vendor != "postgresql":
        return
    connection.ensure_connection()
    # Past Django's cursor: this is no query of a page, and pages' queries are counted.
    with connection.connection.cursor() as cursor:
        cursor.execute("select set_config('app.region', %s, false)", [scope])
