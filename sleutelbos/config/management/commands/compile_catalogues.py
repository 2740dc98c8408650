"""Turn the translation catalogues into the form Django reads, without gettext tools on the machine."""

from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compiles every catalogue under sleutelbos/locale; skips those that are up to date."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write a .mo beside each .po that changed."""
        for folder in settings.LOCALE_PATHS:
            for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
                target = source.with_suffix(".mo")
                if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                    continue
                with source.open("rb") as file:
                    catalogue = read_po(file, locale=source.parent.parent.name)
                partial = target.with_suffix(".tmp")
                with partial.open("wb") as file:
                    write_mo(file, catalogue)
                partial.replace(target)
                if options["verbosity"] > 0:
                    self.stdout.write(f"Compiled {source.parent.parent.name}")
