"""How the sign-in library fits this product: no passwords, nobody signs up, a provider vouches for its own only."""

import base64
import hashlib
import logging
import secrets
from smtplib import SMTPException
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import DomainError, NotAllowed

from . import queries, rules
from .models import User
from .viewer import Viewer

logger = logging.getLogger(__name__)


class MailFailed(DomainError):
    """The mail server did not take a message somebody waits for (503)."""

    status = 503
    default_code = "mail-failed"
    default_message = _("We cannot send e-mail now.")
    default_advice = _("Try again in a few minutes.")


# What somebody at the door can meet; the library has no words for it in half of our languages.
WRONG_CODE = _("This is not the right code. Look again and type it once more.")
TOO_OFTEN = _("You tried too often. Wait a few minutes and try again.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by a functional administrator or coordinator."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "rate_limited": TOO_OFTEN,
        "too_many_login_attempts": TOO_OFTEN,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Never: there are no passwords, whatever page or program asks for one."""
        raise NotAllowed("no-passwords", _("There are no passwords here."))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send now, not by the outbox: somebody is waiting, and a code is no text to keep in a database."""
        try:
            super().send_mail(template_prefix, email, {**context, "site_url": settings.SITE_URL})
        except (OSError, SMTPException):
            logger.exception("a sign-in message could not be sent")
            raise MailFailed from None

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, Any]]:
        """The ways to show once more that it is you: the passkey first, it is one tap."""
        words = {"mfa_reauthenticate": _("With a code"), "mfa_reauthenticate:webauthn": _("With my passkey")}
        ways = [
            {**way, "description": words.get(way["id"], way["description"])}
            for way in super().get_reauthentication_methods(user)
        ]
        return sorted(ways, key=lambda way: way["id"] != "mfa_reauthenticate:webauthn")

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in and keep it in the trail, where the person can read it."""
        super().login(request, user)
        assert isinstance(user, User)
        actor = Viewer(user_id=user.pk, email=user.email, name=user.name)
        audit.record("accounts.user.signed_in", actor=actor, target=user, subject=user)


class NonceProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """Asks for the answer to our own question: an identity token made for another sign-in is no use here."""

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """What goes to the provider; nothing of it can be chosen by the address of the page."""
        nonce = secrets.token_urlsafe(24)
        kwargs: dict[str, Any] = super().get_redirect_from_request_kwargs(request)
        kwargs["process"] = "login"
        kwargs["scope"] = self.get_scope()
        kwargs["auth_params"] = {**self.get_auth_params(), "nonce": nonce}
        kwargs["nonce"] = nonce
        return kwargs

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Keep the answer to our question; what else a provider tells about a person is not ours to store."""
        return {"id_token": {"nonce": (data.get("id_token") or {}).get("nonce", "")}}


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An organisation's identity provider opens existing accounts of its own mail domains, and nothing else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        return False

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[Any]:
        """Only the providers in the settings: whoever runs the installation decides whom it trusts."""
        return [app for app in super().list_apps(request, provider, client_id) if app.pk is None]

    def get_provider(self, request: HttpRequest, provider: Any, client_id: Any = None) -> Any:
        """The provider, asked with a nonce."""
        found = super().get_provider(request, provider, client_id=client_id)
        if type(found) is OpenIDConnectProvider:
            return NonceProvider(request, app=found.app)
        return found

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """Whether this provider may vouch for this address: a school's provider opens no municipality's account."""
        return rules.may_vouch(email, login.provider.app.settings.get("domains", []))

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuse an answer to another question, an address that is not verified, and a person we do not know."""
        token = sociallogin.account.extra_data.get("id_token") or {}
        asked = sociallogin.state.get("nonce") or ""
        if not asked or not secrets.compare_digest(str(token.get("nonce", "")), asked):
            raise NotAllowed(
                "wrong-nonce",
                _("Your organisation gave an answer that does not belong to this sign-in."),
                _("Go back to the sign-in page and start again."),
            )
        addresses = [row for row in sociallogin.email_addresses if row.verified]
        if not addresses:
            raise NotAllowed(
                "email-not-verified",
                _("Your organisation did not confirm that this e-mail address is yours."),
                _("Ask the help desk of your organisation, or sign in with a code by e-mail."),
            )
        user = sociallogin.user if sociallogin.is_existing else None
        # Checked again for who came here before: the address or the list of domains may have changed since.
        known = user and any(
            row.email.lower() == user.email and self.can_authenticate_by_email(sociallogin, row.email)
            for row in addresses
        )
        if user is None or not known or not user.is_active:
            raise NotAllowed(
                "unknown-account",
                _("You have no account here."),
                _("Ask your coordinator or your functional administrator to invite you."),
            )


def _vault() -> MultiFernet:
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    digests = [hashlib.sha256(f"accounts.second-factor:{key}".encode()).digest() for key in keys]
    return MultiFernet(Fernet(base64.urlsafe_b64encode(digest)) for digest in digests)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: their secrets lie encrypted, and who needs one cannot take the last one away."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("Add another passkey or an app first. Then you can remove this one."),
        "incorrect_code": WRONG_CODE,
    }

    def encrypt(self, text: str) -> str:
        """Encrypted with the installation's secret key; a copied database alone makes no codes."""
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The other way round, also with keys that were replaced (`SECRET_KEY_FALLBACKS`)."""
        return _vault().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether enough is left: somebody in a role with a second factor keeps at least one."""
        return queries.may_lose_factor(authenticator.user_id, authenticator.pk)
