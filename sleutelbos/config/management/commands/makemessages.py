"""Bring the catalogues up to date with the source. Needs GNU gettext; contributors run it with `make messages`."""

import contextlib
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.commands import makemessages

from sleutelbos.config.languages import LANGUAGES

# English is the source: its catalogue holds a header and nothing to keep up to date.
TRANSLATED = [language.code for language in LANGUAGES if language.code != "en"]
_CREATED = re.compile(r'^"POT-Creation-Date: .*\\n"\n', re.MULTILINE)


class Command(makemessages.Command):
    help = "Writes new strings of the source into every catalogue and takes out those that are gone."
    # A guess that looks like a translation is worse than none: a person would read it.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def handle(self, *args: Any, **options: Any) -> None:
        """Extract from the package, whatever folder it is called from, in the one form the repository keeps."""
        options["locale"] = options["locale"] or TRANSLATED
        options.update(no_wrap=True, add_location="file", no_location=False, no_obsolete=True)
        with contextlib.chdir(Path(settings.LOCALE_PATHS[0]).parent):
            super().handle(*args, **options)

    def write_po_file(self, potfile: str, locale: str) -> None:
        """Write one catalogue without the moment of extraction, so that only changed strings show as changes."""
        super().write_po_file(potfile, locale)
        catalogue = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        catalogue.write_text(_CREATED.sub("", catalogue.read_text(encoding="utf-8")), encoding="utf-8")
