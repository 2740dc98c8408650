"""What stood in the way, in plain words with a picture."""

from ..models import Barrier
from ..models.absences import BARRIER_ICONS


def barrier_name(code: str) -> str:
    """The label in the page's language."""
    return str(Barrier(code).label)


def barrier_choices() -> list[tuple[str, str, str]]:
    """Every label as code, words and picture."""
    return [(str(code), str(label), BARRIER_ICONS[code]) for code, label in Barrier.choices]
