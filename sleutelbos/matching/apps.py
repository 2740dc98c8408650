"""Django's handle on this app."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "sleutelbos.matching"
    label = "matching"
