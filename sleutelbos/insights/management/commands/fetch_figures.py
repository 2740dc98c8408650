"""`fetch_figures`: ask for the tables of StatLine on the list; the only command that asks others for figures."""

from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from sleutelbos.accounts.viewer import Viewer

from ...external.reading import Wanted
from ...services import external

FAILED: Final = {
    "elsewhere": "it points to a place that may not be asked ({detail}); see SLEUTELBOS_FIGURES_ORIGINS",
    "redirect": "the server sends us elsewhere ({detail}), and we do not follow",
    "refused": "the server refuses (answer {detail})",
    "no-answer": "the server does not answer ({detail})",
    "too-slow": "the server is too slow",
    "too-large": "the table is larger than {detail} bytes; give it a filter",
    "too-many-rows": "the table has more than {detail} rows; give it a filter",
    "too-many-pages": "the table comes in more than {detail} pages; give it a filter",
    "not-json": "the answer is not JSON but {detail}",
    "packed": "the answer is packed ({detail}), and we did not ask for that",
    "odd-answer": "the answer is not as StatLine answers ({detail})",
    "no-numbers": "there is no number in it; is the filter right?",
}


class Command(BaseCommand):
    """Fetch tables of StatLine; a table that did not change adds nothing."""

    help = "Ask for the tables of StatLine on the list. A newer edition is kept beside the older; needs the network."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Codes of tables; without any, all."""
        parser.add_argument("code", nargs="*", help="only these tables, by their code in the list")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fetch table by table; CommandError at the end when one could not be read."""
        known = {one.code for one in external.wanted_tables()}
        unknown = sorted(set(options["code"]) - known)
        if unknown:
            raise CommandError(f"No table of the list: {', '.join(unknown)}. There are: {', '.join(sorted(known))}.")
        actor = Viewer.system(reason="tables were asked for")
        done = external.fetch_tables(actor=actor, only=options["code"], begun=self._begun)
        failed = 0
        for one in done:
            if one.failed is not None:
                failed += 1
                words = FAILED[one.failed.code].format(detail=one.failed.detail or "?")
                self.stderr.write(f"{one.wanted.code}: not read: {words}.")
            elif one.edition is None:
                self.stdout.write(f"{one.wanted.code}: nothing changed.")
            else:
                edition = one.edition
                self.stdout.write(f"{one.wanted.code}: edition {edition.number}, {edition.name}, {edition.status}.")
        if failed:
            raise CommandError(f"{failed} of {len(done)} tables could not be read. What was there stays.")

    def _begun(self, wanted: Wanted) -> None:
        self.stdout.write(f"{wanted.said['title']} ({wanted.table_id}) ...")
