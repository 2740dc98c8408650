"""Parts that go around other content."""

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .icons import TONE_ICONS
from .library import register

ALERTS = {"good": "ok", "warn": "warning", "bad": "error", "info": "info"}


@register.simple_block_tag
def card(content: str, title: str = "", tone: str = "", href: str = "", level: int = 2, id: str = "") -> SafeString:
    """Put content in a card; `href` makes it one link named by its title, `tone` colours the edge."""
    return mark_safe(
        render_to_string(
            "ui/card.html",
            {"body": content, "title": title, "tone": tone, "href": href, "level": level, "id": id},
        )
    )


@register.simple_block_tag
def alert(content: str, tone: str = "info", title: str = "", role: str = "") -> SafeString:
    """Put content in a coloured box with an icon; `tone` is info, good, warn or bad; `role` may be "alert"."""
    return mark_safe(
        render_to_string(
            "ui/alert.html",
            {
                "body": content,
                "kind": ALERTS[tone],
                "icon_name": TONE_ICONS[tone],
                "title": title,
                "role": role,
                "tone_word": {"warn": _("Warning"), "bad": _("Error")}.get(tone, ""),
            },
        )
    )


@register.simple_block_tag
def dialog(
    content: str, id: str, title: str, opener: str = "", kind: str = "secondary", icon_name: str = ""
) -> SafeString:
    """Put content behind a button that opens a dialog; without JavaScript it unfolds in place."""
    return mark_safe(
        render_to_string(
            "ui/dialog.html",
            {"body": content, "id": id, "title": title, "opener": opener, "kind": kind, "icon_name": icon_name},
        )
    )


@register.simple_block_tag
def more(content: str, summary: str, open: bool = False) -> SafeString:
    """Fold content away under a summary; works without JavaScript."""
    return format_html(
        "<details{}><summary>{}</summary><div>{}</div></details>",
        mark_safe(" open") if open else "",
        summary,
        mark_safe(content),
    )
