"""The main menu per role; the only list of it."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.keypersons.wording import people_word


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the menu as a template shows it."""

    label: str | Promise
    url: str
    icon: str
    current: bool
    further: bool = False
    """Under "More": not for every day."""


_MENU: Final[dict[str, list[tuple[str | Promise, str, str]]]] = {
    Role.COORDINATOR: [
        (_("Desk"), "bridging:show-desk", "desk"),
        (_("Questions"), "bridging:list-requests", "question"),
        (_("Week plan"), "matching:show-week", "calendar-check"),
        (_("Key persons"), "keypersons:list-key-persons", "people"),
        (_("Appointments"), "bridging:list-visits", "calendar"),
        (_("Hours"), "allowances:show-month", "euro"),
        (_("Letters"), "letters:list-letters", "file-text"),
        (_("Signals"), "signals:list-bottlenecks", "megaphone"),
        (_("Group"), "community:list-rooms", "message-circle"),
        (_("Coverage"), "matching:show-coverage", "chart-column"),
        (_("Figures"), "insights:show-figures", "table"),
        (_("Publication"), "insights:list-editions", "book"),
        (_("Import"), "exchange:list-imports", "upload"),
        (_("Rules"), "guidance:show-rules", "book"),
    ],
    Role.FUNCTIONAL_ADMINISTRATOR: [
        (_("Organisations"), "accounts:list-organisations", "building"),
        (_("Users and roles"), "accounts:list-memberships", "people"),
        (_("Region"), "accounts:change-region", "settings"),
        (_("Look along"), "accounts:start-support", "eye"),
        (_("Import"), "exchange:list-imports", "upload"),
        (_("Rules"), "guidance:show-rules", "book"),
    ],
    Role.PROFESSIONAL: [
        (_("My questions"), "bridging:list-my-requests", "question"),
        (_("Ask a question"), "bridging:ask", "plus"),
        (_("Did not come"), "signals:tell-absence", "calendar-x"),
        (_("Signals"), "signals:list-bottlenecks", "megaphone"),
        (_("Who is who"), "keypersons:list-public-profiles", "people"),
    ],
    Role.CASE_WORKER: [
        (_("My questions"), "bridging:list-my-requests", "question"),
        (_("Ask a question"), "bridging:ask", "plus"),
        (_("Calls to make"), "signals:list-absences", "phone"),
        (_("Signals"), "signals:list-bottlenecks", "megaphone"),
        (_("Who is who"), "keypersons:list-public-profiles", "people"),
    ],
    Role.POLICY_OFFICER: [
        (_("Figures"), "insights:show-figures", "table"),
        (_("Letters"), "letters:list-letters", "file-text"),
        (_("Publication"), "insights:list-editions", "book"),
        (_("Signals"), "signals:list-bottlenecks", "megaphone"),
        (_("Ask a question"), "bridging:ask", "plus"),
        (_("Rules"), "guidance:show-rules", "book"),
    ],
    Role.RESEARCHER: [
        (_("Figures"), "insights:show-figures", "table"),
        (_("Rules"), "guidance:show-rules", "book"),
    ],
    Role.PRIVACY_OFFICER: [
        (_("Who saw what"), "accounts:show-trail", "eye"),
        (_("Rules"), "guidance:show-rules", "book"),
    ],
    Role.KEY_PERSON: [
        (_("For me"), "bridging:show-own-work", "home"),
        (_("Reading along"), "letters:list-own-readings", "book"),
        (_("My profile"), "keypersons:show-own-profile", "person"),
        (_("My hours"), "allowances:show-own-hours", "clock"),
        (_("Signals"), "signals:list-own-signals", "megaphone"),
        (_("Group"), "community:list-rooms", "message-circle"),
        (_("Good to know"), "guidance:list-guides", "info"),
    ],
}

# How many entries stand in the bar itself, where a menu is longer than a bar; the others fold up under "More".
_IN_THE_BAR: Final[dict[str, int]] = {Role.COORDINATOR: 9}


def items(request: HttpRequest) -> list[NavItem]:
    """The menu for the role the viewer acts in now; empty for a stranger."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    mine = (row for row in getattr(request, "memberships", []) if row.pk == viewer.membership_id)
    region = next((row.region for row in mine), None)
    entries = []
    in_the_bar = _IN_THE_BAR.get(viewer.role or "")
    for place, (label, name, icon) in enumerate(_MENU.get(viewer.role or "", [])):
        url = reverse(name)
        if name == "keypersons:list-key-persons":
            # R27: the region says what its key persons are called.
            label = people_word(region)
        further = in_the_bar is not None and place >= in_the_bar
        entries.append(NavItem(label, url, icon, request.path.startswith(url), further))
    return entries
