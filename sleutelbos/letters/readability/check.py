"""One letter, checked: index, findings, checklist. Everything the page, the API and the command line show."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sleutelbos.letters.readability.calendar import first_date_in
from sleutelbos.letters.readability.checklist import Place, Point, checklist_of
from sleutelbos.letters.readability.findings import Finding, findings_in
from sleutelbos.letters.readability.index import Index, Weights, index_of
from sleutelbos.letters.readability.sentences import Block, Kind, Sentence, sentences_of


@dataclass(frozen=True, slots=True)
class Check:
    """The result. `index` is None when there is no running text. `letter_day`: from which deadlines are counted."""

    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]
    index: Index | None
    findings: tuple[Finding, ...]
    checklist: dict[Point, list[Place]]
    letter_day: date | None

    def counts(self) -> dict[str, int]:
        """How often each rule fired."""
        return dict(Counter(finding.rule.value for finding in self.findings))

    def to_json(self) -> dict[str, Any]:
        """Plain values; the order and the names are a promise to whoever reads them."""
        return {
            "version": 1,
            "letter_day": self.letter_day.isoformat() if self.letter_day else None,
            "index": asdict(self.index) if self.index else None,
            "counts": self.counts(),
            "blocks": [{"kind": block.kind.value, "text": block.text} for block in self.blocks],
            "sentences": [
                {"block": sentence.block, "start": sentence.start, "end": sentence.end} for sentence in self.sentences
            ],
            "findings": [
                {**asdict(finding), "facts": dict(finding.facts), "also": [list(span) for span in finding.also]}
                for finding in self.findings
            ],
            "checklist": {
                point.value: [
                    {"block": place.block, "start": place.start, "end": place.end, "words": place.words}
                    for place in places
                ]
                for point, places in self.checklist.items()
            },
        }


def check(blocks: Sequence[Block], *, letter_day: date | None = None, weights: Weights | None = None) -> Check:
    """Check a letter. Without `letter_day` the first full date among its opening lines is taken, else none."""
    sentences = sentences_of(blocks)
    running = [sentence.text for sentence in sentences if sentence.kind in {Kind.PARAGRAPH, Kind.ITEM, Kind.HEADING}]
    if letter_day is None:
        opening = [block for block in blocks[:12] if block.kind is not Kind.PARAGRAPH or len(block.text) <= 60]
        letter_day = next((day for block in opening if (day := first_date_in(block.text))), None)
    return Check(
        tuple(blocks),
        tuple(sentences),
        index_of(running, weights) if running else None,
        tuple(findings_in(sentences, letter_day)),
        checklist_of(sentences),
        letter_day,
    )
