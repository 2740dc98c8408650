"""Signing in and the own account: what everybody with an account types, in every language."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, LoginForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ..models import User


class SignInForm(LoginForm):  # type: ignore[misc]
    """An e-mail address; a code follows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["login"]
        field.label = _("Your e-mail address")
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs["autocomplete"] = "username"


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]
    """The six digits from the message."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Code")
        field.help_text = _("Six digits, for example 123456.")
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs["inputmode"] = "numeric"


class AppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The six digits that the app shows, so that we know it is connected."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Code")
        field.help_text = _("Six digits, for example 123456.")
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs["inputmode"] = "numeric"


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A name for a passkey; a passkey always opens by itself, so nothing is asked about that."""

    passwordless = forms.BooleanField(required=False, initial=True, label=_("I can sign in with this passkey alone"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this passkey")
        self.fields["name"].help_text = _("So that you know later which one it is. For example: my phone.")


class OwnAccountForm(forms.ModelForm[User]):
    """What somebody may change about themselves."""

    language = forms.ChoiceField(label=_("Language of messages to you"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ["name", "language"]
        labels = {"name": _("Your name")}
