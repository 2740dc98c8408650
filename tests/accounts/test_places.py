"""A place is found as people write it; what is not certain is not invented."""

import csv
import re
from pathlib import Path

import openpyxl
import pytest

from sleutelbos.accounts import places
from sleutelbos.accounts.places import (
    PROVINCES,
    distance_between,
    distance_km,
    find_municipality,
    find_place,
    municipalities,
)

ACHTERHOEK = (
    "Aalten",
    "Berkelland",
    "Bronckhorst",
    "Doetinchem",
    "Montferland",
    "Oost Gelre",
    "Oude IJsselstreek",
    "Winterswijk",
)
INTAKE = Path(__file__).parents[3] / "shared" / "data" / "intake"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Doetinchem", "Doetinchem (Gelderland)"),
        ("DOETINCHEM  ", "Doetinchem (Gelderland)"),
        ("'S-HEERENBERG", "'s-Heerenberg (Montferland, Gelderland)"),
        ("’s-Heerenberg", "'s-Heerenberg (Montferland, Gelderland)"),
        ("s heerenberg", "'s-Heerenberg (Montferland, Gelderland)"),
        ("Den Bosch", "'s-Hertogenbosch (Noord-Brabant)"),
        ("'s-Gravenhage", "Den Haag ('s-Gravenhage, Zuid-Holland)"),
        ("Hengelo (Gld)", "Hengelo (Bronckhorst, Gelderland)"),
        ("Hengelo Ov", "Hengelo (Overijssel)"),
        ("hengelo, gemeente Bronckhorst", "Hengelo (Bronckhorst, Gelderland)"),
        ("7021 AB Zelhem", "Zelhem (Bronckhorst, Gelderland)"),
        ("Zelhem, 7021ab", "Zelhem (Bronckhorst, Gelderland)"),
        ("Ulft e.o.", "Ulft (Oude IJsselstreek, Gelderland)"),
        ("omgeving Aalten", "Aalten (Gelderland)"),
        ("St. Annaparochie", "Sint Annaparochie (Waadhoeke, Fryslân)"),
        ("Capelle a/d IJssel", "Capelle aan den IJssel (Zuid-Holland)"),
        ("Beek en Donk", "Beek en Donk (Laarbeek, Noord-Brabant)"),
        ("Oude IJsselstreek", "Oude IJsselstreek (Gelderland)"),
        ("gemeente Montferland", "Montferland (Gelderland)"),
    ],
)
def test_a_place_is_found_however_it_is_written(text: str, label: str) -> None:
    match = find_place(text)
    assert match.certainty == "exact"
    assert match.place is not None
    assert match.place.label == label


@pytest.mark.parametrize("name", ["Hengelo", "Beek", "Laren"])
def test_two_places_with_one_name_are_a_question(name: str) -> None:
    match = find_place(name)
    assert (match.place, match.certainty) == (None, "ambiguous")
    assert len(match.suggestions) >= 2
    populations = [place.population for place in match.suggestions]
    assert populations == sorted(populations, reverse=True)


@pytest.mark.parametrize(
    ("name", "municipality"), [("Hengelo", "Bronckhorst"), ("Beek", "Montferland"), ("Laren", "Lochem")]
)
def test_the_region_makes_one_of_two_places_likely_but_not_certain(name: str, municipality: str) -> None:
    match = find_place(name, near=ACHTERHOEK)
    assert match.certainty == "likely"
    assert match.place is not None
    assert match.place.municipality == municipality
    assert match.suggestions
    assert match.place not in match.suggestions


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Doetichem", "Doetinchem"),
        ("Lichtenvoorden", "Lichtenvoorde"),
        ("Winterwsijk", "Winterswijk"),
        ("gendrigen", "Gendringen"),
    ],
)
def test_a_typing_error_is_likely_and_asks_to_be_confirmed(typed: str, name: str) -> None:
    match = find_place(typed, near=ACHTERHOEK)
    assert match.certainty == "likely"
    assert match.place is not None
    assert match.place.name == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7021",
        "7021 AB",
        "telefonisch",
        "online",
        "via Teams",
        "thuis",
        "volgende week",
        "school",
        "bibliotheek",
        "?",
    ],
)
@pytest.mark.parametrize("near", [(), ACHTERHOEK])
def test_what_is_no_place_is_not_made_one(text: str, near: tuple[str, ...]) -> None:
    match = find_place(text, near=near)
    assert (match.place, match.certainty) == (None, "none")


