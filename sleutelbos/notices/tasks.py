"""Sending, later and repeated."""

from django_tasks import task

from . import services


@task()
def deliver(notice_id: int) -> bool:
    """Send one message; a second run does nothing."""
    return services.send(notice_id)
