"""Make the national set that the benchmarks run on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sleutelbos.accounts.models import Region
from sleutelbos.config.demo import national


class Command(BaseCommand):
    help = "Fills an empty database with 342 municipalities, 5,000 key persons and 200,000 past visits."

    def add_arguments(self, parser: Any) -> None:
        """Which draw, and how much of it."""
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--share", type=float, default=1.0, help="0.01 makes a hundredth of it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill, and say how far it is."""
        if Region.objects.exists():
            raise CommandError("This database has regions already. Use an empty one: the set is for measuring only.")
        total = national.fill(self.stdout.write, seed=options["seed"], share=options["share"])
        self.stdout.write(self.style.SUCCESS(f"{total} visits made."))
