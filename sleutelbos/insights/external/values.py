"""What is kept of a table of somebody else, as plain values; and the hash that tells one edition from the next."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted: code, name, unit, decimals, meaning; `drawn`: whether a chart of it says something."""

    code: str
    name: str
    unit: str = ""
    decimals: int = 0
    about: str = ""
    drawn: bool = True


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a table; `value` None where the source gives none. Codes place it, labels are for people."""

    measure: str
    value: Decimal | None
    group_code: str = ""
    group: str = ""
    area_code: str = ""
    area: str = ""
    period_code: str = ""
    period: str = ""
    status: str = "unknown"
    certainty: str = "high"
    note: str = ""
    place: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What a number is about: the same in every edition."""
        return self.measure, self.group_code, self.area_code, self.period_code


@dataclass(frozen=True, slots=True)
class Content:
    """One edition of a table, whole. `published` is an ISO date, maybe without day or month."""

    name: str
    measures: tuple[Measure, ...]
    numbers: tuple[Number, ...]
    status: str = "unknown"
    reference_day: date | None = None
    published: str = ""
    correction: str = ""
    # Numbers alone say whether a table that is fetched changed; what was typed from a named edition is that edition.
    named: bool = field(default=False)

    def measured(self) -> list[dict[str, Any]]:
        """The measures as they are stored."""
        return [asdict(one) for one in self.measures]

    def digest(self) -> str:
        """SHA-256 over what is said: the same numbers with the same names and status give the same digest."""
        rows = [[*(_plain(value) for value in asdict(one).values())] for one in self.numbers]
        said: dict[str, Any] = {"measures": self.measured(), "numbers": rows}
        if self.named:
            said |= {"name": self.name, "status": self.status, "correction": self.correction}
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    # 26.50 and 26.5 are one number.
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
