"""`load_content`: what ships with the product into the database; at the first start and after every update."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Manager

from ...models import Guide, GuideText, HelperRole, Network, RoleCard, Topic, TriageRule
from ...services import load_content

KINDS: dict[str, Manager[Any]] = {
    "topics": Topic.objects,
    "roles": HelperRole.objects,
    "networks": Network.objects,
    "rules": TriageRule.objects,
    "role cards": RoleCard.objects,
    "topic pages": Guide.objects,
    "texts of topic pages": GuideText.objects,
}


class Command(BaseCommand):
    """Load topics, roles, role cards, rules and topic pages; running it again changes nothing."""

    help = "Load topics, roles, role cards, rules and topic pages. What your installation wrote itself stays."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what is new."""
        before = self._counted()
        load_content()
        new = self._counted() - before
        said = ", ".join(f"{number} {kind}" for kind, number in new.items())
        self.stdout.write(f"New: {said}." if said else "Everything was there already.")

    @staticmethod
    def _counted() -> Counter[str]:
        return Counter({kind: rows.count() for kind, rows in KINDS.items()})
