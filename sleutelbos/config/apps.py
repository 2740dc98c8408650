"""Django's handle on this app."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "sleutelbos.config"
    label = "config"

    def ready(self) -> None:
        """Register the checks of the installation."""
        from . import checks  # noqa: F401
