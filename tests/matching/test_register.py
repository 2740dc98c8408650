"""The algorithm register's text says what the weights and rules say, in Dutch, to everybody."""

from __future__ import annotations

from dataclasses import fields
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from sleutelbos.matching.engine import Rule, load_weights
from sleutelbos.matching.register import register_text


def test_every_weight_and_every_rule_stands_in_it_with_its_number(db: None) -> None:
    weights = load_weights()
    text = register_text()
    assert len(text.points) == len(fields(weights)) - 1
    assert ("Weekplan: een vraag krijgt iemand", str(weights.serve)) in text.points
    assert dict(text.points)["Per tien minuten werk, naar hoe vol de eigen week is"].count("procent") == len(
        weights.load
    )
    assert 15 <= len(text.rules) <= len(Rule)


def test_the_command_prints_what_the_page_shows_and_nobody_needs_an_account(client: Client, db: None) -> None:
    printed = StringIO()
    call_command("algorithm_register", stdout=printed)
    page = client.get(reverse("matching:show-register")).content.decode()
    assert printed.getvalue().startswith("# Voorstellen wie kan helpen")
    for words in ("Wie beslist", load_weights().version, "Te ver weg", "Kent het onderwerp"):
        assert words in printed.getvalue() and words in page, words


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_text_stays_dutch_on_a_page_in_another_language(client: Client, db: None, language: str) -> None:
    client.cookies["taal"] = language
    page = client.get(reverse("matching:show-register")).content.decode()
    assert '<article lang="nl" dir="ltr">' in page and "Te ver weg" in page
