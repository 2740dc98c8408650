"""The texts and rules that come with the product are complete, dated, sourced and short."""

import re
import tomllib
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sleutelbos.bridging.rules import OUTCOME_ORDER, Rule, triage
from sleutelbos.config import languages
from sleutelbos.guidance import content, rules
from sleutelbos.ui.guard import find_forbidden

FOLDER = Path(content.__path__[0])
SCRIPTS = {"ar": "ARABIC", "fa": "ARABIC", "ckb": "ARABIC", "ps": "ARABIC", "ti": "ETHIOPIC", "uk": "CYRILLIC"}


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def card(language: str) -> dict[str, Any]:
    return read(f"role_card.{language}")


def sentences(texts: dict[str, Any]) -> list[str]:
    found = [text for text in texts.values() if isinstance(text, str)]
    return found + [text for texts_ in texts.values() if isinstance(texts_, list) for text in texts_]


# --- the role card -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", languages.CODES)
def test_there_is_a_role_card_in_every_language_of_the_product(language: str) -> None:
    read_card = card(language)
    dutch = card("nl")
    assert read_card["language"] == language
    assert read_card["version"] == dutch["version"]
    assert isinstance(read_card["checked_on"], date)
    assert read_card["role_word"] in " ".join(sentences(read_card["content"])).casefold()
    assert list(read_card["content"]) == list(dutch["content"])
    for name, texts in dutch["content"].items():
        theirs = read_card["content"][name]
        assert type(theirs) is type(texts), name
        if isinstance(texts, list):
            assert len(theirs) == len(texts), name
    assert all(text.strip() == text and text for text in sentences(read_card["content"]))


@pytest.mark.parametrize("language", languages.CODES)
def test_a_translation_says_that_nobody_reviewed_it(language: str) -> None:
    read_card = card(language)
    if language == "nl":
        assert (read_card["translated_from"], read_card["reviewed"]) == ("", True)
    else:
        assert (read_card["translated_from"], read_card["reviewed"]) == ("nl", False)


@pytest.mark.parametrize(("language", "script"), SCRIPTS.items())
def test_each_sentence_is_written_in_the_script_of_its_language(language: str, script: str) -> None:
    for text in sentences(card(language)["content"]):
        letters = [char for char in text if char.isalpha()]
        own = [char for char in letters if unicodedata.name(char).startswith(script)]
        assert len(own) / len(letters) > 0.8, text


@pytest.mark.parametrize("language", ["nl", "en", "tr", "uk"])
def test_sentences_are_short(language: str) -> None:
    for text in sentences(card(language)["content"]):
        for sentence in re.split(r"(?<=[.?!])\s+", text):
            assert len(sentence.split()) <= 17, sentence


@pytest.mark.parametrize("language", languages.CODES)
def test_the_card_says_the_things_that_keep_people_safe(language: str) -> None:
    texts = card(language)["content"]
    assert "112" in " ".join(texts["help"])
    assert "IND" in " ".join(texts["does_not"])
    assert len(texts["agreements"]) == 4
    assert len(texts["sentences"]) == 6


# --- the role router -----------------------------------------------------------------------------


