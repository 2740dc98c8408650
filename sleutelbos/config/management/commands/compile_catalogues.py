"""Turn the translation catalogues into the form Django reads, without gettext tools on the machine."""

import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.reloader import translation_file_changed


class Command(BaseCommand):
    help = "Compiles every catalogue under sleutelbos/locale; skips those that are up to date."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write a .mo beside each .po that changed; what this process says after it is in those words."""
        for folder in settings.LOCALE_PATHS:
            for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
                target = source.with_suffix(".mo")
                if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                    continue
                compile_catalogue(source, target)
                # This process may have looked for words before there were any, and remembers that there were none.
                translation_file_changed(sender=None, file_path=target)
                if options["verbosity"] > 0:
                    self.stdout.write(f"Compiled {source.parent.parent.name}")


def compile_catalogue(source: Path, target: Path) -> None:
    """Write one catalogue as .mo in one step, so that processes that compile at the same moment never read a half one.

    Strings without a translation are left out, so that Django takes the Dutch one; Babel would put English in plurals.
    """
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
    for message in list(catalogue):
        forms = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
        if message.id and not all(forms):
            catalogue.delete(message.id, message.context)
    # Its own name for each process; in the same folder, because a move is one step only within a disk.
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as partial:
        write_mo(partial, catalogue)
    Path(partial.name).chmod(0o644)
    Path(partial.name).replace(target)
