"""Writing guides: a draft for one language, then what everybody reads; nothing that was read is ever changed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Region
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import ForbiddenContent, RuleBroken, StateChanged
from sleutelbos.ui.guard import find_forbidden

from .. import rules, workflow
from ..models import Guide, GuideText

State = GuideText.State


@dataclass(frozen=True, slots=True)
class Facts:
    """What a written text rests on; a translation takes it from its source."""

    law_version: str
    checked_on: date
    check_before: date
    official_link: str = ""
    link_name: str = ""
    sources: tuple[dict[str, str], ...] = ()

    @classmethod
    def of(cls, text: GuideText) -> "Facts":
        """The facts of a text that exists."""
        return cls(
            text.law_version,
            text.checked_on,
            text.check_before,
            text.official_link,
            text.link_name,
            tuple(text.sources),
        )


@transaction.atomic
def save_draft(
    *,
    guide: Guide,
    language: str,
    content: dict[str, Any],
    facts: Facts,
    source: GuideText | None,
    read: str,
    actor: Viewer,
) -> GuideText:
    """Keep a draft in one language; there is one at a time, and a published text stays as it is.

    `read` is the mark (`mark_of`) of what the writer had before them. Raises StateChanged when somebody saved or
    published since, RuleBroken where a translation does not follow its source, ForbiddenContent for a BSN and the like.
    """
    _check(content, source)
    if mark_of(guide, language) != read:
        raise StateChanged
    values = {
        "content": content,
        "law_version": facts.law_version,
        "checked_on": facts.checked_on,
        "check_before": facts.check_before,
        "official_link": facts.official_link,
        "link_name": facts.link_name,
        "sources": list(facts.sources),
        "translated_from": source.language if source else "",
        "source": source,
        "made_by_id": actor.membership_id,
        "made_at": timezone.now(),
    }
    mine = GuideText.objects.filter(guide=guide, language=language)
    draft = mine.filter(state=State.DRAFT).first()
    if draft is None:
        version = (mine.aggregate(last=Max("version"))["last"] or 0) + 1
        try:
            with transaction.atomic():
                draft = GuideText.objects.create(guide=guide, language=language, version=version, **values)
        except IntegrityError:
            raise StateChanged from None
    else:
        same = mine.filter(pk=draft.pk, state=State.DRAFT, revision=draft.revision)
        if same.update(revision=F("revision") + 1, edition=None, **values) != 1:
            raise StateChanged
        draft.refresh_from_db()
    _record("guidance.guide.written", draft, actor=actor)
    return draft


@transaction.atomic
def publish(*, draft: GuideText, revision: int, actor: Viewer) -> GuideText:
    """Let everybody read a draft; the version before it is kept and its translations become outdated.

    Raises StateChanged when somebody saved or published since.
    """
    workflow.check(workflow.GUIDE_TEXT, draft.state, State.PUBLISHED)
    mine = GuideText.objects.filter(guide_id=draft.guide_id, language=draft.language)
    mine.filter(state=State.PUBLISHED).update(state=State.SUPERSEDED)
    moved = mine.filter(pk=draft.pk, state=State.DRAFT, revision=revision).update(
        state=State.PUBLISHED, reviewed_by="", reviewed_on=None
    )
    if moved != 1:
        raise StateChanged
    draft.refresh_from_db()
    _record("guidance.guide.published", draft, actor=actor)
    return draft


@transaction.atomic
def drop_draft(*, draft: GuideText, revision: int, actor: Viewer) -> None:
    """Throw a draft away; it stays in the list of versions, and what everybody reads does not change."""
    workflow.check(workflow.GUIDE_TEXT, draft.state, State.DROPPED)
    same = GuideText.objects.filter(pk=draft.pk, state=State.DRAFT, revision=revision)
    if same.update(state=State.DROPPED) != 1:
        raise StateChanged
    _record("guidance.guide.dropped", draft, actor=actor)


@transaction.atomic
def record_review(*, text: GuideText, name: str, actor: Viewer) -> None:
    """Say that a native speaker has read a translation that everybody reads, and stands for it.

    Raises RuleBroken for a text of one's own, for one that was not translated and for one whose source has changed.
    """
    if text.is_source:
        raise RuleBroken("not-translated", _("Only a translation is read by a native speaker."))
    if text.is_outdated:
        raise RuleBroken("outdated", _("The Dutch text has changed."), _("Bring the translation up to date first."))
    if text.made_by_id is not None and text.made_by_id == actor.membership_id:
        raise RuleBroken("own-text", _("Somebody else must read your text."))
    same = GuideText.objects.filter(pk=text.pk, state=State.PUBLISHED, reviewed_on__isnull=True)
    if same.update(reviewed_by=name, reviewed_on=timezone.localdate()) != 1:
        raise StateChanged
    _record("guidance.guide.reviewed", text, actor=actor)


def mark_of(guide: Guide, language: str) -> str:
    """What stands there now in one language, as a mark that changes with every save and every publication."""
    rows = GuideText.objects.filter(guide=guide, language=language, state__in=[State.DRAFT, State.PUBLISHED])
    return ",".join(f"{pk}.{revision}" for pk, revision in rows.order_by("pk").values_list("pk", "revision"))


def _check(content: dict[str, Any], source: GuideText | None) -> None:
    kinds = tuple(dict.fromkeys(found.kind for found in find_forbidden(rules.whole_text(content))))
    if kinds:
        raise ForbiddenContent(kinds)
    if source is not None and not rules.same_shape(source.content, content):
        raise RuleBroken("other-shape", _("A translation has the same parts as the Dutch text."))
    if not content.get("title") or not content.get("sections"):
        raise RuleBroken("empty", _("A page needs a title and at least one part."))


def _record(verb: str, text: GuideText, *, actor: Viewer) -> None:
    # Guides are one for all regions of an installation, so every region's trail tells of it.
    for region_id in Region.objects.values_list("pk", flat=True):
        audit.record(verb, actor=actor, target=text, region_id=region_id, language=text.language)
