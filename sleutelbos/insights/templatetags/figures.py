"""Figures in templates: a count that may not be shown says so."""

from django import template

from ..wording.grids import number

register = template.Library()


@register.filter
def shown(value: float | None) -> str:
    """A count in words; None is "not shown"."""
    return number(value)
