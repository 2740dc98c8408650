"""Whole parts of a page, one tag each."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.translation import get_language_bidi

from .library import register

# The drawing of bars, in units of its own viewBox.
# Narrow, with the words above their bar: they can be read on a phone too.
CHART, BAR_ROOM, BAR_STEP = 400, 340, 54


@register.inclusion_tag("ui/bars.html")
def bars(rows: Iterable[tuple[str, float] | tuple[str, float, str]], title: str, unit: str = "") -> dict[str, object]:
    """Draw horizontal bars as SVG with the same figures in a table beneath.

    `rows` are (label, number) or (label, number, tone) with tone "", warn, bad or quiet; numbers are zero or
    more. In a right-to-left page the bars grow from the right.
    """
    listed = [(row[0], row[1], row[2] if len(row) > 2 else "") for row in rows]
    most = max([number for _label, number, _tone in listed] or [0]) or 1
    mirrored = get_language_bidi()
    drawn = []
    for index, (label, number, tone) in enumerate(listed):
        width = round(BAR_ROOM * number / most, 1)
        start = 0 if not mirrored else CHART - width
        after = width + 8
        drawn.append(
            {
                "label": label,
                "number": number,
                "tone": tone,
                "width": width,
                "start": start,
                "top": index * BAR_STEP,
                "after": CHART - after if mirrored else after,
            }
        )
    return {
        "rows": drawn,
        "title": title,
        "unit": unit,
        "height": max(len(drawn) * BAR_STEP, 1),
        "labels": CHART if mirrored else 0,
    }


@register.inclusion_tag("ui/button.html")
def button(
    text: str,
    href: str = "",
    kind: str = "primary",
    icon: str = "",
    *,
    tone: str = "",
    size: str = "",
    type: str = "submit",
    name: str = "",
    value: str = "",
    id: str = "",
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

    `tone` "yes" fills it; every other answer stays calm, saying no is fine. Wrap several in
    `<div class="sb-choices">`.
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
def progress(
    text: str, done: int = 0, total: int = 0, poll: str = "", then: str = "", id: str = "voortgang"
) -> dict[str, object]:
    """Show how far something is; with `poll`, the url of this same fragment, it keeps itself up to date."""
    return {"text": text, "done": done, "total": total, "poll": poll, "then": then, "id": id}


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
    """Show a week in blocks.

    `days` have `label` and `cells`; a cell has `state` (free, busy or "") and, to be ticked in a form, `name`,
    `value` and `block` (the block's word).
    """
    return {"caption": caption, "blocks": list(blocks), "days": list(days)}


@register.inclusion_tag("ui/figures.html")
def figures(rows: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """Show a few numbers large: `number`, `label`, and perhaps `url` and `tone` (warn, bad, quiet)."""
    return {"figures": list(rows)}


@register.inclusion_tag("ui/upload.html")
def upload(field: Any) -> dict[str, Any]:
    """Show a file field as a box one can also drag a file to."""
    return {"field": field}


@register.inclusion_tag("ui/copy.html")
def copybox(text: str, label: str, id: str = "tekst", rows: int = 5) -> dict[str, object]:
    """Show a ready-made text with buttons to copy and to share it; `id` must be unique on the page."""
    return {"text": text, "label": label, "id": id, "rows": rows}


@register.inclusion_tag("ui/error_summary.html")
def error_summary(*forms: Any) -> dict[str, object]:
    """List what is wrong in these forms with links to the fields, and take the focus; else nothing."""
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
    id: str = "",
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
