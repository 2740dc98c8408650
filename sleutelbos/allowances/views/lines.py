"""Bookings and law as the lines of a page or a file: sums, words, cells."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sleutelbos.keypersons.models import Engagement, KeyPerson
from sleutelbos.ui.spreadsheet import safe_cell

from .. import rules
from ..models import Booking, LawRow
from ..rules import Caps, Room

TONES = {"booked": "good", "held": "warn", "reversed": "neutral"}
STATE_WORDS: dict[str, str | Promise] = {
    "booked": gettext_lazy("Booked"),
    "held": gettext_lazy("Fee waits: over a maximum"),
    "reversed": gettext_lazy("Taken back"),
}
# From this share of a cap on, the page says so.
_NEARLY = 0.8

_LAW_NAMES: dict[str, str | Promise] = {
    "volunteer-fee-month": gettext_lazy("Fee of a volunteer, maximum in a month"),
    "volunteer-fee-year": gettext_lazy("Fee of a volunteer, maximum in a year"),
    "volunteer-fee-hour": gettext_lazy("Fee of a volunteer, norm for an hour"),
    "employee-km": gettext_lazy("Travel costs of employees, untaxed for a kilometre"),
}
_TARGETS: dict[str, str | Promise] = {
    "21 or older": gettext_lazy("21 or older"),
    "under 21": gettext_lazy("under 21"),
}
CERTAINTY_WORDS: dict[str, tuple[str | Promise, str]] = {
    "H": (gettext_lazy("Sure"), "good"),
    "M": (gettext_lazy("Fairly sure"), "info"),
    "L": (gettext_lazy("Not sure"), "warn"),
    "MEM": (gettext_lazy("From memory: check first"), "warn"),
}


def totals(rows: Iterable[dict[str, Any]]) -> dict[str, int]:
    """The sums of all rows of a month."""
    sums = {"visits": 0, "minutes": 0, "fee": 0, "held": 0, "costs": 0}
    for row in rows:
        for name in sums:
            sums[name] += row[name]
    return sums


def person_row(person: KeyPerson, row: dict[str, int], caps: Caps | None) -> dict[str, Any]:
    """Somebody's month, with how near the caps it is: "", "warn" or "bad"."""
    tone, left = "", None
    if caps is not None and row["fee"] + row["held"]:
        room = rules.room(caps, month_total=row["fee"], year_total=row["year_fee"])
        left = room.left
        tone = "bad" if row["held"] else "warn" if nearly_full(room) else ""
    return {**row, "name": str(person), "pk": person.pk, "left": left, "tone": tone}


def nearly_full(room: Room) -> bool:
    """Whether a cap is so near that a page should say it."""
    return room.month_left <= (1 - _NEARLY) * room.caps.month or room.year_left <= (1 - _NEARLY) * room.caps.year


def booking_row(booking: Booking) -> dict[str, Any]:
    """One line of work."""
    return {
        "booking": booking,
        "state": STATE_WORDS[booking.state],
        "tone": TONES[booking.state],
        "name": str(booking.engagement.key_person),
    }


def as_csv(bookings: Iterable[Booking]) -> bytes:
    """A file that Dutch spreadsheet programs open as it is meant: semicolons, decimal commas, no formulas.

    One line for each booking: hours in decimals, fee and real costs apart, in euros. A fee that waits or was taken
    back stands in no column of money.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    forms = dict(Engagement.Form.choices)
    writer.writerow(
        [
            _("Municipality"),
            _("Organisation"),
            _("Key person"),
            _("Form"),
            _("Day"),
            _("Hours"),
            _("Fee in euros"),
            _("Kilometres"),
            _("Real costs in euros"),
            _("State"),
        ]
    )
    for booking in bookings:
        reversed_ = booking.state == Booking.State.REVERSED
        paid = booking.state == Booking.State.BOOKED
        cells: list[object] = [
            booking.municipality or "",
            booking.engagement.organisation,
            booking.engagement.key_person,
            forms[booking.engagement.form],
            booking.day.strftime("%d-%m-%Y"),
            _comma(0 if reversed_ else booking.minutes, 60),
            _comma(booking.fee_cents if paid else 0, 100),
            str(booking.km).replace(".", ","),
            _comma(0 if reversed_ else booking.costs_cents, 100),
            STATE_WORDS[booking.state],
        ]
        writer.writerow([safe_cell(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _comma(number: int, parts: int) -> str:
    return f"{Decimal(number) / parts:.2f}".replace(".", ",")


def law_name(row: LawRow) -> str:
    """What an amount of law is called."""
    name = str(_LAW_NAMES.get(row.code, row.code))
    if not row.target_group:
        return name
    return f"{name} ({_TARGETS.get(row.target_group, row.target_group)})"


def law_groups(rows: Iterable[LawRow], *, today: date) -> list[dict[str, Any]]:
    """Amounts of law by name, each with its rows, the newest first; `now` marks what holds today."""
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        group = groups.setdefault(
            (row.code, row.target_group), {"name": law_name(row), "law": row.law, "newest": row, "rows": []}
        )
        word, tone = CERTAINTY_WORDS.get(row.certainty, (row.certainty, "neutral"))
        now = row.valid_from <= today and (row.valid_until is None or row.valid_until >= today)
        group["rows"].append({"row": row, "certainty": word, "tone": tone, "now": now})
    for group in groups.values():
        last = group["newest"].valid_until
        group["ends_soon"] = last is not None and (last - today).days < 60
    return list(groups.values())
