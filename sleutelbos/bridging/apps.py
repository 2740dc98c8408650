"""Django's handle on this app."""

from django.apps import AppConfig


class BridgingConfig(AppConfig):
    name = "sleutelbos.bridging"
    label = "bridging"
