"""`load_figures`: the figures of others that ship with the product; at the first start and after every update."""

from typing import Any

from django.core.management.base import BaseCommand

from ...services import external


class Command(BaseCommand):
    """Load the figures that ship with the product; needs no network, and running it again changes nothing."""

    help = "Load the figures of others that ship with the product. Needs no network; editions that are there stay."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what is new."""
        made = external.load_first_set()
        for edition in made:
            self.stdout.write(f"New: {edition.source.title}, {edition.name}.")
        if not made:
            self.stdout.write("Everything was there already.")