def test_every_rule_has_a_question_advice_a_source_and_dates() -> None:
    rules = read("triage")["rule"]
    assert [rule["position"] for rule in rules] == sorted({rule["position"] for rule in rules})
    assert len({rule["code"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["outcome"] in OUTCOME_ORDER
        assert set(rule["question"]) == set(rule["advice"]) == {"nl", "en"}
        assert all(question.rstrip("?").strip() for question in rule["question"].values())
        assert "?" in rule["question"]["nl"]
        assert rule["certainty"] in {"H", "M", "L", "MEM"}
        assert rule["basis"] in {"guideline", "reading"}
        assert rule["source"]
        assert len(rule["source"]) <= 300
        assert rule["valid_from"] <= rule["checked_on"]


def test_what_claims_to_be_the_guideline_names_it() -> None:
    for rule in read("triage")["rule"]:
        if rule["basis"] == "guideline":
            assert "9 October 2025" in rule["source"]
            assert rule["certainty"] == "H"


def test_questions_and_advice_are_short_enough_for_twenty_seconds() -> None:
    for rule in read("triage")["rule"]:
        for texts in (rule["question"], rule["advice"]):
            for text in texts.values():
                for sentence in re.split(r"(?<=[.?!])\s+", text):
                    assert len(sentence.split()) <= 20, sentence
        assert len(rule["question"]["nl"].split()) <= 22


@pytest.mark.parametrize(
    ("said_yes", "outcome"),
    [
        ((), "key_person"),
        (("simple-and-practical",), "key_person"),
        (("emergency", "minor-as-helper"), "emergency"),
        (("minor-as-helper",), "interpreter_first"),
        (("diagnosis-or-medical-result",), "interpreter_first"),
        (("formal-decision",), "professional_first"),
        (("formal-decision", "legal-consequences"), "interpreter_first"),
        (("sensitive-or-far-reaching",), "interpreter_first"),
        (("beside-a-professional",), "key_person_beside"),
    ],
)
def test_the_rules_lead_where_the_guideline_says(said_yes: tuple[str, ...], outcome: str) -> None:
    rules = [Rule(rule["code"], rule["position"], rule["outcome"]) for rule in read("triage")["rule"]]
    answers = {rule.code: rule.code in said_yes for rule in rules}
    assert triage(rules, answers).outcome == outcome


# --- topics, roles, networks ---------------------------------------------------------------------


def test_topics_and_roles_have_a_name_in_every_language() -> None:
    for rows in (read("topics")["topic"], read("roles")["role"]):
        assert len({row["code"] for row in rows}) == len(rows)
        for row in rows:
            assert set(row["names"]) == set(languages.CODES), row["code"]
            assert re.fullmatch(r"[a-z-]+", row["code"])
        for language in languages.CODES:
            names = [row["names"][language] for row in rows]
            assert len(set(names)) == len(names)
    assert [row["code"] for row in read("roles")["role"]] == ["connector", "explainer", "informer", "adviser"]


def test_the_icon_of_every_topic_is_in_the_product() -> None:
    icons = (FOLDER.parents[2] / "frontend" / "icons.txt").read_text(encoding="utf-8")
    known = {re.split(r"[= ]", line)[0] for line in icons.splitlines() if line}
    assert {row["icon"] for row in read("topics")["topic"]} <= known


def test_every_network_has_a_source_and_claims_no_more_than_was_found() -> None:
    rows = read("networks")["network"]
    assert {"pharos", "migration-inc", "refugee-team", "budle-zorgt"} <= {row["code"] for row in rows}
    for row in rows:
        assert row["source"]
        assert row["certainty"] in {"H", "M", "L", "existence"}
        assert set(row["about"]) == {"nl", "en"}


def test_no_text_would_be_refused_by_the_guard() -> None:
    for path in FOLDER.glob("*.toml"):
        assert find_forbidden(path.read_text(encoding="utf-8")) == [], path.name


# --- guides: pages with what people ask about ------------------------------------------------------

GUIDES = {row["code"]: row for row in read("guides/guides")["guide"]}
TERMS = [row["term"] for row in read("terms")["term"]]


def guide(code: str, language: str) -> dict[str, Any]:
    text = read(f"guides/{code}.{language}")
    return {"title": text["title"], "summary": text["summary"], "sections": text["section"]}


@pytest.mark.parametrize("code", GUIDES)
def test_a_guide_is_dated_rests_on_sources_that_are_sure_and_leads_to_an_official_page(code: str) -> None:
    row = GUIDES[code]
    assert row["checked_on"] < row["check_before"]
    assert (row["check_before"] - row["checked_on"]).days <= 366
    assert row["link"].startswith("https://")
    assert row["sources"]
    # What one weak page says, or somebody remembers, is no statement to build a life on.
    assert {source["certainty"] for source in row["sources"]} <= {"H", "M"}


def test_the_first_set_is_there() -> None:
    wanted = "key-person interpreter routes pip term fines naturalisation childcare not-there complaint worry"
    assert list(GUIDES) == wanted.split()
    files = {path.name.split(".")[0] for path in (FOLDER / "guides").glob("*.??*.toml")}
    assert files == set(GUIDES)


@pytest.mark.parametrize("language", languages.CODES)
@pytest.mark.parametrize("code", GUIDES)
def test_a_guide_says_the_same_in_every_language(code: str, language: str) -> None:
    file, dutch, theirs = read(f"guides/{code}.{language}"), guide(code, "nl"), guide(code, language)
    assert (file["language"], file["edition"]) == (language, read(f"guides/{code}.nl")["edition"])
    assert (file["translated_from"], file["reviewed"]) == (("", True) if language == "nl" else ("nl", False))
    assert rules.same_shape(dutch, theirs)
    assert rules.lost_terms(rules.whole_text(dutch), rules.whole_text(theirs), TERMS) == []
    numbers = [
        re.findall(r"\d[\d-]*", re.sub(r"[AB][12]|Wi2013", "", rules.whole_text(one))) for one in (dutch, theirs)
    ]
    assert sorted(number.strip("-") for number in numbers[0]) == sorted(number.strip("-") for number in numbers[1])


@pytest.mark.parametrize(("language", "script"), SCRIPTS.items())
def test_each_guide_is_written_in_the_script_of_its_language(language: str, script: str) -> None:
    for code in GUIDES:
        for place, text in rules.segments(guide(code, language)):
            for term in sorted(TERMS, key=len, reverse=True):
                text = re.sub(re.escape(term), "", text, flags=re.IGNORECASE)
            letters = [char for char in text if char.isalpha()]
            own = [char for char in letters if unicodedata.name(char).startswith(script)]
            assert len(own) / len(letters) > 0.9, (code, place, text)


@pytest.mark.parametrize("language", ["nl", "en", "fr", "tr", "ku", "so", "uk"])
def test_sentences_of_guides_are_short(language: str) -> None:
    for code in GUIDES:
        for _place, text in rules.segments(guide(code, language)):
            for sentence in re.split(r"(?<=[.?!:])\s+", text):
                assert len(sentence.split()) <= 20, sentence


def test_every_term_is_explained_in_every_language() -> None:
    for row in read("terms")["term"]:
        assert set(row["means"]) == set(languages.CODES), row["term"]
        assert all(len(meaning) <= 90 for meaning in row["means"].values()), row["term"]
    assert len(set(TERMS)) == len(TERMS)


@pytest.mark.parametrize(
    ("source", "translation", "lost"),
    [
        ("DUO beslist", "DUO’ya sorun", []),
        ("DUO beslist", "ናብDUOደውሉ", []),
        ("DUO beslist", "duo beslist", ["DUO"]),
        ("Dan MAP", "een map", ["MAP"]),
        ("een map", "een boek", []),
        ("Brede intake eerst", "de brede intake", []),
    ],
)
def test_a_term_counts_only_as_a_word_of_its_own(source: str, translation: str, lost: list[str]) -> None:
    assert rules.lost_terms(source, translation, TERMS) == lost
