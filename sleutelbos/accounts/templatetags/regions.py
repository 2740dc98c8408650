"""The face of a region on pages that are opened by a link, without an account."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from sleutelbos.accounts.models import Region
from sleutelbos.accounts.queries import theme_version

register = template.Library()


@register.simple_tag(takes_context=True)
def region_theme(context: template.Context) -> SafeString:
    """Link the colours of the page's own `region`, where the frame did not do so for the viewer's."""
    region = context.get("region")
    if not isinstance(region, Region) or not region.theme or context.get("theme_url"):
        return mark_safe("")
    return format_html(
        '<link rel="stylesheet" href="{}">', reverse("accounts:theme", args=[region.slug, theme_version(region)])
    )
