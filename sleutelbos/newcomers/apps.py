"""Django's handle on this app."""

from django.apps import AppConfig


class NewcomersConfig(AppConfig):
    name = "sleutelbos.newcomers"
    label = "newcomers"
