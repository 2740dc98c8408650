"""Reading, taking in and taking back long lists, and letting go of what is no longer needed. Each may run twice."""

from django_tasks import task

from . import retention, services


@task()
def read_import(batch_id: int, version: int) -> bool:
    """Understand the rows of an import; does nothing when the answers changed meanwhile."""
    return services.read_batch(batch_id=batch_id, version=version)


@task()
def run_import(batch_id: int, membership_id: int | None) -> bool:
    """Take in the rows that are ready; a second run finds nothing to do."""
    return services.run_batch(batch_id=batch_id, membership_id=membership_id)


@task()
def undo_import(batch_id: int, membership_id: int | None) -> bool:
    """Take back what came in; a second run finds nothing to do."""
    return services.undo_batch(batch_id=batch_id, membership_id=membership_id)


def let_go() -> int:
    """Remove cells and texts whose time is over, and calendars of people who said goodbye."""
    return retention.let_go() + retention.let_feeds_go()
