"""The one background process: tasks from the database and the clock."""

import threading
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from sleutelbos.config import clock


class Command(BaseCommand):
    help = "Runs background work until it is stopped. Several workers may run beside each other."

    def add_arguments(self, parser: Any) -> None:
        """How often the clock's jobs run."""
        parser.add_argument("--tick", type=int, default=30, help="seconds between two rounds of the clock's jobs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start the clock in a thread and the task worker in front; ends on SIGTERM and SIGINT."""
        stop = threading.Event()

        def rounds() -> None:
            while not stop.wait(options["tick"]):
                close_old_connections()
                clock.run_due()
                close_old_connections()

        thread = threading.Thread(target=rounds, daemon=True)
        thread.start()
        try:
            call_command("db_worker", reload=False, startup_delay=False, interval=0.5)
        finally:
            stop.set()
