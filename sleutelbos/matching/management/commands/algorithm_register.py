"""Write the text for the Dutch algorithm register."""

from typing import Any

from django.core.management.base import BaseCommand

from sleutelbos.matching.register import register_text


class Command(BaseCommand):
    """Print the text, in Dutch, as the weights and rules are now."""

    help = "Print the text for the Dutch algorithm register, in Markdown."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        self.stdout.write(register_text().as_markdown())
