"""What the worker does for figures. Each may run twice."""

from django_tasks import task

from . import retention
from .services import editions, releases, sheets


@task()
def make_release(release_id: int) -> bool:
    """Make the open figures of a period; does nothing when they do not wait for it any more."""
    return releases.make_release(release_id=release_id)


def count_figures() -> int:
    """Count a few sheets of figures that are missing or old."""
    return sheets.prepare_sheets()


def renew_editions() -> int:
    """Make an issue of editions from which words were taken back, where that did not work at once."""
    return editions.renew_due()


def let_go() -> int:
    """Remove what was kept for the publication and is not needed any more."""
    return retention.let_go()
