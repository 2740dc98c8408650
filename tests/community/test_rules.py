"""Words of a message: contact details, links, language."""

from __future__ import annotations

import pytest

from sleutelbos.community import rules


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bel mij op 06 12 34 56 78", ["phone"]),
        ("0031-6-12345678", ["phone"]),
        ("اتصل بي ٠٦١٢٣٤٥٦٧٨", ["phone"]),
        ("+49 30 901820", ["phone"]),
        ("mail naar anke.de.vries@voorbeeld.nl", ["email"]),
        ("Zij woont op 7001 AB", ["address"]),
        ("Kom naar de Dorpsstraat 12", ["address"]),
        ("Lange Voorhout 7 of Kerkplein 3", ["address"]),
        ("Kerkstraat 4, bel 0314 361 234", ["phone", "address"]),
    ],
)
def test_contact_details_are_found(text: str, found: list[str]) -> None:
    assert rules.find_contacts(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Dinsdag om 19.30 uur in Doetinchem.",
        "Het kost 12,50 euro in 2026.",
        "Bel bij gevaar 112.",
        "Op weg 20 minuten fietsen",
        "Wij zijn met 24 sleutelpersonen, van 18 tot 65 jaar.",
        "Groep 8, 3 kinderen, 2 keer per week",
        "In 2025 is er veel veranderd.",
        "ኣብ 2026 ብዙሕ ተለዊጡ",
    ],
)
def test_ordinary_numbers_may_stay(text: str) -> None:
    assert rules.find_contacts(text) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Kijk op https://www.duo.nl/particulier/inburgeren?x=1.", "Kijk op duo.nl."),
        ("www.toeslagen.nl/proef, ja", "toeslagen.nl, ja"),
        ("(http://voorbeeld.nl:8080/a)", "(voorbeeld.nl)"),
        ("https://bank.nl@boef.example/inloggen", "boef.example"),
        ("geen link", "geen link"),
    ],
)
def test_a_link_shows_the_site_it_leads_to_and_nothing_more(text: str, shown: str) -> None:
    assert rules.with_domains(text) == shown


@pytest.mark.parametrize(
    ("text", "page", "language"),
    [
        ("Goedemorgen", "nl", "nl"),
        ("Goedemorgen", "ar", "nl"),
        ("صباح الخير", "nl", "ar"),
        ("صبح بخیر", "fa", "fa"),
        ("ሰላም", "nl", "ti"),
        ("Добрий ранок", "en", "uk"),
        ("Good morning", "en", "en"),
        ("Günaydın", "tr", "tr"),
    ],
)
def test_a_text_is_read_in_the_language_of_its_letters(text: str, page: str, language: str) -> None:
    assert rules.language_of(text, page) == language
