"""What the writer does with what the readers said, and the version that comes of it."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.letters.readability import compare
from sleutelbos.ui.errors import RuleBroken, StateChanged
from sleutelbos.ui.fields import clean_string

from .. import load, queries
from ..models import Answer, Decision, Proposal, Round, Sentence, Version, WordProposal
from ..rules import privacy, versions
from .steps import write_version


@transaction.atomic
def decide(
    *,
    round: Round,
    sentence: Sentence,
    kind: str,
    actor: Viewer,
    proposal: Proposal | None = None,
    text: str = "",
    reason: str = "",
    note: str = "",
    facts_confirmed: bool = False,
) -> Decision:
    """Accept a reader's words, change in other words, or keep with a reason; the last decision counts.

    A rewrite that loses a fact is refused with code `fact-lost` until a person confirms it.
    """
    _deciding(round)
    if sentence.version_id != round.version_id or (proposal is not None and proposal.sentence_id != sentence.pk):
        raise RuleBroken("other-letter", _("This sentence is not in this letter."))
    lost: list[str] = []
    if kind == Decision.Kind.KEEP:
        text, proposal = "", None
        if not reason and not note:
            raise RuleBroken("keep-reason", _("Say why it stays: the readers get to know."))
    else:
        reason = ""
        if kind == Decision.Kind.ACCEPT:
            if proposal is None:
                raise RuleBroken("no-proposal", _("Choose the words of a reader."))
            text = proposal.text
        text = clean_string(text, multiline=False).strip()
        _refuse_text(text, sentence, round)
        lost = [change.kind.value for change in compare(sentence.text, text) if change.blocks]
        if lost and not facts_confirmed:
            raise RuleBroken(
                "fact-lost",
                _("A fact is different in the new sentence."),
                _("Look at it again. Is it meant? Then confirm it."),
            )
    decision, _made = Decision.objects.update_or_create(
        sentence=sentence,
        defaults={
            "kind": kind,
            "proposal": proposal,
            "text": text,
            "reason": reason,
            "note": note,
            "lost_facts": lost,
            "by_label": actor.label[:200],
            "at": timezone.now(),
        },
    )
    audit.record(
        "letters.sentence.decided",
        actor=actor,
        target=round,
        region_id=round.region_id,
        kind=kind,
        facts_confirmed=bool(lost),
    )
    return decision


@transaction.atomic
def take_decision_back(*, round: Round, sentence: Sentence, actor: Viewer) -> None:
    """Undecided again."""
    _deciding(round)
    gone, _rows = Decision.objects.filter(sentence=sentence, sentence__version_id=round.version_id or 0).delete()
    if gone:
        audit.record("letters.sentence.reopened", actor=actor, target=round, region_id=round.region_id)


@transaction.atomic
def judge_answer(*, round: Round, answer: Answer, judged: str, actor: Viewer) -> None:
    """Whether an answer in the reader's own words is right; choices are weighed by themselves."""
    if answer.question.round_id != round.pk:
        raise RuleBroken("other-letter", _("This answer is not in this round."))
    Answer.objects.filter(pk=answer.pk, choice=None).update(judged=Answer.Judged(judged).value)
    audit.record("letters.answer.judged", actor=actor, target=round, region_id=round.region_id)


@transaction.atomic
def make_version(*, round: Round, actor: Viewer) -> Version:
    """A new version with everything that was decided; words that went become proposals for the word list."""
    held = _deciding(round)
    version = held.version
    assert version is not None
    decisions = list(Decision.objects.filter(sentence__version=version).select_related("sentence"))
    changed = {one.sentence.key: one.text for one in decisions if one.text}
    if not changed:
        raise RuleBroken("nothing-changed", _("Nothing was changed yet. Decide about at least one sentence."))
    left = queries.undecided(round)
    if left:
        raise RuleBroken(
            "undecided", _("Readers said something of sentences you have not decided about."), _("Decide about all.")
        )
    blocks, pieces = versions.rewritten(load.blocks_of_version(version), load.pieces_of_version(version), changed)
    new = write_version(
        version.letter, blocks, pieces, number=version.letter.versions.count() + 1, actor=actor, before=version
    )
    if not Round.objects.filter(pk=round.pk, result=None).update(result=new):
        raise StateChanged
    round.result = new
    for one in decisions:
        if one.text:
            _learn(round.region_id, one.sentence.text, one.text)
    audit.record("letters.version.made", actor=actor, target=round, region_id=round.region_id, number=new.number)
    return new


def _learn(region_id: int, before: str, after: str) -> None:
    for word, instead in versions.replaced_words(before, after):
        if len(word) > 60 or len(instead) > 80:
            continue
        row, _made = WordProposal.objects.get_or_create(region_id=region_id, word=word, instead=instead)
        WordProposal.objects.filter(pk=row.pk).update(times=F("times") + 1, last_at=timezone.now())


def _deciding(round: Round) -> Round:
    """A letter round that is closed and has no new version yet; held until the transaction ends."""
    held = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    if held.kind != Round.Kind.LETTER or held.state != Round.State.CLOSED or held.result_id is not None:
        raise StateChanged
    return held


def _refuse_text(text: str, sentence: Sentence, round: Round) -> None:
    if not text or len(text) > 1000:
        raise RuleBroken("no-text", _("Write the new sentence."))
    if privacy.without_forbidden(text)[1]:
        raise RuleBroken("forbidden-content", _("There is a number in your text that may not be stored here."))
    public = round.version.letter.public_terms if round.version else []
    known = {one.words for one in privacy.found_in([sentence.text])}
    if any(one.words not in known for one in privacy.found_in([text], public)):
        raise RuleBroken(
            "personal-data",
            _("There are personal data in the new sentence."),
            _("Write [naam] or [telefoonnummer] instead."),
        )
