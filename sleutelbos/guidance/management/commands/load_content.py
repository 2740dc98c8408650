"""`load_content`: what ships with the product into the database; at the first start and after every update."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand

from ...models import Guide, GuideText, HelperRole, Network, RoleCard, Topic, TriageRule
from ...services import load_content

KINDS = {
    "topics": Topic,
    "roles": HelperRole,
    "networks": Network,
    "rules": TriageRule,
    "role cards": RoleCard,
    "topic pages": Guide,
    "texts of topic pages": GuideText,
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
        return Counter({kind: model.objects.count() for kind, model in KINDS.items()})
