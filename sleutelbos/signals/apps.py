"""Django's handle on this app."""

from django.apps import AppConfig


class SignalsConfig(AppConfig):
    name = "sleutelbos.signals"
    label = "signals"
