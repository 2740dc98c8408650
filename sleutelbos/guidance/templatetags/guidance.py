"""Texts of rows with one text per language."""

from django import template

from ..queries import in_language

register = template.Library()


@register.filter
def in_page_language(texts: dict[str, str]) -> str:
    """The text in the page's language, else English, else Dutch."""
    return in_language(texts)
