"""How long it takes to open, lay out, clean and read a list: python benchmarks/intake/run.py [rows ...]

Makes lists like a coordinator's (title above, thirteen columns, three date styles, notes in brackets) in memory, and
measures processor time and peak memory of each step, without a database. Prints one line per size.
"""

from __future__ import annotations

import io
import random
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import openpyxl

from sleutelbos.accounts import places
from sleutelbos.exchange.reading.layout import lay_out_book
from sleutelbos.exchange.reading.reader import read_book
from sleutelbos.exchange.reading.redaction import redact
from sleutelbos.exchange.reading.storing import pack, unpack
from sleutelbos.exchange.reading.surroundings import Forbidden, PlaceAnswer, Surroundings
from sleutelbos.exchange.reading.values.subjects import GROUPS, KnownTopic
from sleutelbos.exchange.reading.workbook import open_workbook
from sleutelbos.ui import guard

Result = TypeVar("Result")

HEADINGS = ["Voornaam", "Achternaam", "M/V", "Talen", "Woonplaats", "Telefoon", "E-mail", "Thema's", "Beschikbaar",
            "VOG", "Training", "Vorm", "Opmerkingen"]  # fmt: skip
CHOICES: dict[str, list[Any]] = {
    "M/V": ["V", "v", "m", "vrouw", "man"],
    "Talen": ["Tigrinya (moedertaal), NL B2", "Arabisch*, Frans", "Dari moedertaal / beetje Engels", "sorani, Engels"],
    "Woonplaats": ["ULFT", "Varsseveld ", "'S-HEERENBERG", "Aalten", "Doetinchem"],
    "Thema's": ["zorg, werk", "onderwijs", "geldzaken, wonen, vrouwen"],
    "Beschikbaar": ["ma t/m wo ochtend", "alleen avond", "ma/wo/vr 9-12", "in overleg", "dinsdag 13:00-17:00"],
    "VOG": ["06-05-2025", "mei 2024", "2025", "ja", "aangevraagd", None],
    "Training": ["07/05/24", "2023", "nee", None],
    "Vorm": ["vrijwilliger", "ZZP", "betaald 12u", "in dienst welzijn", None],
    "Opmerkingen": ["alleen fiets", "niet bellen voor 10u", "nieuwe baan, minder tijd", None],
}


def a_list(rows: int) -> bytes:
    """A workbook with that many people, no two the same; the same for the same number."""
    chance = random.Random(rows)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Sleutelpersonen")
    sheet.append(["Overzicht sleutelpersonen"])
    sheet.append(HEADINGS)
    for number in range(rows):
        name = "".join(chance.choice("abcdefghijklmnop") for _ in range(7)).title()
        row = {"Voornaam": name, "Achternaam": name[::-1].title(), "Telefoon": 610_000_000 + number * 37}
        row["E-mail"] = f"{name.lower()}{number}@voorbeeld.nl"
        sheet.append([row.get(heading, chance.choice(CHOICES.get(heading, [None]))) for heading in HEADINGS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def surroundings() -> Surroundings:
    """The product's guard and places, its groups of topics."""

    def find(text: str) -> PlaceAnswer:
        match = places.find_place(text)
        return PlaceAnswer(match.place.name) if match.place and match.certainty == "exact" else PlaceAnswer()

    return Surroundings(
        today=date(2026, 11, 22),
        find_forbidden=lambda text: [Forbidden(hit.kind, hit.start, hit.end) for hit in guard.find_forbidden(text)],
        find_place=find,
        topics=tuple(KnownTopic(name, (name,)) for name in GROUPS),
        secret=b"benchmark",
    )


def main() -> None:
    around = surroundings()
    lay_out_book(open_workbook(a_list(20), "warm.xlsx"), around)  # names of languages and places are loaded once
    print(
        f"{'rows':>7} {'KB':>6} {'open':>7} {'lay out':>8} {'redact':>7} {'pack':>6} {'unpack':>7} {'read':>7}  peak MB"
    )
    for rows in [int(value) for value in sys.argv[1:]] or [60, 1_000, 5_000, 20_000]:
        content = a_list(rows if rows < 20_000 else 19_998)
        spent: list[float] = []

        def timed(step: Callable[[], Result], spent: list[float] = spent) -> Result:
            started = time.process_time()
            result = step()
            spent.append(time.process_time() - started)
            return result

        book = timed(lambda content=content: open_workbook(content, "lijst.xlsx"))
        layouts = timed(lambda book=book: lay_out_book(book, around))
        clean = timed(lambda book=book, layouts=layouts: redact(book, layouts, around))
        packed = timed(lambda clean=clean: pack(clean))
        again = timed(lambda packed=packed: unpack(packed))
        timed(lambda again=again, layouts=layouts: read_book(again, layouts, around))
        tracemalloc.start()
        read_book(open_workbook(content, "lijst.xlsx"), layouts, around)
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        times = f"{spent[0]:6.2f}s {spent[1]:7.2f}s {spent[2]:6.2f}s {spent[3]:5.2f}s {spent[4]:6.2f}s {spent[5]:6.2f}s"
        print(f"{rows:>7} {len(content) // 1000:>6} {times}  {peak:6.0f}")


if __name__ == "__main__":
    main()
