"""Texts of rows with one text per language."""

from typing import Final

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..queries import in_language

register = template.Library()


@register.filter
def in_page_language(texts: dict[str, str]) -> str:
    """The text in the page's language, else English, else Dutch."""
    return in_language(texts)


_CERTAINTIES: Final[dict[str, str | Promise]] = {
    "H": _("sure"),
    "M": _("fairly sure"),
    "L": _("not sure"),
    "MEM": _("from memory, check first"),
}


@register.filter
def certainty(code: str) -> str:
    """How sure a source is, in words; the code itself where it is none of ours."""
    return str(_CERTAINTIES.get(code, code))
