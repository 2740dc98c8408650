"""The one way a letter, a round or a reader changes state, and the one way text becomes rows."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.letters.readability import Block as Piece
from sleutelbos.ui.errors import StateChanged
from sleutelbos.ui.fields import clean_string

from .. import load, workflow
from ..models import Block, Letter, Reader, Round, Score, Sentence, Version
from ..rules import privacy, versions


def _may(machine: workflow.Machine, old: str, new: str) -> None:
    # An old page or a second tap asks for a step that is over: the same answer as for who came second.
    if not workflow.can_move(machine, old, new):
        raise StateChanged


def move_letter(letter: Letter, new: str, *, actor: Viewer, **changes: Any) -> None:
    """Compare-and-set; StateChanged when somebody was first."""
    old = letter.state
    _may(workflow.LETTER, old, new)
    changes["state_since"] = timezone.now()
    if not Letter.objects.filter(pk=letter.pk, state=old).update(state=new, **changes):
        raise StateChanged
    letter.state = new
    for name, value in changes.items():
        setattr(letter, name, value)
    audit.record(f"letters.letter.{new}", actor=actor, target=letter, region_id=letter.region_id)


def move_round(round: Round, new: str, *, actor: Viewer, **changes: Any) -> None:
    """The same for a round."""
    old = round.state
    _may(workflow.ROUND, old, new)
    if not Round.objects.filter(pk=round.pk, state=old).update(state=new, **changes):
        raise StateChanged
    round.state = new
    for name, value in changes.items():
        setattr(round, name, value)
    audit.record(f"letters.round.{new}", actor=actor, target=round, region_id=round.region_id)


def move_reader(reader: Reader, new: str, *, actor: Viewer, **changes: Any) -> None:
    """The same for one person of a panel."""
    old = reader.state
    _may(workflow.READER, old, new)
    if not Reader.objects.filter(pk=reader.pk, state=old).update(state=new, **changes):
        raise StateChanged
    reader.state = new
    for name, value in changes.items():
        setattr(reader, name, value)
    audit.record(
        f"letters.reader.{new}",
        actor=actor,
        target=reader,
        subject=reader.key_person,
        region_id=reader.round.region_id,
    )


def safe_blocks(blocks: Sequence[Piece]) -> tuple[list[Piece], dict[str, int]]:
    """Blocks without numbers that may never be stored, and how many of each kind were left out."""
    removed: Counter[str] = Counter()
    kept = []
    for block in blocks:
        text, kinds = privacy.without_forbidden(clean_string(block.text, multiline=False).strip())
        removed.update(kinds)
        if text:
            kept.append(Piece(block.kind, text))
    return kept, dict(removed)


def write_version(
    letter: Letter,
    blocks: Sequence[tuple[int, Piece]],
    pieces: Sequence[versions.Piece],
    *,
    number: int,
    actor: Viewer,
    before: Version | None = None,
) -> Version:
    """A version with its blocks, sentences and score."""
    version = Version.objects.create(letter=letter, number=number, made_by_label=actor.label[:200])
    Block.objects.bulk_create(
        Block(version=version, key=key, kind=block.kind.value, text=block.text) for key, block in blocks
    )
    rows = {row.key: row for row in version.blocks.all()}
    old = {} if before is None else {row.key: row for row in before.sentences.all()}
    Sentence.objects.bulk_create(
        Sentence(
            version=version,
            block=rows[piece.block],
            position=position,
            start=piece.start,
            end=piece.end,
            text=piece.text,
            key=piece.key,
            came_from=old.get(piece.came_from),
        )
        for position, piece in enumerate(pieces, start=1)
    )
    score_version(version)
    return version


def rewrite_version(version: Version, blocks: Sequence[tuple[int, Piece]]) -> None:
    """Put other text in a version that nobody has read."""
    version.sentences.all().delete()
    version.blocks.all().delete()
    Block.objects.bulk_create(
        Block(version=version, key=key, kind=block.kind.value, text=block.text) for key, block in blocks
    )
    rows = {row.key: row for row in version.blocks.all()}
    Sentence.objects.bulk_create(
        Sentence(
            version=version,
            block=rows[piece.block],
            position=position,
            start=piece.start,
            end=piece.end,
            text=piece.text,
            key=piece.key,
        )
        for position, piece in enumerate(versions.pieces_of(blocks), start=1)
    )
    score_version(version)


def score_version(version: Version) -> None:
    """Reckon the index and the counts of a version and keep them.

    Versions of the letter that were reckoned by another index are reckoned again: a gain is never a change of weights.
    """
    index_version = _score(version)
    others = Version.objects.filter(letter_id=version.letter_id, score__isnull=False).exclude(pk=version.pk)
    for other in others.exclude(score__index_version__in=("", index_version)):
        _score(other)


def _score(version: Version) -> str:
    """Keeps the score of one version; returns which index reckoned it, nothing for a text without sentences."""
    result = load.check_version(version)
    index_version = result.index.version if result.index else ""
    Score.objects.update_or_create(
        version=version,
        defaults={
            "penalty": result.index.penalty if result.index else None,
            "nearest": result.index.nearest if result.index else "",
            "index_version": index_version,
            "counts": result.counts(),
            "sentences": version.sentences.count(),
            "words": sum(len(block.text.split()) for block in result.blocks),
        },
    )
    return index_version
