"""`letter check`: in words for people, in JSON for programs, and one clear sentence when it cannot."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from sleutelbos.letters import reader_wording, wording
from sleutelbos.letters.readability import Point, own_weights
from sleutelbos.letters.readability.findings import Rule
from sleutelbos.letters.reading import refusals

LETTER = """Datum: 2 november 2026

Geachte mevrouw Tesfay,

Indien u niet binnen zes weken reageert, wordt uw aanvraag door de gemeente afgewezen. Bel 0314 - 377 377.
"""


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "brief.txt"
    path.write_text(LETTER, encoding="utf-8")
    return path


def said(*args: object) -> str:
    out = io.StringIO()
    call_command("letter", "check", *map(str, args), stdout=out)
    return out.getvalue()


def test_people_get_sentences_in_their_language(letter: Path) -> None:
    english = said(letter, "--language", "en")
    assert "A formal word." in english
    assert "Add the date: 14 December 2026." in english
    assert "Whom can the reader call or mail? 0314 - 377 377" in english
    dutch = said(letter)
    assert "14 december 2026" in dutch
    assert "A formal word." not in dutch


def test_programs_get_json(letter: Path) -> None:
    values = json.loads(said(letter, "--json", "--language", "en"))
    assert values["version"] == 1
    assert values["kind"] == "text"
    assert values["letter_day"] == "2026-11-02"
    rules = {finding["rule"] for finding in values["findings"]}
    assert {"formal", "passive", "number", "deadline"} <= rules
    for finding in values["findings"]:
        assert values["blocks"][finding["block"]]["text"][finding["start"] : finding["end"]] == finding["words"]
        assert finding["reason"]


def test_the_date_of_the_letter_can_be_given(letter: Path) -> None:
    assert "15 December 2026" in said(letter, "--language", "en", "--date", "2026-11-03")


def test_a_refused_file_is_one_clear_sentence(tmp_path: Path) -> None:
    path = tmp_path / "brief.docx"
    path.write_bytes(b"Beste buur, dit is geen Word.")
    with pytest.raises(CommandError, match="Save it again with the right name"):
        said(path, "--language", "en")
    with pytest.raises(CommandError, match="cannot be opened"):
        said(tmp_path / "weg.txt", "--language", "en")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_code_has_words(language: str) -> None:
    with translation.override(language):
        facts = {"most_megabytes": 10, "found": "docx", "most_characters": 1}
        assert all(wording.refusal(code, facts) for code in refusals.ALL)
        assert set(wording.GENRES) == {band.genre for band in own_weights().bands}
        assert set(wording.POINTS) == set(Point)
        told = {Rule.OVER_20, Rule.OVER_25, Rule.PASSIVE, Rule.TERM, Rule.DEADLINE}
        assert set(reader_wording._PLAIN) | told == set(Rule)
