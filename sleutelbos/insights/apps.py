"""Django's handle on this app."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "sleutelbos.insights"
    label = "insights"
