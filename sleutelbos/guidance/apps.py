"""Django's handle on this app."""

from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "sleutelbos.guidance"
    label = "guidance"
