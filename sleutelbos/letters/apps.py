"""Django's handle on this app."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "sleutelbos.letters"
    label = "letters"
