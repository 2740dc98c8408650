"""Django's handle on this app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "sleutelbos.ui"
    label = "ui"
