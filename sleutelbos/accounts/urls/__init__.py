"""Addresses of this app; those of the sign-in library are in `sign_in.py`."""

from django.urls import URLPattern, path

from ..views import account, demo, roles

app_name = "accounts"

urlpatterns: list[URLPattern] = [
    path("rol/", roles.choose_role, name="choose-role"),
    path("demo/", demo.demo_sign_in, name="demo-sign-in"),
    path("mijn-account/", account.show_own_account, name="show-own-account"),
    path("mijn-account/wijzigen/", account.change_own_account, name="change-own-account"),
    path("mijn-account/apparaten/", account.list_sessions, name="list-sessions"),
    path("mijn-account/apparaten/<int:pk>/afmelden/", account.end_session, name="end-session"),
    path("mijn-account/extra-controle/", account.require_second_factor, name="require-second-factor"),
]
