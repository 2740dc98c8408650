"""Django's handle on this app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "sleutelbos.notices"
    label = "notices"
