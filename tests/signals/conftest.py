"""A region with its themes, and somebody who tells something."""

from __future__ import annotations

from typing import Any

import pytest

from sleutelbos.accounts.models import Membership, Municipality
from sleutelbos.accounts.queries import viewer_of
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.signals import services
from sleutelbos.signals.models import Signal, Theme
from tests import factories


def viewer(of: Any) -> Viewer:
    """The Viewer of a key person, a membership, or a user with one role."""
    if isinstance(of, Membership):
        return viewer_of(of)
    return viewer_of(getattr(of, "membership", None) or Membership.objects.get(user=of))


def tell(person: Any, theme: str = "childcare", **values: Any) -> Signal:
    """A signal of a key person, in the own region."""
    row = Theme.objects.get(region_id=person.region_id, code=theme)
    return services.send_signal(person=person, theme=row, actor=viewer(person), **{"source": "app", **values})


@pytest.fixture
def themes(region_a: Any) -> None:
    """The usual themes of region A."""
    services.make_usual_themes(region_a.pk)


@pytest.fixture
def town(region_a: Any) -> Municipality:
    """Doetinchem."""
    made: Municipality = factories.MunicipalityFactory(region=region_a, name="Doetinchem")
    return made


@pytest.fixture
def colleague(region_a: Any) -> Any:
    """Hanan, a second key person, whose screens are in Arabic."""
    return factories.KeyPersonFactory(region=region_a, first_name="Hanan", with_account=True, language="ar")


@pytest.fixture
def officer(region_a: Any) -> Membership:
    """A policy officer in region A."""
    house = factories.OrganisationFactory(region=region_a, name="Gemeente Doetinchem", kind="municipality")
    made: Membership = factories.MembershipFactory(
        region=region_a, role="policy_officer", organisation=house, user__email="bas@gemeente.example"
    )
    return made
