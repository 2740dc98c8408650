"""Pictures and badges."""

import logging
import re
from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from .library import register

logger = logging.getLogger(__name__)

SPRITE = Path(__file__).resolve().parents[2] / "icons.svg"
SYMBOL = re.compile(r'<symbol id="([\w-]+)" viewBox="([\d ]+)"(?: class="([\w -]+)")?>(.*?)</symbol>')
TONE_ICONS = {
    "good": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-alert",
    "info": "info",
    "neutral": "",
    "accent": "",
}


@cache
def _symbols() -> dict[str, tuple[str, str, str]]:
    found = SYMBOL.findall(SPRITE.read_text(encoding="utf-8"))
    return {name: (box, extra, inner) for name, box, extra, inner in found}


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """Draw one icon in the page; without `label` it is decoration and hidden from screen readers.

    `name` is a symbol of `ui/icons.svg`; an unknown name draws nothing and is logged;
    `size` is empty or "big".
    """
    if not name:
        return mark_safe("")
    if name not in _symbols():
        # A missing picture must not take a page down; the house test finds it first.
        logger.warning("no icon named %s", name)
        return mark_safe("")
    box, extra, inner = _symbols()[name]
    css = " ".join(part for part in ("sb-icon", f"sb-icon--{size}" if size else "", extra) if part)
    if label:
        return format_html(
            '<svg class="{}" viewBox="{}" role="img" aria-label="{}">{}</svg>', css, box, label, mark_safe(inner)
        )
    return format_html(
        '<svg class="{}" viewBox="{}" aria-hidden="true" focusable="false">{}</svg>', css, box, mark_safe(inner)
    )


@register.simple_tag
def status(text: str, tone: str = "neutral", icon_name: str | None = None) -> SafeString:
    """Show a state as a badge with word and icon, so that colour is never the only sign.

    `tone` is neutral, good, warn, bad, info or accent; `icon_name` replaces the tone's own
    icon, "" means none.
    """
    drawn = icon(TONE_ICONS[tone] if icon_name is None else icon_name)
    return format_html('<span class="sb-badge sb-badge--{} nl-data-badge">{}{}</span>', tone, drawn, text)
