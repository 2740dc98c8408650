"""Texts with runs, of which some may be struck through; and the list of texts that cells share."""

from sleutelbos.exchange.reading import refusals
from sleutelbos.exchange.reading.archives import local
from sleutelbos.exchange.reading.limits import Limits
from sleutelbos.exchange.reading.refusals import RefusedFile
from sleutelbos.exchange.reading.xlsx.styles import TRUE


class RichText:
    """Collects text with runs, of which some may be struck through."""

    def __init__(self) -> None:
        self._pieces: list[tuple[str, bool]] = []
        self._run_struck = False
        self._collecting = False
        self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "t":
            self._collecting = not self._phonetic
        elif name == "rPh":
            self._phonetic = True
        elif name == "r":
            self._run_struck = False
        elif name == "strike":
            self._run_struck = attributes.get("val", "1").lower() in TRUE

    def data(self, text: str) -> None:
        if self._collecting:
            self._pieces.append((text, self._run_struck))

    def end(self, name: str) -> None:
        if name == "t":
            self._collecting = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "r":
            self._run_struck = False

    def result(self) -> tuple[str, bool, bool]:
        text = "".join(piece for piece, _ in self._pieces)
        filled = [struck for piece, struck in self._pieces if piece.strip()]
        return text, bool(filled) and all(filled), any(filled) and not all(filled)


class SharedStrings:
    """Shared strings as (text, struck through, partly struck through); phonetic guides are left out."""

    def __init__(self, limits: Limits) -> None:
        self.found: list[tuple[str, bool, bool]] = []
        self._limits = limits
        self._text = RichText()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "si":
            self._text = RichText()
        else:
            self._text.start(name, attributes)

    def data(self, text: str) -> None:
        self._text.data(text)

    def end(self, tag: str) -> None:
        name = local(tag)
        if name == "si":
            if len(self.found) >= self._limits.cells:
                raise RefusedFile(refusals.TOO_MANY_CELLS, most=self._limits.cells)
            self.found.append(self._text.result())
        else:
            self._text.end(name)
