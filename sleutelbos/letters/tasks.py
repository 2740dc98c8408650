"""Reading a file, closing rounds by the calendar, and letting go. Each may run twice."""

from django_tasks import task

from . import retention, services


@task()
def read_letter(letter_id: int) -> bool:
    """Take the text out of an uploaded PDF, .doc or .rtf; does nothing when that was done."""
    return services.read_source(letter_id=letter_id)


def close_rounds() -> int:
    """Close rounds whose last day is over."""
    return services.close_due()


def let_go() -> int:
    """Remove texts whose time is over."""
    return retention.let_go()
