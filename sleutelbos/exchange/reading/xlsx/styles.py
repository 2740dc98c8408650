"""What matters of a cell's style: is it a date, is it struck through, is it grey."""

from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

from sleutelbos.exchange.reading import refusals
from sleutelbos.exchange.reading.archives import Archive
from sleutelbos.exchange.reading.colours import is_grey
from sleutelbos.exchange.reading.limits import Limits
from sleutelbos.exchange.reading.refusals import RefusedFile

TRUE: Final = frozenset({"1", "true", "on"})


@dataclass(frozen=True, slots=True)
class Style:
    """One entry of the list of cell styles."""

    is_date: bool = False
    is_duration: bool = False
    struck: bool = False
    greyed: bool = False


NO_STYLE: Final = Style()


def read_styles(archive: Archive, part: str, limits: Limits) -> list[Style]:
    if part not in archive.names:
        return []
    try:
        root = fromstring(archive.read(part, limits.styles_bytes), forbid_dtd=True)
    except DefusedXmlException as error:
        raise RefusedFile(refusals.UNSAFE_XML) from error
    except (ParseError, ValueError, LookupError) as error:
        raise RefusedFile(refusals.DAMAGED) from error
    formats: dict[int, str] = dict(BUILTIN_FORMATS)
    fonts: list[tuple[bool, bool]] = []
    fills: list[bool] = []
    styles: list[Style] = []
    for group in root:
        kind = _tag(group)
        if kind == "numFmts":
            for item in group:
                formats[number(item.get("numFmtId"))] = item.get("formatCode", "")
        elif kind == "fonts":
            fonts = [_font(list(item)) for item in group]
        elif kind == "fills":
            fills = [any(_is_grey_fill(pattern) for pattern in item) for item in group]
        elif kind == "cellXfs":
            for item in group:
                code = formats.get(number(item.get("numFmtId")), "General")
                font = number(item.get("fontId"))
                fill = number(item.get("fillId"))
                struck, grey_letters = fonts[font] if font < len(fonts) else (False, False)
                styles.append(
                    Style(
                        is_date=bool(is_date_format(code)),
                        is_duration=bool(is_timedelta_format(code)),
                        struck=struck,
                        greyed=grey_letters or (fill < len(fills) and fills[fill]),
                    )
                )
    return styles


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _font(parts: list[Element]) -> tuple[bool, bool]:
    struck = grey = False
    for part in parts:
        tag = _tag(part)
        if tag == "strike":
            struck = part.get("val", "1").lower() in TRUE
        elif tag == "color":
            grey = is_grey(part.get("rgb"), part.get("theme"), part.get("tint"))
    return struck, grey


def _is_grey_fill(pattern: Element) -> bool:
    if pattern.get("patternType") in (None, "none"):
        return False
    for colour in pattern:
        if _tag(colour) == "fgColor":
            return is_grey(colour.get("rgb"), colour.get("theme"), colour.get("tint"))
    return False


def number(text: str | None) -> int:
    try:
        return max(int(text or 0), 0)
    except ValueError:
        return 0
