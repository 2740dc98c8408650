"""What we add to the library's pages about signing in."""

from collections.abc import Callable

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import RuleBroken

from .. import queries
from ..access import sign_in_required
from ..viewer import ViewerRequest


@require_safe
def explain_accounts(request: ViewerRequest) -> HttpResponse:
    """How one gets an account: by invitation."""
    return render(request, "accounts/explain_accounts.html")


def _adding(request: ViewerRequest, page: Callable[[ViewerRequest], HttpResponse], kind: str) -> HttpResponse:
    user_id = request.viewer.user_id or 0
    before = queries.second_factors(user_id).count()
    response = page(request)
    if queries.second_factors(user_id).count() > before:
        record_authentication(request, request.user, method="mfa", type=kind, reauthenticated=True)
        audit.record("accounts.factor.added", actor=request.viewer, subject=f"user:{user_id}", kind=kind)
    return response


@sign_in_required
def add_passkey(request: ViewerRequest) -> HttpResponse:
    """The library's page; who adds a passkey has just shown it, so this session counts as proven twice."""
    return _adding(request, passkeys.add_webauthn, Authenticator.Type.WEBAUTHN)


@sign_in_required
def activate_totp(request: ViewerRequest) -> HttpResponse:
    """The library's page; who activates an app has just typed its code."""
    return _adding(request, totp.activate_totp, Authenticator.Type.TOTP)


@sign_in_required
def remove_passkey(request: ViewerRequest, pk: int) -> HttpResponse:
    """The library's page, but nobody whose role asks for a second factor removes the last one."""
    user_id = request.viewer.user_id or 0
    own = queries.second_factors(user_id).filter(pk=pk)
    if request.method == "POST" and own.exists() and not queries.may_lose_factor(user_id, pk):
        raise RuleBroken(
            "last-factor",
            _("This is your last passkey, and your role needs one."),
            _("Add another passkey or an app first. Then you can remove this one."),
        )
    response: HttpResponse = passkeys.remove_webauthn(request, pk=pk)
    if request.method == "POST" and not own.exists():
        audit.record("accounts.factor.removed", actor=request.viewer, subject=f"user:{user_id}", kind="passkey")
    return response
