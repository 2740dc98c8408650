"""A room with people in it."""

from __future__ import annotations

from typing import Any

import pytest

from sleutelbos.accounts.models import Membership
from sleutelbos.accounts.queries import viewer_of
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.community.models import Room
from tests import factories


def viewer(of: Any) -> Viewer:
    """The Viewer of a key person or of a user with one role."""
    membership = getattr(of, "membership", None) or Membership.objects.get(user=of)
    return viewer_of(membership)


@pytest.fixture
def room(region_a: Any) -> Room:
    """A room for everybody in region A."""
    return Room.objects.create(region=region_a, title="Iedereen")


@pytest.fixture
def colleague(region_a: Any) -> Any:
    """Hanan, a second key person in region A; speaks Syrian Arabic."""
    return factories.KeyPersonFactory(region=region_a, first_name="Hanan", with_account=True, speaks=["apc", "nl"])
