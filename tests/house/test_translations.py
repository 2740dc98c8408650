"""The words: Dutch has all of them, other languages keep what is filled in, and each says whether it was reviewed."""

from __future__ import annotations

import ast
import gettext
import inspect
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.urls import get_resolver
from django.utils import translation

from sleutelbos.config.catalogues import LOCALE, PACKAGE, belongs, forms, is_empty, missing, read_catalogue, required
from sleutelbos.config.languages import BY_CODE, CODES
from sleutelbos.config.management.commands.compile_catalogues import compile_catalogue
from sleutelbos.guidance.queries import terms
from sleutelbos.guidance.rules import has_term
from tests.house.access_matrix import MATRIX

ROOT = Path(__file__).resolve().parents[2]
NOT_REVIEWED = "not yet reviewed by a native speaker"
TRANSLATED = [code for code in CODES if code != "en"]

_TRANSLATING = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}
_FILLED_IN = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|</?[a-z]+[^>]*>|\[[a-z]+\]")
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
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return copy / "sleutelbos" / "locale"


@cache
def kept(code: str) -> Catalog:
    """The catalogue in the repository."""
    return read_catalogue(code)


def messages(catalogue: Catalog) -> Iterator[Message]:
    """Every entry but the header."""
    return (message for message in catalogue if message.id)


def incomplete(entries: Iterable[Message]) -> list[str]:
    """The sources of entries with a form that is empty."""
    return [forms(message.id)[0] for message in entries if is_empty(message)]


def test_every_word_of_the_source_is_in_the_dutch_catalogue(extracted: Path) -> None:
    known = {(message.context, forms(message.id)) for message in messages(kept("nl"))}
    new = [
        message.id
        for message in messages(read_catalogue("nl", extracted))
        if (message.context, forms(message.id)) not in known
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
    assert len(list(messages(read_catalogue("nl", extracted)))) > 1000


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


# Names that stay in Latin letters in every script, beside the terms of sleutelbos/guidance/content/terms.toml.
NAMES = ("Sleutelbos", "WhatsApp", "DigiD", "PDF", "QR", "SMS", "112")
_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9@.]*[A-Za-z]")
# Written so in browsers and on envelopes in every language.
# Codes that stand in help texts of fields as they are typed.
CODES_TYPED = {"ti", "apc", "suggestion", "visit", "keyperson", "engagement", "calendar.google.com", "outlook.com"}
# The learning routes have the names that stand in letters: B1-route, Onderwijsroute, Z-route.
LOAN_WORDS = {"cookie", "cookies", "name@school.nl", "route", "Onderwijsroute", *CODES_TYPED}
OTHER_SCRIPT = ["ar", "ti", "fa", "uk", "ckb", "ps"]


@pytest.mark.parametrize("code", [code for code in TRANSLATED if code != "nl"])
def test_terms_and_names_are_written_as_they_stand_in_letters(code: str) -> None:
    kinds = [term for term in terms() if term[:1].isupper()] + list(NAMES)
    assert [
        (term, message.id)
        for message in messages(kept(code))
        for text in forms(message.string)
        if text
        for term in kinds
        if has_term(forms(message.id)[0], term) and not has_term(text, term)
    ] == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_translation_turns_the_writing_around(code: str) -> None:
    """A mark that overrides the direction hides what follows; a page sets directions by its elements."""
    assert [one.id for one in messages(kept(code)) for text in forms(one.string) if _TURNED.search(text)] == []


@pytest.mark.parametrize("code", OTHER_SCRIPT)
def test_no_latin_word_is_left_over_in_another_script(code: str) -> None:
    def left(source: str, text: str) -> list[str]:
        found = _LATIN.findall(_FILLED_IN.sub(" ", text))
        known = {*terms(), *NAMES}
        return [word for word in found if word not in known and (word not in source or word.islower())]

    wrong = [
        (message.id, leftover)
        for message in messages(kept(code))
        for text in forms(message.string)
        if (leftover := [word for word in left(forms(message.id)[0], text) if word not in LOAN_WORDS])
    ]
    assert wrong == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_word_on_a_button_stays_short_enough_for_it(code: str) -> None:
    """Up to 25 letters a text stands on a button or in a menu; a page of 360 px has room for some twenty more."""
    long = [
        (forms(message.id)[0], text)
        for message in messages(kept(code))
        for text in forms(message.string)
        if len(forms(message.id)[0]) <= 25
        and len(text) > max(2.5 * len(forms(message.id)[0]), len(forms(message.id)[0]) + 20)
    ]
    assert long == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_plural_has_all_its_forms_or_none(code: str) -> None:
    half = [one.id for one in messages(kept(code)) if any(forms(one.string)) and not all(forms(one.string))]
    assert half == []


