"""Django's handle on this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sleutelbos.accounts"
    label = "accounts"
