"""Every reader hears what was done, and what may be public becomes public."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.services import links
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.notices import services as notices
from sleutelbos.ui.errors import RuleBroken, StateChanged

from .. import queries
from ..models import Letter, Reader, Round
from .reading import reader_token
from .steps import move_round


@transaction.atomic
def tell_readers(*, round: Round, outcome: str, actor: Viewer) -> int:
    """Answer everybody who took part, in the own language; returns how many were told.

    A letter round must be decided, and changed text must be in a new version; an advice round needs an answer.
    """
    if round.kind == Round.Kind.LETTER:
        if queries.undecided(round):
            raise RuleBroken(
                "undecided",
                _("Readers said something of sentences you have not decided about."),
                _("Decide about all."),
            )
        if round.result_id is None and queries.decided_changes(round):
            raise RuleBroken("no-version", _("First make the new version of the letter."))
    elif not outcome:
        raise RuleBroken("no-outcome", _("Write what you do with the advice."))
    move_round(round, Round.State.TOLD, actor=actor, told_at=timezone.now(), outcome=outcome)
    readers = round.readers.filter(state__in=[Reader.State.FINISHED, Reader.State.PARTLY])
    for reader in readers.select_related("key_person"):
        link = links.absolute("letters:show-verdict", reader_token(reader))
        notices.queue(
            template="letters/mail/told.txt",
            to=reader.key_person.email,
            language=reader.key_person.language,
            dedupe_key=f"round:{round.pk}:told:{reader.pk}",
            reader=audit.name_of(reader.key_person),
            link=link,
            context={
                "round": round,
                "person": reader.key_person,
                "link": link,
            },
            region_id=round.region_id,
        )
    return len(readers)


@transaction.atomic
def publish_letter(*, letter: Letter, actor: Viewer) -> None:
    """Put before, after and what readers said (who said yes to that) on a page for everybody."""
    told = Round.objects.filter(version__letter=letter, state=Round.State.TOLD, result__isnull=False)
    if not told.exists():
        raise RuleBroken("not-told", _("First tell the readers what you did with what they said."))
    _publish(Letter.objects.filter(pk=letter.pk, published_at=None), "letters.letter.published", letter, actor)


@transaction.atomic
def unpublish_letter(*, letter: Letter, actor: Viewer) -> None:
    """Take the page away."""
    if Letter.objects.filter(pk=letter.pk).exclude(published_at=None).update(published_at=None):
        audit.record("letters.letter.unpublished", actor=actor, target=letter, region_id=letter.region_id)


@transaction.atomic
def publish_round(*, round: Round, actor: Viewer) -> None:
    """Put the questions and what was done with the advice on a page for everybody."""
    if round.kind != Round.Kind.ADVICE or round.state != Round.State.TOLD:
        raise RuleBroken("not-told", _("First tell the readers what you did with what they said."))
    _publish(Round.objects.filter(pk=round.pk, published_at=None), "letters.round.published", round, actor)


@transaction.atomic
def unpublish_round(*, round: Round, actor: Viewer) -> None:
    """Take the page away."""
    if Round.objects.filter(pk=round.pk).exclude(published_at=None).update(published_at=None):
        audit.record("letters.round.unpublished", actor=actor, target=round, region_id=round.region_id)


def _publish(rows: object, verb: str, target: Letter | Round, actor: Viewer) -> None:
    if not rows.update(published_at=timezone.now()):  # type: ignore[attr-defined]
        raise StateChanged
    audit.record(verb, actor=actor, target=target, region_id=target.region_id)
