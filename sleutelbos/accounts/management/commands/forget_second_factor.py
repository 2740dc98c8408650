"""`forget_second_factor`: for somebody who lost phone and recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...models import User
from ...services.own_account import forget_factors
from ...viewer import Viewer


class Command(BaseCommand):
    """Take all second factors of one person away, and say so to that person."""

    help = "Take all passkeys, apps and recovery codes of one account away and end its sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose, and why."""
        parser.add_argument("email")
        parser.add_argument("--reason", required=True, help="who asked, and how you know that it was them")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say that nobody has this address."""
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError("Nobody has this address.")
        count = forget_factors(user=user, actor=Viewer.system(reason=options["reason"]))
        self.stdout.write(f"{count} second factors are gone and all sessions are ended. {user.email} gets a message.")
