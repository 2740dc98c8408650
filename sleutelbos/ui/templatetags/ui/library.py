"""The one library all tags register in."""

from django import template

register = template.Library()
