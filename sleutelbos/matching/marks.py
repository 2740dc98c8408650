"""The database itself notes whose data changed, so that what a process keeps of people is never old.

Every row about a key person that matching reads has a trigger that writes a mark in the same transaction: whoever
changes it, a page, a job, an import, another process or somebody with a database client. A process that keeps people
asks for the marks at every look (`load.kept`); without all triggers it keeps nobody.

Marks are only ever added, so two who write at once never wait for each other here, as they would with a counter.
Their ids need not become visible in order; that is why readers compare how many there are, too.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, Max, Min

from sleutelbos.bridging.models import Offer, Request, Visit, VisitLog
from sleutelbos.guidance.models import HelperRole, Topic
from sleutelbos.keypersons.models import (
    AvailabilityException,
    AvailableBlock,
    Engagement,
    KeyPerson,
    ReadinessItem,
    ReadinessRequirement,
    SpokenLanguage,
    StandingConflict,
    Wish,
)

from .models import Mark

# More marks than this are more than anybody looks back for; about 40 bytes each.
KEPT = 20_000


@dataclass(frozen=True)
class Marked:
    """A table, the column that says whose a row is, and what that number is of; `only` limits updates to one column."""

    table: str
    column: str
    what: str
    only: str = ""

    @property
    def name(self) -> str:
        """The name of its triggers, without the kind of change."""
        return f"mark_{self.table}"


@cache
def marked() -> tuple[Marked, ...]:
    """Every table that matching reads of people."""
    person: list[type[models.Model]] = [
        SpokenLanguage,
        AvailableBlock,
        AvailabilityException,
        Wish,
        StandingConflict,
        Engagement,
        ReadinessItem,
        Offer,
        Visit,
    ]
    through = (KeyPerson.topics.through, KeyPerson.roles.through)
    everybody: list[type[models.Model]] = [ReadinessRequirement, Topic, HelperRole]
    return (
        Marked(KeyPerson._meta.db_table, "id", Mark.What.PERSON),
        *(Marked(model._meta.db_table, "key_person_id", Mark.What.PERSON) for model in person),
        *(Marked(model._meta.db_table, "keyperson_id", Mark.What.PERSON) for model in through),
        Marked(Engagement.municipalities.through._meta.db_table, "engagement_id", Mark.What.ENGAGEMENT),
        Marked(VisitLog._meta.db_table, "visit_id", Mark.What.VISIT),
        # A visit is as heavy as the topic of its question.
        Marked(Request._meta.db_table, "id", Mark.What.QUESTION, only="topic_id"),
        *(Marked(model._meta.db_table, "id", Mark.What.EVERYBODY) for model in everybody),
    )


@dataclass(frozen=True)
class Stamp:
    """Which marks there are. Two equal stamps: no mark came between them."""

    first: int | None
    last: int | None
    count: int


def stamp() -> Stamp:
    """The marks that can be seen now; one query."""
    row = Mark.objects.aggregate(first=Min("pk"), last=Max("pk"), count=Count("pk"))
    return Stamp(row["first"], row["last"], row["count"])


def let_go() -> int:
    """Forget the oldest marks once there are twice as many as are kept; never all of them. Returns how many."""
    now = stamp()
    if now.last is None or now.count <= 2 * KEPT:
        return 0
    return Mark.objects.filter(pk__lte=now.last - KEPT).delete()[0]


def stand(using: BaseDatabaseWrapper | None = None) -> bool:
    """Whether the database has every trigger; a migration that writes a table anew may lose some under SQLite."""
    base = using or connection
    with base.cursor() as cursor:
        if base.vendor == "postgresql":
            # "O": enabled. All three changes of a table have one trigger.
            cursor.execute("select tgname from pg_trigger where tgname like 'mark\\_%%' and tgenabled = 'O'")
            wanted = {one.name for one in marked()}
        else:
            cursor.execute(
                "select name from sqlite_master where type = 'trigger' and name like 'mark\\_%%' escape '\\'"
            )
            wanted = {f"{one.name}_{change}" for one in marked() for change in _changes(one)}
        return wanted <= {row[0] for row in cursor.fetchall()}


def install(using: BaseDatabaseWrapper) -> None:
    """Make the triggers that are not there; may run any number of times."""
    with using.cursor() as cursor:
        for one in marked():
            for statement in _postgresql(one) if using.vendor == "postgresql" else _sqlite(one):
                cursor.execute(statement)


def after_migrating(**about: Any) -> None:
    """Put the triggers back when tables were made or written anew."""
    from django.db import connections

    using = connections[about["using"]]
    tables = set(using.introspection.table_names())
    if Mark._meta.db_table in tables and all(one.table in tables for one in marked()) and not stand(using):
        install(using)


def _changes(one: Marked) -> tuple[str, ...]:
    return ("update",) if one.only else ("insert", "update", "delete")


def _sqlite(one: Marked) -> list[str]:
    def add(row: str, where: str = "") -> str:
        return f"insert into {Mark._meta.db_table} (what, number) select '{one.what}', {row}.{one.column} {where};"

    bodies = {
        "insert": add("new"),
        "update": add("new") + f" {add('old', f'where old.{one.column} is not new.{one.column}')}",
        "delete": add("old"),
    }
    return [
        f"create trigger if not exists {one.name}_{change} after {change}{f' of {one.only}' if one.only else ''}"
        f" on {one.table} begin {bodies[change]} end"
        for change in _changes(one)
    ]


def _postgresql(one: Marked) -> list[str]:
    def add(row: str) -> str:
        return f"insert into {Mark._meta.db_table} (what, number) values ('{one.what}', {row}.{one.column});"  # noqa: S608 - names of our own tables

    when = " or ".join(f"update of {one.only}" if one.only else change for change in _changes(one))
    return [
        f"""create or replace function {one.name}() returns trigger language plpgsql as $$ begin
            if tg_op <> 'DELETE' then {add("new")} end if;
            if tg_op = 'DELETE' then {add("old")}
            elsif tg_op = 'UPDATE' then
                if old.{one.column} is distinct from new.{one.column} then {add("old")} end if;
            end if;
            return null;
        end $$""",
        f"create or replace trigger {one.name} after {when} on {one.table} for each row execute function {one.name}()",
    ]
