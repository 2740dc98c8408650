"""Pages of signals, figures and the publication that no journey opens: on a phone axe, sideways scrolling, console, Nu.

The list is the closed list of addresses without what the journeys look at, so that a new page is looked at by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from sleutelbos.accounts.models import Role
from tests.house.access_matrix import MATRIX, Line, World

# No pages: files, parts of a page, what only sends on.
NO_PAGES = {
    "signals:play-voice",
    "signals:contacts-beside",
    "signals:show-calls",
    "signals:show-answers",
    "insights:preview-paper",
    "insights:show-council-progress",
    "insights:download-edition-paper",
    "insights:download-edition-data",
}
# Looked at in test_signal, test_quarterly_talk, test_council_page, test_open_figures and test_edition.
JOURNEYS = {
    "signals:choose-theme",
    "signals:send-signal",
    "signals:list-own-signals",
    "signals:send-signal-after-visit",
    "signals:list-bottlenecks",
    "signals:show-bottleneck",
    "signals:answer",
    "signals:list-talks",
    "signals:show-organisation",
    "signals:show-talk",
    "signals:hold-talk",
    "signals:choose-subject",
    "signals:list-own-contacts",
    "signals:list-own-calls",
    "insights:show-figures",
    "insights:show-council-draft",
    "insights:show-council-page",
    "insights:list-releases",
    "insights:show-release",
    "insights:show-edition",
    "insights:add-interview",
    "insights:show-interview",
    "insights:show-own-quotes",
    "insights:list-published-editions",
    "insights:show-published-edition",
}
# Whose page it is, where more than one role may open it.
FIRST = (Role.COORDINATOR, Role.KEY_PERSON, Role.PROFESSIONAL, Role.CASE_WORKER)


def pages(app: str) -> dict[str, Line]:
    """Addresses of an app that answer with a page nobody else looks at."""
    return {
        name: line
        for name, line in MATRIX.items()
        if name.startswith(f"{app}:") and not line.post and name not in NO_PAGES | JOURNEYS and ":download" not in name
    }


@pytest.mark.parametrize(("app", "least"), [("signals", 12), ("insights", 18)])
def test_every_page_fits_a_phone_and_can_be_read_by_everybody(
    app: str, least: int, open_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    world = World()
    opened: dict[str, Page] = {}
    found = pages(app)
    assert len(found) >= least
    for name, line in found.items():
        role = next(one for one in FIRST if one in line.roles) if line.who == "roles" else ""
        if role not in opened:
            user: Any = world.memberships[role].user if role else None
            # Who works for a region reads Dutch; key persons and strangers their own language.
            opened[role] = open_page(360, "ar" if role in {"", Role.KEY_PERSON} else "nl", user=user)
        who = world.memberships[role or Role.COORDINATOR]
        response = opened[role].goto(reverse(name, args=line.args(world, who)))
        assert response is not None and response.status == 200, f"{name}: {response and response.status}"
        look(opened[role], name.replace(":", "-"))
