"""Words that are taken back: out of every issue, in every language, and out of texts in which they were typed over."""

from collections.abc import Sequence
from re import Pattern
from typing import Any, Final

from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone, translation
from django.utils.translation import gettext

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import RuleBroken

from ..editions import traces
from ..models import Chapter, Edition, Figure, Interview, Issue, Reading
from ..queries import editions as queries
from .editions import make_issue


def hold_still(edition: Edition) -> None:
    """Wait until nobody makes an issue of this edition, in any language, and let nobody begin: before words go.

    Without this an issue could be made from a yes that is taken back while it is being typeset.
    """
    home = edition.translated_from_id or edition.pk
    family = Edition.objects.filter(Q(pk=home) | Q(translated_from_id=home)).order_by("pk")
    list(family.select_for_update().values_list("pk", flat=True))


def take_out(
    *, interview: Interview, quotes: Sequence[int], actor: Viewer, whole: bool = False, words: Sequence[str] = ()
) -> None:
    """Empty every issue that holds one of these quotes (`whole`: or a chapter about this interview).

    `words`: what was said, in every language; where somebody typed it over into a text it goes too. Emptying is part of
    the caller's transaction, which called `hold_still` first. Each published edition gets a new issue in the same
    moment where it can be made; else by the clock (`renew_due`), and until then the page says so.
    """
    touched: dict[int, Edition] = {}
    now = timezone.now()
    found = traces.traces(words)
    if found:
        _forget(interview.edition, found, actor)
    for issue in queries.issues_with(quotes, interview.pk if whole else None, region=interview.region_id, words=found):
        Issue.objects.filter(pk=issue.pk, emptied_at=None).update(content={}, pdf=b"", emptied_at=now)
        touched[issue.edition_id] = issue.edition
        audit.record("insights.issue.emptied", actor=actor, target=issue, region_id=issue.edition.region_id)
    for edition in touched.values():
        _renew(edition, actor)


# Where whoever writes can type.
_TEXTS: Final[dict[type[Model], tuple[str, ...]]] = {
    Edition: ("title", "subtitle", "accountability", "not_represented", "colophon"),
    Chapter: ("heading", "lead", "body"),
    Figure: ("title", "description", "note"),
    Reading: ("title",),
}


def _forget(edition: Edition, found: Sequence[Pattern[str]], actor: Viewer) -> None:
    home = edition.translated_from_id or edition.pk
    family = Q(pk=home) | Q(translated_from_id=home)
    editions = Edition.objects.filter(family)
    rows: list[Any] = [
        *editions,
        *Chapter.objects.filter(edition__in=editions),
        *Figure.objects.filter(chapter__edition__in=editions),
        *Reading.objects.filter(edition__in=editions),
    ]
    for row in rows:
        new = {name: traces.without(getattr(row, name), found) for name in _TEXTS[type(row)]}
        if any(new[name] != getattr(row, name) for name in new):
            type(row).objects.filter(pk=row.pk).update(**new)
            audit.record(
                "insights.edition.changed",
                actor=actor,
                target=edition,
                region_id=edition.region_id,
                part="words-gone",
                number=row.pk,
            )


def _renew(edition: Edition, actor: Viewer) -> bool:
    with translation.override(edition.language):
        note = gettext("Somebody took words back or wants to be shown in another way. This issue respects that.")
    try:
        with transaction.atomic():
            # Its texts may have lost words a moment ago.
            edition = Edition.objects.select_related("region").get(pk=edition.pk)
            make_issue(edition=edition, note=note, actor=actor)
    except RuleBroken:
        return False
    return True


def renew_due() -> int:
    """Make an issue for published editions whose issues are all emptied; returns how many."""
    actor = Viewer.system(reason="words were taken back")
    rows = Edition.objects.filter(state__in=[Edition.State.PUBLISHED, Edition.State.REPLACED])
    waiting = rows.filter(issues__isnull=False).exclude(issues__emptied_at=None).distinct()
    return sum(_renew(edition, actor) for edition in waiting[:20])