def test_the_source_is_english() -> None:
    dutch = [text for message in messages(kept("nl")) for text in forms(message.id) if len(_DUTCH.findall(text)) > 1]
    assert dutch == []


@pytest.mark.parametrize("code", [code for code in TRANSLATED if not BY_CODE[code].promises("all")])
def test_each_language_has_the_words_it_promises(code: str, extracted: Path) -> None:
    """Run `python -m sleutelbos missing_words <language>` for what is not there."""
    promised = list(required(read_catalogue(code, extracted), BY_CODE[code].filled))
    assert len(promised) > 200 or BY_CODE[code].filled == "none"
    assert incomplete(promised) == []


def test_the_levels_hold_each_other_and_key_persons_see_more_than_newcomers() -> None:
    light, people, everything = (
        {(message.context, forms(message.id)) for message in required(kept("nl"), level)}
        for level in ("light", "people", "all")
    )
    assert light < people < everything
    assert len(everything) == len(list(messages(kept("nl"))))
    assert len(people) > 2 * len(light)


# Whoever opens these reads Dutch: translators at work, and what the product says about its own rules.
DUTCH_ENOUGH = {
    "allowances/templates/allowances/show_law.html",
    "guidance/templates/guidance/guide_texts.html",
    "guidance/templates/guidance/show_rules.html",
    # A publication is in the language it was written in.
    "insights/templates/insights/editions/list_published_editions.html",
    "insights/templates/insights/editions/show_published_edition.html",
    # What others published in Dutch, with their words.
    "insights/templates/insights/external/list_sources.html",
    "insights/templates/insights/external/show_source.html",
    "matching/templates/matching/show_register.html",
    "ui/templates/ui/styleguide.html",
    "ui/templates/ui/styleguide_light.html",
}


def test_every_page_a_key_person_may_open_is_among_those_that_are_translated() -> None:
    """From the closed list of who may open which address, by what the function behind the address draws."""
    files = {str(path).split("/templates/", 1)[1]: path for path in PACKAGE.glob("*/templates/**/*.html")}
    drawn: dict[str, str] = {}
    for name, view in _views(get_resolver()):
        line = MATRIX.get(name)
        if line is not None and "key_person" in line.roles:
            drawn |= {template: name for template in _templates_of(view) if template in files}
    assert len(drawn) > 60
    places = {str(files[template].relative_to(PACKAGE)): name for template, name in drawn.items()}
    assert {place: name for place, name in places.items() if not belongs(place, "people")}.keys() <= DUTCH_ENOUGH


def _views(resolver: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _views(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        elif pattern.name:
            yield prefix + pattern.name, pattern.callback


def _templates_of(view: Any) -> set[str]:
    """Templates that a view function names, itself or through functions of its own file."""
    function = inspect.unwrap(view)
    file = inspect.getsourcefile(function) if inspect.isfunction(function) else None
    if file is None or PACKAGE not in Path(file).parents:
        return set()
    known = {
        node.name: node for node in ast.parse(Path(file).read_text("utf-8")).body if isinstance(node, ast.FunctionDef)
    }
    todo, seen, found = [function.__name__], set[str](), set[str]()
    while todo:
        name = todo.pop()
        if name in seen or name not in known:
            continue
        seen.add(name)
        for node in ast.walk(known[name]):
            if isinstance(node, ast.Name):
                todo.append(node.id)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value.partition("#")[0])
    return {text for text in found if text.endswith(".html")}


def test_what_is_missing_comes_out_as_entries_a_translator_can_fill_in(tmp_path: Path) -> None:
    code = next(one for one in reversed(CODES) if missing(one, "all"))
    printed = StringIO()
    call_command("missing_words", code, "--level", "all", stdout=printed)
    file = tmp_path / "django.po"
    file.write_text(printed.getvalue(), encoding="utf-8")
    with file.open("rb") as opened:
        asked = read_po(opened, locale=code, abort_invalid=True)
    assert [message.id for message in messages(asked)] == [message.id for message in missing(code, "all")]
    assert asked.plural_forms == kept(code).plural_forms
    assert any(message.auto_comments for message in messages(asked))


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
