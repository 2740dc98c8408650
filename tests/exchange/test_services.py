"""From a file to key persons and questions, and back."""

from __future__ import annotations

from typing import Any

import pytest

from sleutelbos.accounts.models import Region
from sleutelbos.accounts.queries import viewer_of
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.exchange import services
from sleutelbos.exchange.models import ImportBatch, ImportRow
from sleutelbos.keypersons.models import KeyPerson
from tests import factories
from tests.exchange import builders

HEADINGS = ["Voornaam", "Achternaam", "M/V", "Talen", "Woonplaats", "Telefoon", "E-mail", "Beschikbaar", "VOG", "Vorm"]
SELAM = [
    "Selam", "Tesfay", "V", "Tigrinya moedertaal, NL B2", "Ulft", "0612340100", "selam@voorbeeld.nl",
    "ma/wo 9-12", "06-05-2025", "vrijwilliger",
]  # fmt: skip
HANAN = [
    "Hanan", "Hassan", "V", "Arabisch moedertaal", "Aalten", "0612340101", None, "flexibel", "2025", "in dienst welzijn",
]  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(region_a: Region, coordinator: Any) -> Viewer:
    return viewer_of(coordinator.memberships.get())


def upload(region: Region, actor: Viewer, rows: Any, name: str = "lijst.xlsx") -> ImportBatch:
    content = rows if isinstance(rows, bytes) else builders.xlsx(rows)
    batch, _ = services.upload_file(region=region, content=content, name=name, actor=actor)
    batch.refresh_from_db()
    return batch


def test_a_list_is_read_and_taken_in(region_a: Region, actor: Viewer) -> None:
    batch = upload(region_a, actor, [HEADINGS, SELAM, HANAN])
    assert batch.state == "checking"
    assert list(batch.rows.values_list("number", "state", "label")) == [
        (2, "ready", "Selam Tesfay"),
        (3, "ready", "Hanan Hassan"),
    ]
    services.start_import(batch=batch, actor=actor)
    batch.refresh_from_db()
    assert batch.state == "imported"
    selam = KeyPerson.objects.get(first_name="Selam")
    assert (selam.last_name, selam.gender, selam.phone, selam.home_place) == ("Tesfay", "woman", "+31612340100", "Ulft")
    assert sorted(selam.languages.values_list("variety", "speaking")) == [("nl", 3), ("ti", 4)]
