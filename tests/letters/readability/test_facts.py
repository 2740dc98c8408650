"""The fact guard: what a rewrite may not lose in silence."""

import pytest

from benchmarks.readability.planted import planted
from sleutelbos.letters.readability import FactKind, compare


@pytest.mark.parametrize(
    ("original", "rewrite"),
    [
        ("Betaal binnen zes weken.", "Betaal binnen 6 weken."),
        ("Kom op 1 maart 2026.", "Kom op 01-03-2026."),
        ("Kom op 1 maart.", "Kom op 1 maart 2026."),
        ("Het kost € 1.200,-.", "Het kost 1200 euro."),
        ("Het kost €12,50.", "Het kost 12,50 euro."),
        ("Kijk op https://www.x.nl/a/.", "Kijk op x.nl/a."),
        ("Bel 0314 - 377 377.", "Bel 0314-377377."),
        ("Wij achten dit nodig. U acht dit nodig.", "Wij vinden dit nodig. U vindt dit nodig."),
        ("U heeft niet een paspoort.", "U heeft geen paspoort."),
        ("Om 9.00 uur.", "Om 09:00 uur."),
    ],
)
def test_another_spelling_is_the_same_fact(original: str, rewrite: str) -> None:
    assert compare(original, rewrite) == []


@pytest.mark.parametrize(
    ("original", "rewrite", "kind"),
    [
        ("Betaal binnen zes weken.", "Betaal snel.", FactKind.NUMBER),
        ("Betaal vóór 1 maart 2026.", "Betaal vóór 1 maart 2027.", FactKind.DATE),
        ("Betaal vóór 1 maart 2026.", "Betaal vóór 1 maart.", FactKind.DATE),
        ("U krijgt € 1.200.", "U krijgt € 12.000.", FactKind.AMOUNT),
        ("U krijgt 20% korting.", "U krijgt 20 korting.", FactKind.NUMBER),
        ("Kijk op x.nl.", "Kijk op y.nl.", FactKind.LINK),
        ("U hoeft niet te komen.", "U hoeft te komen.", FactKind.NEGATION),
        ("U moet komen.", "U mag komen.", FactKind.MUST),
        ("Dit is een beschikking.", "Dit is een brief.", FactKind.TERM),
        ("Kamer 5, groep 5, week 6.", "Kamer 5, groep 6, week 6.", FactKind.NUMBER),
    ],
)
def test_a_lost_or_changed_fact_is_named(original: str, rewrite: str, kind: FactKind) -> None:
    assert kind in {change.kind for change in compare(original, rewrite)}


@pytest.mark.parametrize(
    ("original", "rewrite"),
    [
        ("U moet komen.", "U mag komen."),
        ("U mag bezwaar maken.", "Maak bezwaar."),
        ("Uw bezwaarschrift is er.", "Uw brief is er."),
    ],
)
def test_a_lost_must_may_or_term_blocks(original: str, rewrite: str) -> None:
    assert any(change.blocks for change in compare(original, rewrite))


def test_an_instruction_is_the_same_duty() -> None:
    assert compare("U dient zich te melden bij het loket.", "Kom naar het loket.") == []


def test_a_must_may_or_term_that_was_only_meant_is_told_and_does_not_block() -> None:
    changes = compare("De afspraak is om 10.00 uur.", "U moet er om 10.00 uur zijn, en u mag in bezwaar.")
    assert {change.kind for change in changes} == {FactKind.TERM, FactKind.MUST, FactKind.MAY}
    assert not any(change.blocks for change in changes)


@pytest.mark.parametrize("kind", list(FactKind), ids=str)
def test_every_planted_change_is_caught(kind: FactKind) -> None:
    for original, rewrite in planted(kind, 300):
        assert any(change.blocks for change in compare(original, rewrite)), (original, rewrite)
