"""Sending, later and repeated."""

from django_tasks import task

from . import retention, services


@task()
def deliver(notice_id: int) -> bool:
    """Send one message; a second run does nothing."""
    return services.send(notice_id)


def let_go() -> int:
    """Erase texts and addresses of messages whose time is over."""
    return retention.let_go()
