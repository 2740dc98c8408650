"""The main menu per role leads to pages that exist and that the role may open, and marks where one is."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from sleutelbos.accounts.models import Role
from sleutelbos.config.navigation import _MENU
from sleutelbos.ui.templatetags.ui import icon
from tests.factories import KeyPersonFactory, MembershipFactory, OrganisationFactory
from tests.house.access_matrix import MATRIX

ENTRIES = [(role, name, picture) for role, entries in _MENU.items() for _label, name, picture in entries]


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_menu(role: Role) -> None:
    assert _MENU[role]


@pytest.mark.parametrize(("role", "name", "picture"), ENTRIES)
def test_an_entry_leads_to_a_page_the_role_may_open_and_has_a_picture(role: str, name: str, picture: str) -> None:
    assert reverse(name)
    assert str(role) in MATRIX[name].roles
    assert "<svg" in icon(picture)


@pytest.mark.parametrize("role", list(Role))
def test_whoever_signs_in_starts_on_the_first_page_of_the_menu(role: Role, region_a: Any, client_of: Any) -> None:
    needs_one = role in {Role.PROFESSIONAL, Role.CASE_WORKER}
    organisation = OrganisationFactory(region=region_a) if needs_one else None
    membership = MembershipFactory(region=region_a, role=role, organisation=organisation)
    if role == Role.KEY_PERSON:
        KeyPersonFactory(region=region_a, membership=membership)
    response = client_of(membership.user).get("/", follow=True)
    assert response.status_code == 200
    assert response.redirect_chain[0] == (reverse(_MENU[role][0][1]), 302)
    assert [entry.current for entry in response.context["nav_items"]].count(True) >= 1


def test_the_coordinators_menu_keeps_what_is_not_for_every_day_under_more(region_a: Any, client_of: Any) -> None:
    membership = MembershipFactory(region=region_a, role=Role.COORDINATOR)
    response = client_of(membership.user).get(reverse("guidance:show-rules"))
    bar = [entry for entry in response.context["nav_items"] if not entry.further]
    folded = [entry for entry in response.context["nav_items"] if entry.further]
    assert len(bar) <= 9 and folded
    page = response.content.decode()
    more = page[page.index('class="sb-nav__more"') :]
    more = more[: more.index("</details>")]
    # Where one is shows on the folded menu, too.
    assert "<summary data-current>" in more
    assert all(f'href="{entry.url}"' in more for entry in folded)
    assert not any(f'href="{entry.url}"' in more for entry in bar)


def test_a_menu_that_fits_a_bar_folds_nothing(region_a: Any, client_of: Any) -> None:
    membership = MembershipFactory(region=region_a, role=Role.POLICY_OFFICER)
    response = client_of(membership.user).get(reverse("insights:show-figures"))
    assert not any(entry.further for entry in response.context["nav_items"])
    assert "sb-nav__more" not in response.content.decode()