@pytest.mark.parametrize("text", ["Terborg/Silvolde", "Terborg-Silvolde", "Zutphen of Lochem", "Nijmegen, Arnhem"])
def test_two_names_in_one_cell_are_a_question(text: str) -> None:
    match = find_place(text, near=ACHTERHOEK)
    assert (match.place, match.certainty) == (None, "ambiguous")
    first, second = re.split(r"/|-|, | of ", text)
    assert [place.name for place in match.suggestions][:2] == [first, second]


def test_every_place_in_the_sample_spreadsheets_is_found() -> None:
    if not INTAKE.is_dir():
        pytest.skip("the sample spreadsheets of a coordinator are not beside this repository")
    cells: set[str] = set()
    for file_name, column in (("sleutelpersonen.xlsx", "Woonplaats"), ("aanvragen.xlsx", "Plaats")):
        rows = list(openpyxl.load_workbook(INTAKE / file_name).worksheets[0].iter_rows(values_only=True))
        heading = next(row for row in rows if column in row)
        cells |= {str(row[heading.index(column)]) for row in rows[rows.index(heading) + 1 :] if any(row)}
    unknown = {cell for cell in cells if find_place(cell, near=ACHTERHOEK).certainty != "exact"}
    assert {cell.strip().casefold() for cell in unknown} <= {"telefonisch", "online", "none"}
    assert len(cells - unknown) > 20


def test_distances_are_those_of_the_globe() -> None:
    assert distance_km(52, 5, 52, 5) == 0
    # One degree of latitude; and Amsterdam to Maastricht, about 177 km in a straight line.
    assert distance_km(52, 5, 53, 5) == pytest.approx(111.195, abs=0.01)
    amsterdam, maastricht = (find_place(name).place for name in ("Amsterdam", "Maastricht"))
    assert amsterdam is not None
    assert maastricht is not None
    assert distance_between(amsterdam, maastricht) == pytest.approx(177, abs=3)
    assert distance_between(amsterdam, maastricht) == distance_between(maastricht, amsterdam)


def test_all_municipalities_of_today_are_there_once() -> None:
    names = [place.name for place in municipalities()]
    assert len(names) == len(set(names)) == 342
    per_province = dict.fromkeys(PROVINCES, 0)
    for place in municipalities():
        per_province[place.province] += 1
    assert per_province == {
        "Drenthe": 12,
        "Flevoland": 6,
        "Fryslân": 18,
        "Gelderland": 51,
        "Groningen": 10,
        "Limburg": 31,
        "Noord-Brabant": 56,
        "Noord-Holland": 44,
        "Overijssel": 25,
        "Utrecht": 26,
        "Zeeland": 13,
        "Zuid-Holland": 50,
    }


@pytest.mark.parametrize(
    "name", ["Súdwest-Fryslân", "sudwest fryslan", "gemeente Oost Gelre", "Bergen (NH.)", "'s-Hertogenbosch"]
)
def test_a_municipality_is_found_by_name(name: str) -> None:
    assert find_municipality(name) is not None


def test_every_place_lies_in_the_country_and_in_a_municipality_that_exists() -> None:
    centres = {place.name: place for place in municipalities()}
    for place in places.places():
        assert 50.7 < place.latitude < 53.6, place
        assert 3.3 < place.longitude < 7.3, place
        assert place.province in PROVINCES
        if place.municipality:
            centre = centres[place.municipality]
            assert centre.province == place.province, place
            assert distance_between(place, centre) < 25, place


def test_codes_are_unique_and_the_lists_say_where_they_come_from() -> None:
    codes = [place.code for place in places.places()]
    assert len(codes) == len(set(codes))
    with (places.DATA / "places.csv").open(encoding="utf-8", newline="") as file:
        sources = [row["source"] for row in csv.DictReader(file)]
    assert set(sources) == {"geonames", "hand"}
    readme = (places.DATA / "README.md").read_text(encoding="utf-8")
    assert "CC BY 4.0" in readme
    assert f"{len(sources):,}" in readme
    assert f"`hand`: {sources.count('hand')} places" in readme
    known = sum(1 for place in places.places() if place.municipality)
    assert f"{known} of {len(sources):,} places" in readme
