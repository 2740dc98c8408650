"""`sleutelbos letter check FILE`: what a letter asks of its reader, for people who only want that."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sleutelbos.letters import reader_wording, wording
from sleutelbos.letters.readability import Check, Level, Point, check
from sleutelbos.letters.reading import Letter, RefusedLetter, limits, open_letter

_LEVELS = {
    Level.RED: gettext_lazy("Change this"),
    Level.ORANGE: gettext_lazy("Can be easier"),
    Level.HINT: gettext_lazy("To think about"),
}


class Command(BaseCommand):
    help = "Reads a letter along: letter check FILE (.docx, .odt, .pdf, .txt, .md)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True)
        one = commands.add_parser("check", help="Shows the reading index, findings and checklist of one letter.")
        one.add_argument("file", type=Path)
        one.add_argument("--json", action="store_true", help="for programs")
        one.add_argument("--language", choices=["nl", "en"], default="nl")
        one.add_argument("--date", type=date.fromisoformat, help="date of the letter, YYYY-MM-DD, for deadlines")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 0 when the letter was read, 1 with one sentence when not."""
        with translation.override(options["language"]):
            letter = self._opened(options["file"])
            result = check(letter.blocks, letter_day=options["date"])
            if options["json"]:
                values = {"kind": letter.kind, "notices": list(letter.notices), **result.to_json()}
                for shown, finding in zip(values["findings"], result.findings, strict=True):
                    shown["reason"] = reader_wording.reason(finding)
                self.stdout.write(json.dumps(values, ensure_ascii=False, indent=2))
            else:
                self._show(letter, result)

    def _opened(self, path: Path) -> Letter:
        try:
            with path.open("rb") as file:
                content = file.read(limits.DEFAULT.file_bytes + 1)
            return open_letter(content, path.name, office_program=settings.OFFICE_PROGRAM)
        except OSError as error:
            raise CommandError(_("This file cannot be opened: %(path)s") % {"path": path}) from error
        except RefusedLetter as error:
            raise CommandError(wording.refusal(error.code, error.facts)) from error

    def _show(self, letter: Letter, result: Check) -> None:
        for code in letter.notices:
            self.stdout.write(str(wording.NOTICES[code]))
        if result.index:
            self.stdout.write(
                _("Reading index: %(index).1f (lower is easier). Closest to: %(genre)s.")
                % {"index": result.index.penalty, "genre": wording.GENRES[result.index.nearest]}
            )
        count = len(result.sentences)
        self.stdout.write(ngettext("%(count)s sentence.", "%(count)s sentences.", count) % {"count": count})
        for level, title in _LEVELS.items():
            found = [finding for finding in result.findings if finding.level is level]
            if not found:
                continue
            self.stdout.write(f"\n{title} ({len(found)})")
            for finding in found:
                self.stdout.write(f"  - {_short(finding.words)}: {reader_wording.reason(finding)}")
                if finding.suggestions:
                    self.stdout.write("    " + _("Instead: %(words)s") % {"words": " / ".join(finding.suggestions)})
        self.stdout.write("\n" + _("Can the reader find this?"))
        for point in Point:
            places = result.checklist[point]
            answer = " · ".join(dict.fromkeys(_short(place.words) for place in places[:3])) or _("not found")
            self.stdout.write(f"  {wording.POINTS[point]} {answer}")


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57].rstrip() + "..."
