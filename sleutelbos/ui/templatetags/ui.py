"""Template tags every page has without loading them: icons, badges, dates, boxes, links that keep the query."""

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from django import template
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

register = template.Library()
logger = logging.getLogger(__name__)

SPRITE = Path(__file__).resolve().parent.parent / "icons.svg"
SYMBOL = re.compile(r'<symbol id="([\w-]+)" viewBox="([\d ]+)"(?: class="([\w -]+)")?>(.*?)</symbol>')
TONE_ICONS = {
    "good": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-alert",
    "info": "info",
    "neutral": "",
    "accent": "",
}
ALERTS = {"good": "ok", "warn": "warning", "bad": "error", "info": "info"}
MESSAGE_TONES = {"success": "good", "warning": "warn", "error": "bad", "info": "info", "debug": "info"}
RIGHT_TO_LEFT = {"ar", "fa", "ps", "ckb", "ur", "he", "prs"}


@cache
def _symbols() -> dict[str, tuple[str, str, str]]:
    found = SYMBOL.findall(SPRITE.read_text(encoding="utf-8"))
    return {name: (box, extra, inner) for name, box, extra, inner in found}


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """Draw one icon in the page; without `label` it is decoration and hidden from screen readers.

    `name` is a symbol of `ui/icons.svg`; an unknown name draws nothing and is logged; `size` is empty or "big".
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

    `tone` is neutral, good, warn, bad, info or accent; `icon_name` replaces the tone's own icon, "" means none.
    """
    drawn = icon(TONE_ICONS[tone] if icon_name is None else icon_name)
    return format_html('<span class="sb-badge sb-badge--{} nl-data-badge">{}{}</span>', tone, drawn, text)


@register.simple_tag(takes_context=True)
def querystring_with(context: template.Context, **changes: object) -> str:
    """Return the present query string with `changes` made; None or "" takes a key away; the page number starts over.

    The result starts with "?", also when nothing is left, so that it can always stand in an href.
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
    """Repeat the present query as hidden fields of a GET form, except the keys in `leave` and the page number."""
    request = context.get("request")
    if request is None:
        return mark_safe("")
    pairs = [(k, v) for k, values in request.GET.lists() if k not in {*leave, "page"} for v in values]
    return mark_safe("".join(format_html('<input type="hidden" name="{}" value="{}">', k, v) for k, v in pairs))


def _locale() -> Locale:
    code = (get_language() or "en").replace("-", "_")
    for candidate in (code, code.split("_")[0], "en"):
        try:
            return Locale.parse(candidate)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


def _here(value: date | datetime | time) -> date | datetime | time:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def words_for(value: date | datetime | time, style: str = "") -> str:
    """Write a moment so that nobody can misread it: weekday, month as a word, 24-hour clock, page's language.

    `style`: "" (datetime with time, date without), "date", "long" (names in full), "day" (weekday and day, no year),
    "time". Aware datetimes are shown in the current time zone. Digits are Western in every language.
    """
    value = _here(value)
    locale = _locale()
    if isinstance(value, time) or style == "time":
        return format_time(value, "HH:mm", locale=locale)
    skeletons = {"long": "yMMMMEEEEd", "day": "MMMMEEEEd"}
    day = value.date() if isinstance(value, datetime) else value
    if style == "long":
        words = format_date(day, "full", locale=locale)
    else:
        words = format_skeleton(skeletons.get(style, "yMMMEd"), day, locale=locale)
    if isinstance(value, datetime) and style in {"", "long", "day"}:
        return f"{words}, {format_time(value, 'HH:mm', locale=locale)}"
    return words


@register.simple_tag
def localdate(value: date | datetime | time | None, style: str = "", until: datetime | time | None = None) -> SafeString:
    """Show a moment as `<time>` in the page's language, "do 26 nov 2026, 14:00"; nothing for None.

    `style` as in `words_for`; `until` adds the end: "do 26 nov 2026, 14:00-15:00".
    """
    if value is None:
        return mark_safe("")
    shown = words_for(value, style)
    if until is not None:
        shown = f"{shown}\u2009–\u2009{words_for(until, 'time')}"
    return format_html('<time datetime="{}">{}</time>', _here(value).isoformat(), shown)


@register.simple_tag
def ago(value: datetime | date | None) -> SafeString:
    """Show how long ago or how far ahead a moment is, in words, with the exact moment as title; nothing for None."""
    if value is None:
        return mark_safe("")
    now: datetime | date = timezone.now() if isinstance(value, datetime) else timezone.localdate()
    difference: timedelta = value - now  # type: ignore[operator]
    shown = format_timedelta(difference, add_direction=True, locale=_locale())
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', _here(value).isoformat(), words_for(value), shown
    )


@register.simple_tag
def hours(minutes: int | None) -> str:
    """Show minutes as hours and minutes, "1:30"; an empty string for None."""
    if minutes is None:
        return ""
    return f"{minutes // 60}:{minutes % 60:02d}"


@register.filter
def tone_of(message: Any) -> str:
    """Give the tone of a message of Django's messages framework."""
    return next((MESSAGE_TONES[tag] for tag in str(message.tags).split() if tag in MESSAGE_TONES), "info")


