"""The words: Dutch has all of them, other languages keep what is filled in, and each says whether it was reviewed."""

from __future__ import annotations

import ast
import gettext
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation

from sleutelbos.config.languages import BY_CODE, CODES
from sleutelbos.config.management.commands.compile_catalogues import compile_catalogue

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "sleutelbos"
LOCALE = PACKAGE / "locale"
NOT_REVIEWED = "not yet reviewed by a native speaker"
TRANSLATED = [code for code in CODES if code != "en"]
# Whoever opens a light page has no account here, or Dutch as a second language.
SHOWN_TO_NEWCOMERS_IN = [code for code in TRANSLATED if code != "nl" and BY_CODE[code].promises("light")]

_TRANSLATING = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}
_FILLED_IN = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|</?[a-z]+[^>]*>")
_PARENTS = re.compile(r"\{% *extends +([^%]+)%\}")
_PARTS = re.compile(r"""\{% *include +["']([^"']+)["']""")
_NAMES = re.compile(r"""["',]([^"',]+\.html)(?=["',])""")
_DUTCH = re.compile(
    r"\b(de|het|een|niet|geen|voor|naar|zijn|wij|jij|uw|deze|wordt|ook|maar|vraag|aanbod|afspraak|verslag"
    r"|nieuwkomer|sleutelpersoon|gemeente)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The locale folder as `make messages` would write it now, made in a copy of the source."""
    if shutil.which("xgettext") is None:
        pytest.fail("GNU gettext is needed to see which words the source has. Install it: apt install gettext")
    copy = tmp_path_factory.mktemp("source")
    skip = shutil.ignore_patterns("__pycache__", "*.mo", "migrations", "static")
    shutil.copytree(PACKAGE, copy / "sleutelbos", ignore=skip)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "sleutelbos.config.settings.test",
        "PYTHONPATH": str(copy),
        "SLEUTELBOS_VAR_DIR": str(copy / "var"),
    }
    command = [sys.executable, "-m", "sleutelbos", "makemessages", "--verbosity", "0"]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return copy / "sleutelbos" / "locale"


def read(folder: Path, code: str) -> Catalog:
    """One catalogue, refusing what gettext would refuse."""
    with (folder / code / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


@cache
def kept(code: str) -> Catalog:
    """The catalogue in the repository."""
    return read(LOCALE, code)


def messages(catalogue: Catalog) -> Iterator[Message]:
    """Every entry but the header."""
    return (message for message in catalogue if message.id)


def forms(text: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Singular and plural, or the one text."""
    return (text,) if isinstance(text, str) else tuple(text)


def incomplete(entries: Iterator[Message]) -> list[str]:
    """The sources of entries with a form that is empty."""
    return [forms(message.id)[0] for message in entries if not all(forms(message.string))]


def light_templates() -> set[str]:
    """Templates that make up the pages for people without an account: from the base page down, with their parts."""
    templates = {str(path).split("/templates/", 1)[1]: path for path in PACKAGE.glob("*/templates/**/*.html")}
    parents = {
        name: {parent for found in _PARENTS.findall(path.read_text("utf-8")) for parent in _NAMES.findall(found)}
        for name, path in templates.items()
    }
    light = {"ui/light.html"}
    while grown := {name for name, above in parents.items() if above & light} - light:
        light |= grown
    light -= {name for name in light if "styleguide" in name}
    light |= parents["ui/light.html"]
    while parts := {part for name in light for part in _PARTS.findall(templates[name].read_text("utf-8"))} - light:
        light |= parts
    return {str(templates[name].relative_to(PACKAGE)) for name in light}


def test_every_word_of_the_source_is_in_the_dutch_catalogue(extracted: Path) -> None:
    known = {(message.context, forms(message.id)) for message in messages(kept("nl"))}
    new = [
        message.id for message in messages(read(extracted, "nl")) if (message.context, forms(message.id)) not in known
    ]
    assert new == [], "run `make messages` and translate these"


def test_no_words_stand_where_the_extraction_does_not_look() -> None:
    """Xgettext sees no call within an f-string: its words would be English for everybody, and nobody would be told."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in PACKAGE.rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in _TRANSLATING
    ]
    assert hidden == []


def test_the_copy_that_is_looked_at_holds_the_source(extracted: Path) -> None:
    """Guards the test above: an extraction that finds nothing would let everything pass."""
    assert len(list(messages(read(extracted, "nl")))) > 1000


def test_dutch_is_complete() -> None:
    assert incomplete(messages(kept("nl"))) == []


@pytest.mark.parametrize("code", CODES)
def test_no_translation_is_a_guess_or_left_over(code: str) -> None:
    catalogue = kept(code)
    assert [message.id for message in catalogue if message.fuzzy] == []
    assert list(catalogue.obsolete) == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_what_is_filled_in_later_is_the_same_in_every_language(code: str) -> None:
    wrong = []
    for message in messages(kept(code)):
        source = set(_FILLED_IN.findall(forms(message.id)[-1]))
        translated = [set(_FILLED_IN.findall(text)) for text in forms(message.string) if text]
        # "One person" may leave the number out; the form for many may not, and none may ask for something unknown.
        if translated and (translated[-1] != source or any(not found <= source for found in translated)):
            wrong.append((message.id, message.string))
    assert wrong == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_white_space_around_a_translation_is_that_of_its_source(code: str) -> None:
    def edges(text: str) -> tuple[str, str]:
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]

    wrong = [
        message.id
        for message in messages(kept(code))
        for text in forms(message.string)
        if text and edges(text) != edges(forms(message.id)[0])
    ]
    assert wrong == []


@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_compiles_with_as_many_plural_forms_as_its_header_says(code: str, tmp_path: Path) -> None:
    target = tmp_path / "django.mo"
    compile_catalogue(LOCALE / code / "LC_MESSAGES" / "django.po", target)
    with target.open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    reached = {compiled.plural(number) for number in range(200)}  # type: ignore[attr-defined]
    assert len(reached) == kept(code).num_plurals
    assert {len(forms(message.string)) for message in messages(kept(code)) if message.pluralizable} <= {len(reached)}


@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_says_the_same_about_its_reviewer_as_the_list_of_languages(code: str) -> None:
    assert (NOT_REVIEWED not in kept(code).header_comment) is BY_CODE[code].reviewed


def test_the_source_is_english() -> None:
    dutch = [text for message in messages(kept("nl")) for text in forms(message.id) if len(_DUTCH.findall(text)) > 1]
    assert dutch == []


@pytest.mark.parametrize("code", SHOWN_TO_NEWCOMERS_IN)
def test_light_pages_speak_every_language_of_the_product(code: str, extracted: Path) -> None:
    light = light_templates()
    shown = [
        message for message in messages(read(extracted, code)) if light & {place for place, _ in message.locations}
    ]
    assert len(shown) > 200
    assert incomplete(iter(shown)) == []


def test_a_string_without_a_translation_is_shown_in_dutch() -> None:
    """The default language stands behind the others, so that nobody meets English by surprise."""
    missing = next(
        message.id
        for message in messages(kept("ar"))
        if isinstance(message.id, str) and not message.string and "%" not in message.id and not message.context
    )
    with translation.override("ar"):
        assert translation.gettext(missing) == kept("nl").get(missing).string  # type: ignore[union-attr]
    assert settings.LANGUAGE_CODE == "nl"
