"""Addresses that keep what the reader had chosen."""

from typing import Any

from django import template
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from .library import register


@register.simple_tag(takes_context=True)
def querystring_with(context: template.Context, **changes: object) -> str:
    """Return the present query string with `changes` made, and the page number starting over.

    None or "" takes a key away. The result starts with "?", also when nothing is left, so it can always stand
    in an href.
    """
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    if "page" not in changes:
        query.pop("page", None)
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        elif isinstance(value, (list, tuple)):
            query.setlist(key, [str(item) for item in value])
        else:
            query[key] = str(value)
    return "?" + query.urlencode()


@register.simple_tag(takes_context=True)
def hidden_query(context: template.Context, *leave: str) -> SafeString:
    """Repeat the present query as hidden fields of a GET form, without the keys in `leave` and the page."""
    request = context.get("request")
    if request is None:
        return mark_safe("")
    pairs = [(k, v) for k, values in request.GET.lists() if k not in {*leave, "page"} for v in values]
    return mark_safe("".join(format_html('<input type="hidden" name="{}" value="{}">', k, v) for k, v in pairs))


@register.filter
def page_numbers(paginator: Any, page: Any) -> list[int | str]:
    """Give the page numbers worth a link around the present page, with "…" where some are left out."""
    return list(paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