@register.filter
def initials(name: str) -> str:
    """Give at most two letters that stand for a name, for the round sign beside it."""
    words = [word for word in re.split(r"[\s-]+", name.strip()) if word]
    return "".join(word[0] for word in ([*words[:1], *words[1:][-1:]])).upper()


@register.filter
def label_of(options: Mapping[Any, str] | Iterable[tuple[Any, str]], key: Any) -> str:
    """Give the label that belongs to a key in a dict or a list of choices; the key itself when it is not there."""
    return str(dict(options).get(key, key))


@register.simple_tag
def native_name(code: str) -> str:
    """Give a language's name in that language, "Nederlands", "العربية", "ትግርኛ"."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        name = Locale.parse(code.replace("-", "_")).get_display_name()
        return name or code


@register.simple_tag
def direction(code: str = "") -> str:
    """Give "rtl" or "ltr" for a language code, the page's own when empty."""
    return "rtl" if (code or get_language() or "en").split("-")[0] in RIGHT_TO_LEFT else "ltr"


@register.simple_block_tag
def card(content: str, title: str = "", tone: str = "", href: str = "", level: int = 2, id: str = "") -> SafeString:  # noqa: A002
    """Put content in a card; with `href` the whole card is one link named by its title; `tone` colours the edge."""
    return mark_safe(
        render_to_string(
            "ui/card.html",
            {"body": content, "title": title, "tone": tone, "href": href, "level": level, "id": id},
        )
    )


@register.simple_block_tag
def alert(content: str, tone: str = "info", title: str = "", role: str = "") -> SafeString:
    """Put content in a coloured box with an icon; `tone` is info, good, warn or bad; `role` "alert" interrupts."""
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
def dialog(content: str, id: str, title: str, opener: str = "", kind: str = "secondary", icon_name: str = "") -> SafeString:  # noqa: A002
    """Put content behind a button that opens a real dialog; without JavaScript the button unfolds it in place."""
    return mark_safe(
        render_to_string(
            "ui/dialog.html",
            {"body": content, "id": id, "title": title, "opener": opener, "kind": kind, "icon_name": icon_name},
        )
    )


@register.simple_block_tag
def more(content: str, summary: str, open: bool = False) -> SafeString:  # noqa: A002
    """Fold content away under a summary; works without JavaScript."""
    return format_html(
        "<details{}><summary>{}</summary><div>{}</div></details>",
        mark_safe(" open") if open else "",
        summary,
        mark_safe(content),
    )


