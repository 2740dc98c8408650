"""Say which words a language still lacks, as entries a translator can fill in."""

import io
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from django.core.management.base import BaseCommand

from sleutelbos.config.catalogues import forms, missing, read_catalogue
from sleutelbos.config.languages import BY_CODE, LEVELS


class Command(BaseCommand):
    help = "Prints what a language lacks as PO entries, with the Dutch text beside each; nothing when it is complete."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        """Which language, and how far it must be filled."""
        parser.add_argument("language", choices=[code for code in BY_CODE if code != "en"])
        parser.add_argument("--level", choices=LEVELS[:-1], default="people", help="all, people or light")
        parser.add_argument("--count", action="store_true", help="print only how many")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the entries to the standard output."""
        code = options["language"]
        entries = missing(code, options["level"])
        if options["count"]:
            self.stdout.write(str(len(entries)))
            return
        if not entries:
            self.stderr.write(f"{BY_CODE[code].name}: nothing is missing.")
            return
        own, dutch = read_catalogue(code), read_catalogue("nl")
        asked = Catalog(locale=code, charset="utf-8", fuzzy=False)
        # The header of the catalogue itself, so that the plural rule is the one that is checked.
        asked.header_comment, asked.mime_headers = own.header_comment, own.mime_headers
        for message in entries:
            known = dutch.get(message.id, message.context)
            said = [text for text in forms(known.string) if text] if known else []
            asked.add(
                message.id,
                message.string,
                locations=message.locations,
                flags=message.flags,
                auto_comments=[f"nl: {text}" for text in dict.fromkeys(said)],
                context=message.context,
            )
        written = io.BytesIO()
        write_po(written, asked, width=0, include_lineno=False)
        self.stdout.write(written.getvalue().decode(), ending="")
