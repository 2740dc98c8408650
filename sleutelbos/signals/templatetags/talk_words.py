"""What talks with organisations show on other pages."""

from typing import Any

from django import template

from ..models import Bottleneck
from ..queries import talks as queries

register = template.Library()


@register.inclusion_tag("signals/agreed_about.html")
def agreed_about(bottleneck: Bottleneck) -> dict[str, Any]:
    """What was agreed about a bottleneck in talks; nothing where nothing was. For its coordinator."""
    return {"agreements": queries.agreements_about(bottleneck)}
