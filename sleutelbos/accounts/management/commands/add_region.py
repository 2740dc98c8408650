"""`add_region`: a new region and its first functional administrator; everything else is done on screen."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from sleutelbos.ui.errors import DomainError

from ...models import Role
from ...services.memberships import invite_user
from ...services.regions import add_region
from ...viewer import Viewer


class Command(BaseCommand):
    """Make a region and invite the person who fills it."""

    help = "Make a region and invite its first functional administrator by e-mail."

    def add_arguments(self, parser: CommandParser) -> None:
        """The name people read, and the address of the administrator."""
        parser.add_argument("--name", required=True, help='for example "Regio Achterhoek"')
        parser.add_argument("--administrator", required=True, help="e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make both, or nothing."""
        reason = "command add_region"
        try:
            with transaction.atomic():
                region = add_region(name=options["name"], actor=Viewer.system(reason=reason))
                invite_user(
                    email=options["administrator"],
                    name="",
                    role=Role.FUNCTIONAL_ADMINISTRATOR,
                    organisation=None,
                    valid_until=None,
                    language="nl",
                    actor=Viewer.system(reason=reason, region_id=region.pk),
                )
        except DomainError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{region.name} is there. {options['administrator']} gets a message with how to sign in.")
