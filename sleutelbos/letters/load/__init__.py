"""Between the tables and the pure core: rows to blocks, a check, and a score."""

from sleutelbos.letters.readability import Block, Check, Finding, Kind, check

from ..models import Sentence, Version
from ..rules import versions


def blocks_of_version(version: Version) -> list[tuple[int, Block]]:
    """(key, block) of a version, in reading order."""
    return [(row.key, Block(Kind(row.kind), row.text)) for row in version.blocks.all()]


def pieces_of_version(version: Version) -> list[versions.Piece]:
    """The sentences of a version as the rules know them."""
    rows = version.sentences.select_related("block")
    return [versions.Piece(row.block.key, row.start, row.end, row.text, row.key) for row in rows]


def check_version(version: Version) -> Check:
    """Index, findings and checklist of a version."""
    return check([block for _, block in blocks_of_version(version)])


def findings_by_sentence(version: Version, result: Check) -> dict[int, list[Finding]]:
    """Findings of a check per row number of the sentence they stand in; a finding outside any sentence is left out."""
    keys = [key for key, _ in blocks_of_version(version)]
    rows: dict[int, list[Sentence]] = {}
    for row in version.sentences.select_related("block"):
        rows.setdefault(row.block.key, []).append(row)
    found: dict[int, list[Finding]] = {}
    for finding in result.findings:
        for row in rows.get(keys[finding.block], []):
            if row.start <= finding.start < row.end:
                found.setdefault(row.pk, []).append(finding)
    return found
