"""Addresses of signing in. The library brings more than we want, so each one is named here by hand.

What is not in this list does not exist: passwords, signing up, changing the e-mail address, connecting accounts.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as organisation
from allauth.socialaccount.providers.openid_connect import views as openid
from django.urls import URLPattern, path
from django.views.generic.base import RedirectView

from ..views import sign_in

# Where the library has a page we do not want, its address leads to the page that takes its place.
CONFIRM = RedirectView.as_view(pattern_name="mfa_reauthenticate", query_string=True)
OWN_ACCOUNT = RedirectView.as_view(pattern_name="accounts:show-own-account")
SIGN_IN = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns: list[URLPattern] = [
    path("inloggen/", account.login, name="account_login"),
    path("inloggen/code/", account.confirm_login_code, name="account_confirm_login_code"),
    path("inloggen/code-vragen/", SIGN_IN, name="account_request_login_code"),
    path("inloggen/geen-account/", sign_in.explain_accounts, name="account_signup"),
    path("inloggen/adres/", account.email_verification_sent, name="account_email_verification_sent"),
    path("inloggen/gesloten/", account.account_inactive, name="account_inactive"),
    path("inloggen/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("inloggen/extra-controle/", factors.authenticate, name="mfa_authenticate"),
    path("inloggen/opnieuw/", CONFIRM, name="account_reauthenticate"),
    path("inloggen/opnieuw/code/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("inloggen/opnieuw/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("inloggen/organisatie/gestopt/", organisation.login_cancelled, name="socialaccount_login_cancelled"),
    path("inloggen/organisatie/mislukt/", organisation.login_error, name="socialaccount_login_error"),
    path("inloggen/organisatie/<slug:provider_id>/", openid.login, name="openid_connect_login"),
    path("inloggen/organisatie/<slug:provider_id>/terug/", openid.callback, name="openid_connect_callback"),
    path("uitloggen/", account.logout, name="account_logout"),
    path("mijn-account/adres/", OWN_ACCOUNT, name="account_email"),
    path("mijn-account/beveiliging/", factors.index, name="mfa_index"),
    path("mijn-account/beveiliging/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("mijn-account/beveiliging/passkeys/nieuw/", sign_in.add_passkey, name="mfa_add_webauthn"),
    path("mijn-account/beveiliging/passkeys/<int:pk>/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("mijn-account/beveiliging/passkeys/<int:pk>/weg/", sign_in.remove_passkey, name="mfa_remove_webauthn"),
    path("mijn-account/beveiliging/app/", sign_in.activate_totp, name="mfa_activate_totp"),
    path("mijn-account/beveiliging/app/weg/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("mijn-account/beveiliging/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "mijn-account/beveiliging/codes/nieuw/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "mijn-account/beveiliging/codes/bestand/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
