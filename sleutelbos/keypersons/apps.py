"""Django's handle on this app."""

from django.apps import AppConfig


class KeypersonsConfig(AppConfig):
    name = "sleutelbos.keypersons"
    label = "keypersons"
