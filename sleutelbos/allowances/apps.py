"""Django's handle on this app."""

from django.apps import AppConfig


class AllowancesConfig(AppConfig):
    name = "sleutelbos.allowances"
    label = "allowances"
