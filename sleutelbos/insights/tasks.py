"""What the worker does for figures. Each may run twice."""

from typing import Final

from django.conf import settings
from django.core.cache import cache
from django_tasks import task

from sleutelbos.accounts.viewer import Viewer

from . import retention
from .services import council, external, links, releases, sheets, withdrawal


@task()
def make_release(release_id: int) -> bool:
    """Make the open figures of a period; does nothing when they do not wait for it any more."""
    return releases.make_release(release_id=release_id)


@task()
def count_council_page(page_id: int) -> bool:
    """Count the figures of a page for a council; does nothing when it does not wait for them any more."""
    return council.count_draft(page_id=page_id)


@task()
def look_at_links(edition_id: int) -> int:
    """Look whether the addresses of an edition still work; returns how many were looked at."""
    return links.look_at_links(edition_id=edition_id)


@task()
def count_figure_sheet(region_id: int, municipality_id: int | None, code: str) -> bool:
    """Count the sheet somebody waits for; does nothing when a fresh one is there by now."""
    return sheets.count_asked(region_id=region_id, municipality_id=municipality_id, code=code)


def count_figures() -> int:
    """Count a few sheets of figures that are missing or old."""
    return sheets.prepare_sheets()


def renew_editions() -> int:
    """Make an issue of editions from which words were taken back, where that did not work at once."""
    return withdrawal.renew_due()


def let_go() -> int:
    """Remove what was kept for the publication and is not needed any more."""
    return retention.let_go()


# How long after asking for the tables of others we ask again.
DAY: Final = 24 * 3600


@task()
def fetch_figures() -> int:
    """Ask for the tables of others; returns how many newer editions came."""
    actor = Viewer.system(reason="tables are asked for once a day")
    return sum(one.edition is not None for one in external.fetch_tables(actor=actor))


def ask_for_figures() -> int:
    """Once a day, where the installation lets the clock ask others: have the tables fetched."""
    if not settings.FIGURES_FETCH or not cache.add("insights:figures-asked", 1, DAY):
        return 0
    fetch_figures.enqueue()
    return 1
