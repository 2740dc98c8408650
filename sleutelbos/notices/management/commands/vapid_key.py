"""`python -m sleutelbos vapid_key`: a fresh key for push messages."""

from typing import Any

from django.core.management.base import BaseCommand

from sleutelbos.notices.channels import push


class Command(BaseCommand):
    help = "Prints a new private key for SLEUTELBOS_VAPID_KEY. Needs no network."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line, ready for an environment file."""
        self.stdout.write(f"SLEUTELBOS_VAPID_KEY={push.new_key()}")
