"""Catalogues are compiled without gettext tools, also by the process that needs their words a moment later."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "A word that nobody has"
msgstr "Een woord dat niemand heeft"
"""


@pytest.fixture
def catalogue(tmp_path: Path, settings: Any) -> Iterator[Path]:
    folder = tmp_path / "nl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(PO, encoding="utf-8")
    settings.LOCALE_PATHS = [tmp_path]
    translation_file_changed(sender=None, file_path=Path("any.mo"))
    yield folder
    translation_file_changed(sender=None, file_path=Path("any.mo"))


def test_who_looked_for_words_before_they_were_compiled_finds_them_after(catalogue: Path) -> None:
    with translation.override("nl"):
        assert translation.gettext("A word that nobody has") == "A word that nobody has"
    call_command("compile_catalogues", verbosity=0)
    assert (catalogue / "django.mo").exists()
    with translation.override("nl"):
        assert translation.gettext("A word that nobody has") == "Een woord dat niemand heeft"


def test_what_is_up_to_date_is_left_alone(catalogue: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("compile_catalogues")
    assert "Compiled nl" in capsys.readouterr().out
    call_command("compile_catalogues")
    assert capsys.readouterr().out == ""
