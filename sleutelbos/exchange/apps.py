"""Django's handle on this app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "sleutelbos.exchange"
    label = "exchange"
