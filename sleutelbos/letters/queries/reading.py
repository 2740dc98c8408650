"""What one reader sees: the cards, others' words, and what was done with the own remarks."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, QuerySet

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.letters.readability import Level

from .. import load
from ..models import Decision, Mark, Proposal, Reader, Round, Sentence, Spoken, Vote
from ..rules import versions


@dataclass(slots=True)
class Card:
    """One sentence with its words, and what the reader said of it so far."""

    sentence: Sentence
    number: int
    heading: bool
    words: list[tuple[int, str, bool]]
    mark: Mark | None
    proposal: str
    spoken: bool = False


@dataclass(slots=True)
class Remark:
    """What a reader said of a sentence, and what was done with it."""

    sentence: Sentence
    mark: Mark | None
    proposal: Proposal | None
    decision: Decision | None
    marked_words: list[str] = field(default_factory=list)


def own_readings(viewer: Viewer) -> QuerySet[Reader]:
    """The panels a signed-in key person is or was in, the newest first."""
    rows = Reader.objects.filter(key_person__membership_id=viewer.membership_id or 0)
    rows = rows.exclude(round__state=Round.State.WITHDRAWN)
    return rows.select_related("round__version", "key_person").order_by("-invited_at", "-id")


def cards(reader: Reader) -> list[Card]:
    """Every sentence of the letter in order, at most eighty."""
    marks = {row.sentence_id: row for row in reader.marks.all()}
    proposals = {row.sentence_id: str(row.text) for row in reader.proposals.all()}
    spoken = set(Spoken.objects.filter(reader=reader).values_list("sentence_id", flat=True))
    rows = Sentence.objects.filter(version_id=reader.round.version_id or 0).select_related("block")
    found = []
    for number, row in enumerate(rows[: versions.MOST_CARDS], start=1):
        mark = marks.get(row.pk)
        tapped = set(mark.words) if mark else set()
        words = [(at, word, at in tapped) for at, word in enumerate(versions.words_of(row.text))]
        found.append(
            Card(row, number, row.block.kind == "heading", words, mark, proposals.get(row.pk, ""), row.pk in spoken)
        )
    return found


def others_proposals(reader: Reader) -> list[tuple[Sentence, list[tuple[Proposal, str]]]]:
    """What other readers wrote for sentences this reader said something of, with the own vote: "", "yes" or "no"."""
    own = Mark.objects.filter(reader=reader).values("sentence")
    votes = {row.proposal_id: "yes" if row.better else "no" for row in Vote.objects.filter(reader=reader)}
    rows = (
        Proposal.objects.filter(sentence__in=own, reader__round=reader.round)
        .exclude(reader=reader)
        .select_related("sentence")
        .order_by("sentence__position", "id")
    )
    found: dict[int, tuple[Sentence, list[tuple[Proposal, str]]]] = {}
    for row in rows:
        found.setdefault(row.sentence_id, (row.sentence, []))[1].append((row, votes.get(row.pk, "")))
    return list(found.values())


def remarks_of(reader: Reader) -> list[Remark]:
    """The sentences this reader stumbled over or rewrote, in order, with the decision where there is one."""
    marks = {row.sentence_id: row for row in reader.marks.exclude(verdict=Mark.Verdict.CLEAR)}
    proposals = {row.sentence_id: row for row in reader.proposals.all()}
    rows = Sentence.objects.filter(pk__in={*marks, *proposals}).prefetch_related(
        Prefetch("decision", queryset=Decision.objects.select_related("proposal"))
    )
    found = []
    for row in rows.order_by("position"):
        mark = marks.get(row.pk)
        words = versions.words_of(row.text)
        tapped = [words[at].strip(".,;:!?()") for at in mark.words if at < len(words)] if mark else []
        found.append(Remark(row, mark, proposals.get(row.pk), getattr(row, "decision", None), tapped))
    return found


def reader_findings(reader: Reader) -> list[Any]:
    """What the computer marks in the letter, red and orange; for readers who are done."""
    if reader.round.version is None:
        return []
    result = load.check_version(reader.round.version)
    return [one for one in result.findings if one.level in {Level.RED, Level.ORANGE}]
