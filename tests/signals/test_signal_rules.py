"""Who sees to a signal, when many are too many, and what looks like a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from sleutelbos.signals.rules.persons import find_person
from sleutelbos.signals.rules.themes import THEMES, asks_for_notice, choose

DAY = date(2026, 11, 22)


@dataclass
class Row:
    name: str
    theme_id: int | None = None
    municipality_id: int | None = None
    valid_from: date = date(2026, 1, 1)
    valid_until: date | None = None


def _chosen(rules: list[Row], *, theme: int = 1, place: int | None = 7) -> str | None:
    rule = choose(rules, theme_id=theme, municipality_id=place, on=DAY)
    return rule.name if rule else None


def test_the_rule_that_says_most_wins() -> None:
    rules = [Row("all"), Row("place", None, 7), Row("theme", 1), Row("both", 1, 7)]
    assert [_chosen(rules[:count]) for count in range(1, 5)] == ["all", "place", "theme", "both"]
    assert _chosen(list(reversed(rules))) == "both"
    assert _chosen(rules, theme=2) == "place"
    assert _chosen(rules, place=8) == "theme"
    assert _chosen(rules, theme=2, place=None) == "all"


def test_a_rule_counts_on_its_own_days_only() -> None:
    assert _chosen([Row("past", valid_until=date(2026, 11, 21))]) is None
    assert _chosen([Row("last day", valid_until=DAY)]) == "last day"
    assert _chosen([Row("later", valid_from=date(2026, 11, 23))]) is None
    assert _chosen([Row("new", valid_from=date(2026, 11, 1)), Row("old")]) == "new"


@pytest.mark.parametrize(
    ("families", "told", "notice"), [(4, 0, False), (5, 0, True), (9, 5, False), (10, 5, True), (12, 10, False)]
)
def test_the_coordinator_is_told_at_the_threshold_and_when_it_doubled(families: int, told: int, notice: bool) -> None:
    assert asks_for_notice(families, threshold=5, told=told) is notice


def test_a_theme_without_a_threshold_never_asks_for_attention() -> None:
    assert not asks_for_notice(500, threshold=None, told=0)


def test_every_usual_theme_has_a_picture() -> None:
    from sleutelbos.ui.templatetags.ui.icons import icon

    assert len({usual.code for usual in THEMES}) == len(THEMES) == 11
    for usual in THEMES:
        assert "<svg" in icon(usual.icon)


KNOWN = frozenset({"doetinchem", "graafschap", "college", "anna", "paulowna"})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Fatima krijgt geen opvang", "Fatima"),
        ("fatima krijgt geen opvang", "fatima"),
        ("Mevrouw Bos helpt niet", "Bos"),
        ("mevrouw van der Berg helpt niet", "van der Berg"),
        ("De familie Tesfay wacht", "Tesfay"),
        ("Er is een man, Kasimir, die wacht", "Kasimir"),
        ("Een vrouw. Zij heet Berhane.", "Berhane"),
        ("mevrouw Anna wacht", "Anna"),
        ("Ayşe Hanım bekliyor", "Ayşe"),
        ("السيدة سعاد لا تجد حضانة", "سعاد"),
        ("محمد لا يجد حضانة", "محمد"),
        ("خانم پروانه منتظر است", "پروانه"),
        ("пані Олена чекає", "Олена"),
        ("ወይዘሮ ሓረግ ትጽበ ኣላ", "ሓረግ"),
    ],
)
def test_a_name_is_found(text: str, name: str) -> None:
    assert find_person(text, KNOWN) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "De wachtlijst is lang. Al vijf gezinnen wachten.",
        "In Doetinchem wachten vijf gezinnen.",
        "Gezinnen bij Graafschap College wachten al lang.",
        "Vijf gezinnen met Arabisch wachten op de DUO-brief van de IND",
        "De juf is weg. Geen les op maandag.",
        "The school has no teacher on Monday.",
        "خمس عائلات تنتظر الحضانة منذ ستة أشهر",
        "Beş aile kreş bekliyor. Okul uzak.",
        "П'ять сімей чекають на дитсадок",
        "ሓሙሽተ ስድራቤታት ይጽበያ ኣለዋ",
        "پنج خانواده منتظر مهد کودک هستند",
        "Cinq familles attendent. La liste est longue à Doetinchem.",
    ],
)
def test_ordinary_words_are_no_name(text: str) -> None:
    assert find_person(text, KNOWN) == ""


# Words of the names of people the writer works with.
AROUND = frozenset({"kasimira", "bakkerink", "wil", "سهى", "ሓረግ", "doetinchem"})
PLANTED = (
    "kasimira helpt hier ook",
    "Kasimira helpt hier ook",
    "de klantmanager bakkerink belt niet terug",
    "Wil belt niet terug",
    "ze heet berhane en wacht al lang",
    "haar naam is tsegay",
    "her name is berhane",
    "سهى تنتظر منذ أشهر",
    "امرأة واسمها سعاد تنتظر",
    "اسمي كريمان وأنتظر",
    "ሓረግ ትጽበ ኣላ",
    "ሽማ ለተብርሃን እዩ",
)
# Nobody can know these: rare names with nothing around them that says so.
NOT_SEEN = ("zerezghi wacht al lang op opvang", "كريمان تنتظر منذ أشهر", "ለተብርሃን ትጽበ ኣላ")
ORDINARY = (
    "ik wil dat de school belt",
    "hij heet iedereen welkom maar er is geen plek",
    "de school heet anders dan in de brief",
    "zijn naam is verkeerd geschreven in de brief",
    "haar naam is niet bekend bij de school",
    "in doetinchem is geen plek",
    "de bakker is ver weg",
    "her name is often misspelled",
    "خمس عائلات تنتظر الحضانة",
    "المدرسة بعيدة والحافلة لا تأتي",
    "ቤት ትምህርቲ ርሑቕ እዩ",
)


@pytest.mark.parametrize("text", PLANTED)
def test_a_name_without_a_capital_is_found(text: str) -> None:
    assert find_person(text, KNOWN, AROUND)


def test_most_planted_names_are_found_and_ordinary_text_is_left_alone() -> None:
    found, unaided = (
        sum(bool(find_person(text, KNOWN, around)) for text in PLANTED + NOT_SEEN) for around in (AROUND, ())
    )
    alarms = [text for text in ORDINARY if find_person(text, KNOWN, AROUND)]
    assert (found, len(PLANTED + NOT_SEEN), alarms) == (12, 15, [])
    assert unaided < found  # who the writer works with is what finds the rest


def test_a_long_text_is_read_quickly() -> None:
    from time import process_time

    start = process_time()
    find_person("mevrouw " * 600 + "van " * 600, KNOWN)
    assert process_time() - start < 1
