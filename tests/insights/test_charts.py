"""Charts are pictures everybody can read: valid, escaped, within their width, the same each time, and fit for paper."""

import re
from xml.etree import ElementTree

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from sleutelbos.insights.charts import MOST_SERIES, Chart, Kind, Series, draw

KINDS: tuple[Kind, ...] = ("bars", "columns", "lines", "stacked")
SVG = "{http://www.w3.org/2000/svg}"


def chart(kind: Kind, labels: tuple[str, ...], *values: tuple[float | None, ...], unit: str = "") -> Chart:
    series = tuple(Series(f"reeks {at}", row) for at, row in enumerate(values))
    return Chart(kind, "Aantal <b> & meer", "Wat er staat", labels, series, unit=unit)


def words(svg: str) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("kind", KINDS)
def test_it_has_a_name_a_description_and_no_style(kind: Kind) -> None:
    svg = draw(chart(kind, ("een", "twee"), (1, 2), (3, None)), ids="a")
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "a-title a-desc"
    assert root.findtext(f"{SVG}title") == "Aantal <b> & meer"
    assert root.findtext(f"{SVG}desc") == "Wat er staat"
    assert not [one for one in root.iter() if "style" in one.attrib or one.tag in (f"{SVG}style", f"{SVG}script")]


@settings(max_examples=40, deadline=None)
@given(
    kind=st.sampled_from(KINDS),
    label=st.text(max_size=60),
    value=st.none() | st.floats(min_value=0, max_value=1e12),
    direction=st.sampled_from(("ltr", "rtl")),
)
def test_any_label_and_number_give_valid_xml_that_is_the_same_twice(kind, label, value, direction) -> None:
    made = chart(kind, (label, "b"), (value, 0), (None, value))
    svg = draw(made, width=360, direction=direction)
    ElementTree.fromstring(svg)
    assert svg == draw(made, width=360, direction=direction)


@pytest.mark.parametrize("hostile", ["</text><script>x</script>", '" onload="x', "]]>", "\x00\x08", "\ufffe", "&amp;"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_label_stays_words(kind: Kind, hostile: str) -> None:
    svg = draw(chart(kind, (hostile, "b"), (1, 2)))
    root = ElementTree.fromstring(svg)
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
        *("svg", "title", "desc", "defs", "pattern", "rect", "path", "text", "circle"),
    }
    assert not [name for one in root.iter() for name in one.attrib if name.startswith("on")]


def test_a_long_label_goes_on_at_the_next_line_and_no_word_is_lost() -> None:
    label = "Wachten op een taaltoets duurt langer dan de gemeente in de brief heeft beloofd"
    found = words(draw(chart("bars", (label,), (5,)), width=360))
    assert found[-1] == "5"
    assert len(found) > 2
    assert " ".join(found[:-1]) == label


def test_one_word_wider_than_the_picture_is_broken() -> None:
    found = words(draw(chart("bars", ("x" * 90,), (5,)), width=360))
    assert "".join(found[:-1]) == "x" * 90
    assert max(map(len, found)) < 36


@pytest.mark.parametrize("kind", ["columns", "lines"])
def test_what_does_not_fit_side_by_side_stands_below_one_another(kind: Kind) -> None:
    labels = tuple(f"gemeente nummer {at}" for at in range(8))
    made = chart(kind, labels, tuple(range(8)))
    assert draw(made, width=360) == draw(chart("bars", labels, tuple(range(8))), width=360)
    assert draw(chart(kind, ("a", "b"), (1, 2)), width=360) != draw(chart("bars", ("a", "b"), (1, 2)), width=360)


@pytest.mark.parametrize("width", [360, 720])
def test_a_huge_number_stays_in_the_picture(width: int) -> None:
    svg = draw(chart("bars", ("a",), (123_456_789,)), width=width)
    texts = [one for one in ElementTree.fromstring(svg).iter(f"{SVG}text") if one.text == "123.456.789"]
    assert float(texts[0].get("x", "0")) + 11 * 11 <= width


@pytest.mark.parametrize(
    ("language", "shown"), [("nl", "1.234"), ("en", "1,234"), ("fr", "1\u202f234"), ("xx", "1.234")]
)
def test_numbers_are_written_as_in_the_language(language: str, shown: str) -> None:
    assert shown in words(draw(chart("bars", ("a",), (1234,)), language=language))


def test_a_number_that_is_not_shown_is_no_zero() -> None:
    assert words(draw(chart("bars", ("a", "b"), (None, 0)))) == ["a", "–", "b", "0"]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_to_draw_is_a_picture_too(kind: Kind) -> None:
    ElementTree.fromstring(draw(chart(kind, ())))
    ElementTree.fromstring(draw(chart(kind, ("a",), ())))


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_what_cannot_be_drawn_honestly_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="zero and above"):
        draw(chart("bars", ("a",), (value,)))


def test_series_without_a_pattern_of_their_own_are_refused() -> None:
    with pytest.raises(ValueError, match="too many"):
        draw(chart("bars", ("a",), *[(1,)] * (MOST_SERIES + 1)))


def test_each_series_has_its_own_pattern() -> None:
    svg = draw(chart("bars", ("a",), *[(at + 1,) for at in range(MOST_SERIES)]))
    marks = re.findall(r'<pattern.*?<path d="([^"]+)"', svg)
    assert len(marks) == len(set(marks)) == MOST_SERIES - 1


def test_paper_takes_the_picture() -> None:
    svg = draw(chart("stacked", ("een", "twee"), (1, 2), (3, None)))
    page = f'#image(bytes("{svg.replace(chr(92), chr(92) * 2).replace(chr(34), chr(92) + chr(34))}"), format: "svg")'
    assert typst.compile(page.encode(), format="pdf").startswith(b"%PDF")
