"""`sleutelbos edition check`: are the files of the publication what they were, and are they accessible."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sleutelbos.accounts.services.scope import EVERYWHERE, region_scope
from sleutelbos.insights.editions.checking import Finding, NoChecker, pdf_findings
from sleutelbos.insights.editions.content import hash_of
from sleutelbos.insights.models import Issue
from sleutelbos.insights.services import editions


class Command(BaseCommand):
    help = "Makes every issue of the publication again and checks its PDF: edition check [FILE.pdf ...]."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True)
        check = commands.add_parser("check", help="Checks what is stored, or only the PDF files that are named.")
        check.add_argument("files", nargs="*", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 0 when everything holds, 1 with what does not."""
        if options["files"]:
            bad = sum(self._pdf(str(path), self._read(path)) for path in options["files"])
        else:
            with region_scope(EVERYWHERE):
                issues = Issue.objects.filter(emptied_at=None).select_related("edition").order_by("edition", "number")
                bad = sum(self._issue(issue) for issue in issues.iterator(chunk_size=5))
        if bad:
            raise CommandError(f"{bad} of these are not as they should be.")

    def _read(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise CommandError(f"This file cannot be opened: {path}") from error

    def _issue(self, issue: Issue) -> bool:
        name = f"{issue.edition.public_id} {issue.edition.language}, issue {issue.number}"
        other = [part for part, same in editions.rebuilt(issue).items() if not same]
        if other:
            self.stdout.write(f"{name}: made again, not the same: {', '.join(other)} (typst {issue.typst_version})")
        changed = hash_of(bytes(issue.pdf)) != issue.pdf_hash
        if changed:
            self.stdout.write(f"{name}: the stored PDF was changed after it was made.")
        return self._pdf(name, bytes(issue.pdf)) or changed or bool(other)

    def _pdf(self, name: str, pdf: bytes) -> bool:
        try:
            found = pdf_findings(pdf)
        except NoChecker:
            self.stdout.write(f"{name}: PDF/UA not checked, the tool is not here (pip install page-validation).")
            return False
        self.stdout.write(f"{name}: PDF/UA-1 holds." if not found else f"{name}: PDF/UA-1 does not hold.")
        for one in found:
            self._show(one)
        return bool(found)

    def _show(self, finding: Finding) -> None:
        self.stdout.write(f"  {finding.rule}: {finding.text}")
