"""Django's handle on this app."""

from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "sleutelbos.community"
    label = "community"
