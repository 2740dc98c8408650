"""Every verb that the code writes in the trail has words a person understands."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from sleutelbos.audit import own_verbs, verbs
from sleutelbos.config.catalogues import belongs

ROOT = Path(__file__).resolve().parent.parent.parent / "sleutelbos"
RECORDERS = {"record", "looked", "_record"}
# Apps with a recorder of their own that puts the beginning before the verb.
BEGINNINGS = {
    "keypersons": "keypersons.",
    "allowances": "allowances.booking.",
    "notices": "notices.",
    "exchange/services/feeds.py": "exchange.feed.",
}


def _written() -> Iterator[tuple[str, str]]:
    """(place, verb) for each call; a verb made at run time gives its beginning, up to the last dot."""
    for file in sorted(ROOT.rglob("*.py")):
        source = file.read_text(encoding="utf-8")
        # Most files have no such word: they need not be taken apart.
        for node in ast.walk(ast.parse(source)) if any(word in source for word in RECORDERS) else ():
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name not in RECORDERS:
                continue
            place, verb = f"{file.relative_to(ROOT)}:{node.lineno}", node.args[0]
            app = file.relative_to(ROOT).parts[0]
            if isinstance(verb, ast.Constant) and isinstance(verb.value, str):
                own = BEGINNINGS.get(str(file.relative_to(ROOT)), BEGINNINGS.get(app, ""))
                beginning = "" if verb.value.count(".") == 2 else own
                yield place, beginning + verb.value
            elif isinstance(verb, ast.JoinedStr) and isinstance(verb.values[0], ast.Constant):
                beginning = str(verb.values[0].value)
                if beginning not in BEGINNINGS.values():
                    yield place, beginning


WRITTEN = sorted(set(_written()))


def _own() -> Iterator[tuple[str, str]]:
    """(place, verb) for each call that writes about an account or a key person: it stands on that person's own page.

    A verb made at run time gives its beginning. A recorder that is handed its verb speaks for the calls to it.
    """
    handed = set[Path]()
    written = list[tuple[Path, ast.Call, str]]()
    for file in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name not in RECORDERS | {"looked_at_all"}:
                continue
            about = next((ast.unparse(word.value) for word in node.keywords if word.arg in {"subject", "subjects"}), "")
            own = bool(about) and ("newcomer" not in about or "key_person" in about)
            if own and isinstance(node.args[0], ast.Name):
                handed.add(file)
            written.append((file, node, name if not own else "own"))
    for file, node, name in written:
        if file.is_relative_to(ROOT / "audit") or file.is_relative_to(ROOT / "newcomers"):
            continue
        verb = node.args[0]
        parts = verb.values if isinstance(verb, ast.JoinedStr) else [verb]
        if (name == "own" or (name == "_record" and file in handed)) and isinstance(parts[0], ast.Constant):
            yield f"{file.relative_to(ROOT)}:{node.lineno}", str(parts[0].value)


OWN = sorted(set(_own()))


def test_the_code_writes_about_people_at_all() -> None:
    assert len(OWN) > 30
    assert {"keypersons.", "bridging.offer.", "notices.", "keypersons.profile.seen"} <= {verb for _place, verb in OWN}


@pytest.mark.parametrize(("place", "verb"), OWN)
def test_what_a_person_reads_on_the_own_page_is_there_in_every_language(place: str, verb: str) -> None:
    if verb.endswith("."):
        missing = [one for one in verbs.SENTENCES if one.startswith(verb) and one not in own_verbs.OWN_SENTENCES]
    else:
        missing = [] if any(part in own_verbs.OWN_SENTENCES for part in verbs.families(verb)) else [verb]
    assert missing == [], f"{place} writes about a person: these belong in sleutelbos/audit/own_verbs.py"
    assert belongs("audit/own_verbs.py", "people")


def test_the_code_writes_verbs_at_all() -> None:
    assert len(WRITTEN) > 40


@pytest.mark.parametrize(("place", "verb"), WRITTEN)
def test_it_has_words_for(place: str, verb: str) -> None:
    assert verbs.known(verb), f"{place} writes {verb!r}: add it to sleutelbos/audit/verbs.py or own_verbs.py"


def test_a_verb_of_a_family_gets_the_familys_words_and_its_own_where_it_has_them() -> None:
    assert verbs.sentence("bridging.offer.accepted") != verbs.sentence("bridging.offer.nonsense")
    assert verbs.sentence("bridging.offer.nonsense") == str(verbs.SENTENCES["bridging.offer."])


def test_a_verb_nobody_knows_says_so_and_does_not_break_the_page() -> None:
    assert verbs.sentence("cooking.soup.made") == str(own_verbs.UNKNOWN)
    assert not verbs.known("cooking.soup.made")


def test_no_two_sentences_are_forgotten_copies() -> None:
    words = [str(sentence) for sentence in verbs.SENTENCES.values()]
    assert len(words) == len(set(words))


def test_a_name_in_the_trail_has_words_and_a_page_keeps_its_name() -> None:
    assert verbs.thing("keyperson:12") == f"{verbs.NOUNS['keyperson']} 12"
    assert verbs.thing("bridging:show-desk") == "bridging:show-desk"
    assert verbs.thing("") == ""


def test_every_noun_is_the_name_of_a_table() -> None:
    tables = {model._meta.model_name for model in apps.get_models()}
    assert set(verbs.NOUNS) <= tables
