"""What reading needs to know in these tests: a day, a dozen places, a few topics, the real guard."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sleutelbos.exchange.reading.surroundings import Forbidden, KnownOrganisation, PlaceAnswer, Surroundings
from sleutelbos.exchange.reading.values.remarks import Sensitive
from sleutelbos.exchange.reading.values.subjects import KnownTopic
from sleutelbos.exchange.reading.values.words import nearest, plain
from sleutelbos.ui import guard

TODAY = date(2026, 11, 22)
SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "intake"
PLACES = [
    "Aalten", "Borculo", "Didam", "Dinxperlo", "Doetinchem", "Eibergen", "Gendringen", "Groenlo", "'s-Heerenberg",
    "Lichtenvoorde", "Lochem", "Ruurlo", "Terborg", "Ulft", "Varsseveld", "Vorden", "Wehl", "Winterswijk", "Zelhem",
]  # fmt: skip
TOPICS = (
    KnownTopic("health", ("Zorg en gezondheid", "Health")),
    KnownTopic("school", ("School en opleiding", "School")),
    KnownTopic("work", ("Werk", "Work")),
    KnownTopic("money", ("Geld", "Money")),
    KnownTopic("housing", ("Wonen", "Housing")),
    KnownTopic("parenting", ("Opvoeding", "Growing up")),
    KnownTopic("integration", ("Inburgering", "Civic integration")),
    KnownTopic("free-time", ("Sport en vrije tijd", "Free time")),
    KnownTopic("women", ("Vrouwen", "Women")),
)


def find_place(text: str) -> PlaceAnswer:
    """The official spelling of a place, or those that look like it."""
    by_name = {plain(name): name for name in PLACES}
    wanted = plain(text)
    if wanted in by_name:
        return PlaceAnswer(by_name[wanted])
    return PlaceAnswer(suggestions=tuple(by_name[name] for name in nearest(wanted, by_name, 0.7)))


def find_forbidden(text: str) -> list[Forbidden]:
    """The product's own guard."""
    return [Forbidden(found.kind, found.start, found.end) for found in guard.find_forbidden(text)]


def find_sensitive(text: str) -> list[Sensitive]:
    """The product's own list of words that ask for care."""
    return [Sensitive(hint.caution, hint.start, hint.end) for hint in guard.find_sensitive(text)]


@pytest.fixture(scope="session")
def around() -> Surroundings:
    """The surroundings of every reading test."""
    return Surroundings(
        today=TODAY,
        find_forbidden=find_forbidden,
        find_place=find_place,
        find_sensitive=find_sensitive,
        topics=TOPICS,
        organisations=(KnownOrganisation(7, "OBS De Esdoorn", "school"), KnownOrganisation(8, "Gemeente Doetinchem")),
        secret=b"only for tests",
    )


@pytest.fixture(scope="session")
def sample() -> object:
    """Reads one of the two sample files; skips where they are not beside the repository."""

    def read(name: str) -> bytes:
        path = SAMPLES / name
        if not path.exists():
            pytest.skip(f"the sample {name} is not beside this repository (../shared/data/intake)")
        return path.read_bytes()

    return read
