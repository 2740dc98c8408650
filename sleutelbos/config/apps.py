"""Django's handle on this app."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "sleutelbos.config"
    label = "config"
