"""Django's handle on this app."""

from django.apps import AppConfig


class PocketConfig(AppConfig):
    name = "sleutelbos.pocket"
    label = "pocket"
