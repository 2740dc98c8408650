"""Interviews and quotes: sent to the person, decided by the person, taken back by the person."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.services import links
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.notices import services as notices
from sleutelbos.ui.errors import RuleBroken, StateChanged

from .. import workflow
from ..models import Chapter, Edition, Interview, Quote
from .withdrawal import hold_still, take_out

# Somebody may take words back as long as they are out: the link works for ten years.
LINK_DAYS = 3650


def quote_token(interview: Interview) -> str:
    """The key to the page on which this person decides."""
    return links.make_token("interview", interview.pk, interview.link_version)


def quote_link(interview: Interview) -> str:
    """The full address of that page."""
    return links.absolute("insights:show-own-quotes", quote_token(interview))


@transaction.atomic
def add_interview(*, edition: Edition, values: dict[str, Any], actor: Viewer) -> Interview:
    """Somebody told something; nothing is out yet. `values`: kind, key_person, newcomer, email, role, language, ..."""
    _must_be_home(edition)
    interview = Interview.objects.create(region_id=edition.region_id, edition=edition, **values)
    _record("insights.interview.added", interview, actor)
    return interview


@transaction.atomic
def save_quote(*, interview: Interview, quote: Quote | None, values: dict[str, Any], actor: Viewer) -> Quote:
    """A new quote, or other words for one; other words need a new yes.

    `values`: text, own_text, chapter, pulled. Words of a published quote do not change: that is taken back first.
    """
    _must_be_home(interview.edition)
    if interview.state == Interview.State.WITHDRAWN:
        raise StateChanged
    if quote is None:
        Edition.objects.select_for_update().get(pk=interview.edition_id)
        rows = Quote.objects.filter(interview__edition_id=interview.edition_id)
        last = rows.aggregate(last=Max("number"))["last"] or 0
        quote = Quote.objects.create(
            interview=interview, number=last + 1, own_language=interview.language, **_with_own(interview, values)
        )
        _record("insights.quote.added", interview, actor, number=quote.number)
        return quote
    if quote.state in {Quote.State.REFUSED, Quote.State.WITHDRAWN}:
        raise StateChanged
    hold_still(interview.edition)
    values = _with_own(interview, values)
    before = words_of([quote])
    other_words = any(values[name] != getattr(quote, name) for name in ("text", "own_text"))
    changes = dict(values)
    if other_words:
        changes |= {"state": Quote.State.DRAFT, "version": quote.version + 1, "wish": "", "decided_at": None}
    if not Quote.objects.filter(pk=quote.pk, version=quote.version, state=quote.state).update(**changes):
        raise StateChanged
    was = quote.state
    quote.refresh_from_db()
    if other_words:
        quote.translations.all().delete()
        if was == Quote.State.APPROVED:
            take_out(interview=interview, quotes=[quote.pk], actor=actor, words=before)
    _record("insights.quote.changed", interview, actor, number=quote.number)
    return quote


def _with_own(interview: Interview, values: dict[str, Any]) -> dict[str, Any]:
    if interview.language == interview.edition.language:
        return {**values, "own_text": values["text"]}
    return values


@transaction.atomic
def remove_quote(*, quote: Quote, actor: Viewer) -> None:
    """Throw a quote away that nobody was asked about."""
    if quote.state != Quote.State.DRAFT:
        raise StateChanged
    number, interview = quote.number, quote.interview
    quote.delete()
    _record("insights.quote.removed", interview, actor, number=number)


@transaction.atomic
def ask_for_yes(*, interview: Interview, actor: Viewer) -> int:
    """Send the person the link to the quotes that were not sent yet; returns how many there are."""
    _must_be_home(interview.edition)
    waiting = list(interview.quotes.filter(state=Quote.State.DRAFT))
    if not waiting:
        raise RuleBroken("nothing-to-ask", _("There is no new quote for this person."))
    if any(not quote.own_text for quote in waiting):
        raise RuleBroken(
            "no-own-words", _("One quote has no words in the language of this person."), _("Write those first.")
        )
    interview.quotes.filter(pk__in=[quote.pk for quote in waiting]).update(state=Quote.State.ASKED)
    moved = Interview.objects.filter(pk=interview.pk).exclude(state=Interview.State.WITHDRAWN)
    if not moved.update(state=Interview.State.ASKED, asked_at=timezone.now()):
        raise StateChanged
    interview.refresh_from_db()
    person = interview.key_person
    link = quote_link(interview)
    key = "-".join(f"{quote.pk}.{quote.version}" for quote in waiting)
    notices.queue(
        template="insights/mail/quotes.txt",
        to=person.email if person is not None else interview.email,
        language=interview.language,
        dedupe_key=f"interview:{interview.pk}:{key}"[:190],
        reader=audit.name_of(person) if person is not None else "",
        link=link,
        context={"interview": interview, "edition": interview.edition, "region": interview.region, "link": link},
        region_id=interview.region_id,
    )
    _record("insights.quote.asked", interview, actor, count=len(waiting))
    return len(waiting)


@transaction.atomic
def decide_quote(*, quote: Quote, verdict: str, version: int, wish: str = "", actor: Viewer) -> Quote:
    """The person says yes, other words, or no to exactly these words; or takes a yes back at any later time.

    `verdict`: approved, change, refused, withdrawn. The same tap twice is one decision. StateChanged when the words
    became others after the page was opened.
    """
    if quote.state == verdict and quote.version == version:
        return quote
    if not workflow.can_move(workflow.QUOTE, quote.state, verdict):
        raise StateChanged
    hold_still(quote.interview.edition)
    words = words_of([quote])
    now = timezone.now()
    changes: dict[str, Any] = {"state": verdict, "decided_at": now, "wish": wish if verdict == "change" else ""}
    gone = verdict in {Quote.State.REFUSED, Quote.State.WITHDRAWN}
    if gone:
        changes |= {"text": "", "own_text": ""}
    rows = Quote.objects.filter(pk=quote.pk, version=version, state=quote.state)
    if not rows.update(**changes):
        raise StateChanged
    quote.refresh_from_db()
    interview = quote.interview
    if verdict == Quote.State.APPROVED:
        Interview.objects.filter(pk=interview.pk).update(may_publish=True)
    if gone:
        quote.translations.all().delete()
    _settle(interview)
    _record(f"insights.quote.{verdict}", interview, actor, number=quote.number)
    if verdict == Quote.State.WITHDRAWN:
        take_out(interview=interview, quotes=[quote.pk], actor=actor, words=words)
    return quote


@transaction.atomic
def choose_use(*, interview: Interview, shown: str, other_name: str, may_translate: bool, actor: Viewer) -> None:
    """How the person is shown and whether in other languages too; what is out already is made again."""
    if interview.state == Interview.State.WITHDRAWN:
        raise StateChanged
    hold_still(interview.edition)
    before = (interview.name, interview.may_translate)
    interview.shown, interview.may_translate = shown, may_translate
    interview.other_name = other_name if shown == Interview.Shown.OTHER_NAME else ""
    interview.save(update_fields=["shown", "may_translate", "other_name"])
    _record("insights.interview.use_chosen", interview, actor, shown=shown, languages=may_translate)
    if before != (interview.name, interview.may_translate):
        quotes = list(interview.quotes.values_list("pk", flat=True))
        take_out(interview=interview, quotes=quotes, actor=actor, whole=True)


@transaction.atomic
def withdraw_interview(*, interview: Interview, actor: Viewer) -> None:
    """The person takes everything back: every quote goes, and so does the chapter about this person."""
    if interview.state == Interview.State.WITHDRAWN:
        return
    hold_still(interview.edition)
    now = timezone.now()
    quotes = list(interview.quotes.values_list("pk", flat=True))
    words = words_of(interview.quotes.all())
    interview.quotes.exclude(state=Quote.State.REFUSED).update(
        state=Quote.State.WITHDRAWN, text="", own_text="", wish="", decided_at=now
    )
    for quote in interview.quotes.all():
        quote.translations.all().delete()
    Interview.objects.filter(pk=interview.pk).update(
        state=Interview.State.WITHDRAWN,
        may_publish=False,
        may_translate=False,
        first_name="",
        other_name="",
        shown=Interview.Shown.ROLE,
        withdrawn_at=now,
    )
    interview.refresh_from_db()
    # What was written around the quotes is about this person too.
    for chapter in Chapter.objects.filter(interview=interview).select_related("edition"):
        with translation.override(chapter.edition.language):
            heading = gettext("Taken back")
        Chapter.objects.filter(pk=chapter.pk).update(heading=heading, body="", lead="")
    _record("insights.interview.withdrawn", interview, actor)
    take_out(interview=interview, quotes=quotes, actor=actor, whole=True, words=words)


def words_of(quotes: Iterable[Quote]) -> list[str]:
    """What was said, in every language it was written in; empty texts are not in it."""
    found = []
    for quote in quotes:
        found += [quote.text, quote.own_text, *quote.translations.values_list("text", flat=True)]
    return [text for text in found if text]


def _settle(interview: Interview) -> None:
    open_states = [Quote.State.ASKED, Quote.State.DRAFT]
    if not interview.quotes.filter(state__in=open_states).exists():
        rows = Interview.objects.filter(pk=interview.pk, state=Interview.State.ASKED)
        rows.update(state=Interview.State.ANSWERED, answered_at=timezone.now())


def _must_be_home(edition: Edition) -> None:
    if not edition.is_open:
        raise StateChanged
    if edition.translated_from_id is not None:
        raise RuleBroken("not-the-original", _("Interviews belong to the original edition."))


def _record(verb: str, interview: Interview, actor: Viewer, **data: Any) -> None:
    audit.record(
        verb,
        actor=actor,
        target=interview,
        subject=interview.key_person or interview.newcomer or "",
        region_id=interview.region_id,
        **data,
    )