@register.simple_tag
def bars(rows: Iterable[tuple[str, float]] | Iterable[tuple[str, float, str]], title: str, unit: str = "") -> SafeString:
    """Draw horizontal bars as SVG with the same figures in a table beneath.

    `rows` are (label, number) or (label, number, tone) with tone "", warn, bad or quiet; numbers are zero or more.
    """
    listed = [(row[0], row[1], row[2] if len(row) > 2 else "") for row in rows]
    most = max([number for _label, number, _tone in listed] or [0]) or 1
    drawn = [
        {
            "label": label,
            "number": number,
            "tone": tone,
            "width": round(420 * number / most, 1),
            "top": index * 34,
            "after": 214 + round(420 * number / most, 1),
        }
        for index, (label, number, tone) in enumerate(listed)
    ]
    return mark_safe(
        render_to_string(
            "ui/bars.html", {"rows": drawn, "title": title, "unit": unit, "height": max(len(drawn) * 34, 1)}
        )
    )


@register.filter
def page_numbers(paginator: Any, page: Any) -> list[int | str]:
    """Give the page numbers worth a link around the present page, with "…" where some are left out."""
    return list(paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.filter
def first_id(field: Any) -> str:
    """Give the id of the element that takes the focus for a bound field; of a group that is its first option."""
    return str(field.id_for_label or f"{field.auto_id}_0")


@register.inclusion_tag("ui/button.html")
def button(
    text: str,
    href: str = "",
    kind: str = "primary",
    icon: str = "",
    *,
    tone: str = "",
    size: str = "",
    type: str = "submit",  # noqa: A002
    name: str = "",
    value: str = "",
    id: str = "",  # noqa: A002
    form: str = "",
    key: str = "",
    confirm: str = "",
    download: bool = False,
) -> dict[str, object]:
    """Show a button, or a link that looks like one when `href` is given.

    `kind` is primary, secondary or subtle; `tone` "", positive or negative; `size` "", small or full; `key` a
    keyboard shortcut; `confirm` a question asked before a button sends its form; `form` the id of that form.
    """
    return {
        "text": text,
        "href": href,
        "kind": kind,
        "icon_name": icon,
        "tone": tone,
        "size": size,
        "type": type,
        "name": name,
        "value": value,
        "id": id,
        "form_id": form,
        "key": key,
        "confirm": confirm,
        "download": download,
    }


@register.inclusion_tag("ui/choice.html")
def choice(
    text: str,
    icon: str,
    *,
    href: str = "",
    name: str = "",
    value: str = "",
    note: str = "",
    tone: str = "",
    confirm: str = "",
) -> dict[str, str]:
    """Show one big choice with picture and word: a submit button inside a form, or a link with `href`.

    `tone` "yes" fills it; every other answer stays calm, saying no is fine. Wrap several in `<div class="sb-choices">`.
    """
    return {
        "text": text,
        "icon_name": icon,
        "href": href,
        "name": name,
        "value": value,
        "note": note,
        "tone": tone,
        "confirm": confirm,
    }


@register.inclusion_tag("ui/head.html")
def page_head(title: str, lead: str = "", action: str = "", href: str = "", icon: str = "") -> dict[str, str]:
    """Show the one h1 of a page, an optional sentence under it and an optional main action beside it."""
    return {"title": title, "lead": lead, "action": action, "href": href, "icon_name": icon}


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Any) -> dict[str, Any]:
    """Show links to other pages of a list and keep the filters; nothing when there is one page."""
    return {"page_obj": page, "request": context.get("request")}


@register.inclusion_tag("ui/breadcrumb.html")
def breadcrumb(*crumbs: str) -> dict[str, object]:
    """Show the way up as links, given as label, url, label, url; the page itself is not in it."""
    return {"crumbs": list(zip(crumbs[::2], crumbs[1::2], strict=True))}


@register.inclusion_tag("ui/filters.html", takes_context=True)
def filters(context: template.Context, form: Any, target: str = "", keep: str = "") -> dict[str, Any]:
    """Show a GET form as a filter bar; with `target` (a CSS selector) htmx swaps that part while one chooses.

    `keep` names a query key, such as a sort order, that the form carries along.
    """
    return {"form": form, "target": target, "keep": keep, "request": context.get("request")}


