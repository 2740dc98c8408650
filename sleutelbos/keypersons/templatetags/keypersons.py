"""What key persons are called on a page."""

from django import template

from .. import wording

register = template.Library()


@register.simple_tag(takes_context=True)
def people_word(context: template.Context) -> str:
    """Give the heading word for key persons: the region's own name on a Dutch page, else a general one."""
    return wording.people_word(context.get("region"))
