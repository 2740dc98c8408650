"""What must happen by the clock; run it every minute, it may run twice."""

from typing import Any

from django.core.management.base import BaseCommand

from sleutelbos.config import clock


class Command(BaseCommand):
    help = "Does everything that is due now: late answers, next in line, reminders, unsent messages."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run each due job once and print what it did."""
        for name, count in clock.run_due().items():
            if count:
                self.stdout.write(f"{name}: {count}")
