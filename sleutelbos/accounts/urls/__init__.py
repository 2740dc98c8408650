"""Addresses of this app; those of the sign-in library are in `sign_in.py`."""

from django.urls import URLPattern, path

from ..views import account, demo, memberships, organisations, region, roles, support, trail

app_name = "accounts"

urlpatterns: list[URLPattern] = [
    path("rol/", roles.choose_role, name="choose-role"),
    path("demo/", demo.demo_sign_in, name="demo-sign-in"),
    path("mijn-account/", account.show_own_account, name="show-own-account"),
    path("mijn-account/wijzigen/", account.change_own_account, name="change-own-account"),
    path("mijn-account/apparaten/", account.list_sessions, name="list-sessions"),
    path("mijn-account/apparaten/<int:pk>/afmelden/", account.end_session, name="end-session"),
    path("mijn-account/extra-controle/", account.require_second_factor, name="require-second-factor"),
    path("organisaties/", organisations.list_organisations, name="list-organisations"),
    path("organisaties/nieuw/", organisations.add_organisation, name="add-organisation"),
    path("organisaties/<int:pk>/", organisations.change_organisation, name="change-organisation"),
    path("organisaties/<int:pk>/sluiten/", organisations.close_organisation, name="close-organisation"),
    path("organisaties/<int:pk>/openen/", organisations.reopen_organisation, name="reopen-organisation"),
    path("gebruikers/", memberships.list_memberships, name="list-memberships"),
    path("gebruikers/uitnodigen/", memberships.invite_user, name="invite-user"),
    path("gebruikers/<int:pk>/stoppen/", memberships.end_membership, name="end-membership"),
    path("regio/", region.change_region, name="change-region"),
    path("regio/gemeente-erbij/", organisations.join_municipality, name="join-municipality"),
    path("regio/gemeenten/<int:pk>/", organisations.show_municipality, name="show-municipality"),
    path("meekijken/", support.start_support, name="start-support"),
    path("meekijken/stoppen/", support.end_support, name="end-support"),
    path("logboek/", trail.show_trail, name="show-trail"),
    path("mijn-account/wie-zag-mijn-gegevens/", trail.show_own_trail, name="show-own-trail"),
    path("thema/<slug:slug>-<slug:version>.css", region.theme, name="theme"),
]