@register.inclusion_tag("ui/empty.html")
def nothing(title: str, text: str = "", action: str = "", href: str = "", icon: str = "inbox") -> dict[str, str]:
    """Say that a list is empty, why, and what one can do now."""
    return {"title": title, "text": text, "action": action, "href": href, "icon_name": icon}


@register.inclusion_tag("ui/steps.html")
def steps(labels: Iterable[str], current: int) -> dict[str, object]:
    """Show the steps of a longer task; `current` counts from 1."""
    return {"steps": list(labels), "current": current}


@register.inclusion_tag("ui/progress.html")
def progress(text: str, done: int = 0, total: int = 0, poll: str = "", id: str = "voortgang") -> dict[str, object]:  # noqa: A002
    """Show how far something is; with `poll` (a url that answers this same fragment) it keeps itself up to date."""
    return {"text": text, "done": done, "total": total, "poll": poll, "id": id}


@register.inclusion_tag("ui/person.html")
def person(
    name: str, line: str = "", text: str = "", href: str = "", tags: Iterable[str] = (), level: int = 3
) -> dict[str, object]:
    """Show who somebody is: round sign, name in its own direction, one line, tags, a sentence."""
    return {"name": name, "line": line, "text": text, "href": href, "tags": list(tags), "level": level}


@register.inclusion_tag("ui/facts.html")
def facts(rows: Iterable[Sequence[object]], kind: str = "") -> dict[str, object]:
    """Show label and value pairs as a definition list; `rows` are (label, value) or (label, value, icon).

    Empty values are left out (0 is not empty); `kind` is "", "big" or "stacked".
    """
    return {"facts": [(row[0], row[1], row[2] if len(row) > 2 else "") for row in rows], "kind": kind}


@register.inclusion_tag("ui/timeline.html")
def timeline(events: Iterable[Mapping[str, object]], newest_first: bool = False) -> dict[str, object]:
    """Show what happened in order; events have `at`, `text` and may have `who` and `note`."""
    return {"events": list(events), "newest_first": newest_first}


@register.inclusion_tag("ui/week.html")
def week(caption: str, blocks: Iterable[str], days: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """Show a week in blocks. `days` have `label` and `cells`; a cell has `state` (free, busy or "") and, to be
    ticked in a form, `name`, `value` and `block` (the block's word)."""
    return {"caption": caption, "blocks": list(blocks), "days": list(days)}


@register.inclusion_tag("ui/figures.html")
def figures(rows: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """Show a few numbers large; a row has `number`, `label` and may have `url` and `tone` (warn, bad, quiet)."""
    return {"figures": list(rows)}


@register.inclusion_tag("ui/upload.html")
def upload(field: Any) -> dict[str, Any]:
    """Show a file field as a box one can also drag a file to."""
    return {"field": field}


@register.inclusion_tag("ui/copy.html")
def copybox(text: str, label: str, id: str = "tekst", rows: int = 5) -> dict[str, object]:  # noqa: A002
    """Show a ready-made text with buttons to copy and to share it; `id` must be unique on the page."""
    return {"text": text, "label": label, "id": id, "rows": rows}


@register.inclusion_tag("ui/error_summary.html")
def error_summary(*forms: Any) -> dict[str, object]:
    """List what is wrong in these forms, with links to the fields; takes the focus; nothing when all is well."""
    return {"forms": forms, "wrong": any(form.errors for form in forms)}


@register.inclusion_tag("ui/form.html", takes_context=True)
def form_for(
    context: template.Context,
    form: Any,
    submit: str = "",
    *,
    icon: str = "",
    action: str = "",
    cancel: str = "",
    id: str = "",  # noqa: A002
) -> dict[str, Any]:
    """Show a whole POST form: error summary, fields, token, submit button and a link to cancel."""
    return {
        "form": form,
        "submit": submit,
        "icon_name": icon,
        "action": action,
        "cancel_url": cancel,
        "form_id": id,
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def has_error(attributes: Mapping[str, object]) -> bool:
    """Tell whether a widget's attributes say that its value was refused."""
    return str(attributes.get("aria-invalid", "")) == "true"
