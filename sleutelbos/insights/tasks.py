"""What the worker does for figures. Each may run twice."""

from django_tasks import task

from .services import releases, sheets


@task()
def make_release(release_id: int) -> bool:
    """Make the open figures of a period; does nothing when they do not wait for it any more."""
    return releases.make_release(release_id=release_id)


def count_figures() -> int:
    """Count a few sheets of figures that are missing or old."""
    return sheets.prepare_sheets()
