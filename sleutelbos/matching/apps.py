"""Django's handle on this app."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "sleutelbos.matching"
    label = "matching"

    def ready(self) -> None:
        """Have the triggers put back after every migration: SQLite loses them where one writes a table anew."""
        from django.db.models.signals import post_migrate

        from .marks import after_migrating

        post_migrate.connect(after_migrating, sender=self, dispatch_uid="matching marks")
