"""Keeping figures of others: each edition once, as it was; what is revised becomes a newer edition beside it."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit

from ..external import reading
from ..external.statline import read_table
from ..external.values import Content
from ..external.web import FetchFailed
from ..models import Observation, Source, SourceEdition
from ..queries.external import numbers_of

logger = logging.getLogger(__name__)


@transaction.atomic
def save_source(*, code: str, said: dict[str, str], position: int, protocol: str = "", table_id: str = "") -> Source:
    """What is said of a source, as our own files say it now; its editions stay as they are."""
    values = {**said, "position": position, "protocol": protocol, "table_id": table_id}
    return Source.objects.update_or_create(code=code, defaults=values)[0]


@transaction.atomic
def keep_edition(*, source: Source, content: Content, actor: Viewer) -> SourceEdition | None:
    """Keep what a source says now as a newer edition; None where the newest edition says the same already.

    A number that was final and is another number now makes the edition a corrected one.
    """
    Source.objects.select_for_update().get(pk=source.pk)
    digest = content.digest()
    rows = SourceEdition.objects.filter(source=source)
    # What is typed comes in the order of our file each time; what is fetched is compared with the newest alone, because
    # a publisher may go back to an earlier number.
    known = rows.filter(content_hash=digest) if content.named else rows.order_by("-number")[:1]
    if any(row.content_hash == digest for row in known):
        return None
    newest = rows.order_by("-number").first()
    if newest is not None and not content.named:
        content = _corrected(content, newest)
    edition = SourceEdition.objects.create(
        source=source,
        number=(rows.aggregate(last=Max("number"))["last"] or 0) + 1,
        name=content.name,
        reference_day=content.reference_day,
        published=content.published,
        status=content.status,
        correction=content.correction,
        measures=content.measured(),
        retrieved_at=timezone.now(),
        content_hash=digest,
    )
    fields = list(content.numbers[0].__dataclass_fields__) if content.numbers else []
    Observation.objects.bulk_create(
        (
            Observation(edition=edition, position=at, **{name: getattr(one, name) for name in fields})
            for at, one in enumerate(content.numbers, start=1)
        ),
        batch_size=500,
    )
    audit.record("insights.source_edition.kept", actor=actor, target=edition, number=edition.number, source=source.code)
    return edition


def _corrected(content: Content, newest: SourceEdition) -> Content:
    final = {one.key: one.value for one in numbers_of(newest) if one.status == "final"}
    if any(one.key in final and final[one.key] != one.value for one in content.numbers):
        return replace(content, status="corrected")
    return content


def load_first_set(path: Path = reading.FIRST_SET) -> list[SourceEdition]:
    """Bring the figures that ship with the product into the database; running it again adds nothing."""
    actor = Viewer.system(reason="figures that ship with the product")
    made = []
    for position, typed in enumerate(reading.first_set(path), start=1):
        source = save_source(code=typed.code, said=typed.said, position=position)
        for content in typed.editions:
            edition = keep_edition(source=source, content=content, actor=actor)
            if edition is not None:
                made.append(edition)
    return made


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one table: a newer edition, nothing new (both None), or why it could not be read."""

    wanted: reading.Wanted
    edition: SourceEdition | None = None
    failed: FetchFailed | None = None


def wanted_tables() -> list[reading.Wanted]:
    """The tables of this installation: its own list, or the one that ships with the product."""
    return reading.tables(Path(settings.FIGURES_TABLES) if settings.FIGURES_TABLES else reading.TABLES)


def fetch_tables(
    *, actor: Viewer, only: Collection[str] = (), begun: Callable[[reading.Wanted], None] = lambda wanted: None
) -> list[Fetched]:
    """Ask for every table of the list, or only these codes, one after the other; one that fails stops no other.

    Leaves the server. `begun` is called before each table. A table is kept in a transaction of its own.
    """
    done = []
    for position, wanted in enumerate(wanted_tables(), start=200):
        if only and wanted.code not in only:
            continue
        begun(wanted)
        try:
            content = read_table(wanted, origins=settings.FIGURES_ORIGINS)
        except FetchFailed as error:
            logger.warning("table %s: %s %s", wanted.table_id, error.code, error.detail)
            done.append(Fetched(wanted, failed=error))
            continue
        done.append(Fetched(wanted, edition=_keep_table(wanted, content, position, actor)))
    return done


@transaction.atomic
def _keep_table(wanted: reading.Wanted, content: Content, position: int, actor: Viewer) -> SourceEdition | None:
    source = save_source(
        code=wanted.code,
        said=wanted.said,
        position=position,
        protocol=wanted.protocol,
        table_id=wanted.table_id,
    )
    return keep_edition(source=source, content=content, actor=actor)
