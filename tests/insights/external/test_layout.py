"""Numbers of a source as a table and a chart: what fits, in which order, and what changed."""

from __future__ import annotations

from decimal import Decimal

from sleutelbos.insights.external.files import as_csv
from sleutelbos.insights.external.layout import Sheet, compared, drawing, sheets
from sleutelbos.insights.external.values import Content, Measure, Number


def number(group: str, period: str, value: float | None, **more: str) -> Number:
    found = None if value is None else Decimal(str(value))
    return Number("m", found, group_code=group, group=group.upper(), period_code=period, period=period, **more)


def sheet(*numbers: Number, **more: object) -> Sheet:
    (made,) = sheets([{"code": "m", "name": "Aantal", **more}], numbers)
    return made


def test_one_group_is_drawn_over_time_and_one_period_by_group() -> None:
    over_time = drawing(sheet(number("a", "2022", 1), number("a", "2023", 2)))
    assert over_time is not None and (over_time.kind, over_time.labels) == ("columns", ("2022", "2023"))
    by_group = drawing(sheet(number("a", "2023", 1), number("b", "2023", 2)))
    assert by_group is not None and by_group.labels == ("A", "B") and by_group.series == (("2023", (1.0, 2.0)),)


def test_several_of_both_are_drawn_side_by_side_and_a_hole_stays_a_hole() -> None:
    made = drawing(sheet(number("a", "2022", 1), number("a", "2023", 2), number("b", "2023", 3)))
    assert made is not None and made.series == (("A", (1.0, 2.0)), ("B", (None, 3.0)))


def test_with_many_groups_the_newest_period_is_drawn_largest_first() -> None:
    made = drawing(sheet(*(number(f"g{at}", year, at) for at in range(30) for year in ("2022", "2023"))))
    assert made is not None and made.labels[:2] == ("G29", "G28") and len(made.labels) == 12
    assert made.series[0][0] == "2023"


def test_periods_stand_in_the_order_of_time_whatever_the_order_of_the_source() -> None:
    made = sheet(number("a", "2023", 2), number("a", "2021", 1), number("a", "2022", 3))
    assert [code for code, _label in made.periods] == ["2021", "2022", "2023"]


def test_what_says_nothing_is_not_drawn() -> None:
    assert drawing(sheet(number("a", "2022", 1))) is None, "one number"
    assert drawing(sheet(number("a", "2022", -1), number("a", "2023", 1))) is None, "below zero"
    assert drawing(sheet(number("a", "2022", None), number("a", "2023", None))) is None
    assert drawing(sheet(number("a", "2022", 1), number("b", "2022", 2), drawn=False)) is None, "a ranking"


def test_a_page_shows_the_newest_periods_and_the_largest_groups() -> None:
    whole = sheet(*(number(f"g{at}", str(year), at) for at in range(40) for year in range(2000, 2020)))
    shown = whole.shortened()
    assert not whole.is_whole and len(shown.groups) == 24 and len(shown.periods) == 12
    assert shown.periods[-1][0] == "2019" and ("g39", "G39") in shown.groups and ("g0", "G0") not in shown.groups


def test_two_editions_are_compared_number_by_number() -> None:
    older = [number("a", "2022", 1, status="provisional"), number("b", "2022", 5)]
    newer = [number("a", "2022", 1, status="final"), number("a", "2023", 2)]
    found = compared(older, newer)
    assert [one.only_status for one in found.changed] == [True] and (found.added, found.gone) == (1, 1)


def test_the_digest_sees_numbers_and_not_how_they_are_written() -> None:
    def digest(value: str, name: str = "x", named: bool = False) -> str:
        one = Number("m", Decimal(value))
        return Content(name=name, measures=(Measure("m", "Aantal"),), numbers=(one,), named=named).digest()

    assert digest("26.5") == digest("26.5000") != digest("26.6")
    assert digest("1", "vandaag") == digest("1", "morgen"), "the day of a fetched table is no change"
    assert digest("1", "SWI 2022", named=True) != digest("1", "SWI 2023", named=True)
    assert digest("100") != digest("1E+1") and digest("100") == digest("1E+2")


def test_a_file_holds_nothing_that_a_spreadsheet_runs() -> None:
    text = as_csv([{"code": "m", "name": "=1+1"}], [number("@a", "2022", -5, note="+31")])
    assert "'=1+1" in text and "'@a" in text and "'+31" in text and ",-5," in text
