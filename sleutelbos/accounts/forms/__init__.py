"""Shape of typed input."""

from .desk import (
    EndMembershipForm,
    InviteForm,
    JoinForm,
    MembershipFilter,
    OrganisationFilter,
    OrganisationForm,
    RegionForm,
    SupportForm,
    TrailFilter,
)
from .own import AppForm, CodeForm, OwnAccountForm, PasskeyForm, SignInForm

__all__ = [
    "AppForm",
    "CodeForm",
    "EndMembershipForm",
    "InviteForm",
    "JoinForm",
    "MembershipFilter",
    "OrganisationFilter",
    "OrganisationForm",
    "OwnAccountForm",
    "PasskeyForm",
    "RegionForm",
    "SignInForm",
    "SupportForm",
    "TrailFilter",
]
