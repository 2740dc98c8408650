"""Who looks or acts: one value that every query, access rule and service takes."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from .models import Membership


@dataclass(frozen=True, slots=True)
class Viewer:
    """One user in one role in one region, a person behind a signed link, the system itself, or a stranger.

    `role` is a `accounts.models.Role` value, "link" (signed link), "system", or None for a stranger.
    `reason` must say why where the system or support acts. `support` marks a timed support session.
    """

    user_id: int | None = None
    role: str | None = None
    region_id: int | None = None
    organisation_ids: frozenset[int] = field(default_factory=frozenset)
    membership_id: int | None = None
    email: str = ""
    name: str = ""
    reason: str = ""
    support: bool = False

    @classmethod
    def stranger(cls) -> "Viewer":
        """Nobody in particular."""
        return cls()

    @classmethod
    def system(cls, *, reason: str, region_id: int | None = None) -> "Viewer":
        """The product itself, for a reason that is kept."""
        return cls(role="system", region_id=region_id, reason=reason)

    @classmethod
    def by_link(cls, *, whom: str, region_id: int | None) -> "Viewer":
        """Somebody who proved nothing but holding a signed link; `whom` says for whom the link was made."""
        return cls(role="link", region_id=region_id, name=whom, reason="signed link")

    @property
    def label(self) -> str:
        """How the trail shows this actor to the person concerned."""
        if self.role == "system":
            return "Sleutelbos"
        label = self.name or self.email
        return f"{label} (support)" if self.support else label

    @property
    def signed_in(self) -> bool:
        """Whether somebody stands behind this with an account."""
        return self.user_id is not None

    def has_role(self, *roles: str) -> bool:
        """Whether the viewer acts in one of these roles now."""
        return self.role in roles


class ViewerRequest(HttpRequest):
    """A request that the middleware gave its Viewer; views name this type."""

    viewer: Viewer
    htmx: HtmxDetails
    memberships: "list[Membership]"
    factor_missing: bool
