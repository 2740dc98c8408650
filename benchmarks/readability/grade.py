"""Which words of the own list are shown as an error and which are only offered.

    python -m benchmarks.readability.grade            what the rule says, and how well it does on the pairs
    python -m benchmarks.readability.grade --write    writes the grades into words.txt

The rule looks at the entry and hardly at the pairs, so that it holds on letters nobody has seen: phrases and joining
words are an error; another word is one when what to write instead is not longer and clearly more common. Only where a
word stood in three documents or more, what experts did with it decides. `hint` and `keep` are judged by people.
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.readability.pairs import Pair, read_pairs
from sleutelbos.letters.readability import WordKind, own_list
from sleutelbos.letters.readability.words import Entry, lemma, zipf

LIST = Path(__file__).resolve().parents[2] / "sleutelbos" / "letters" / "readability" / "words.txt"
CLEARLY = 1.0  # ten times as common
LONGER = 1  # letters
DOCUMENTS = 3

Evidence = dict[str, dict[str, tuple[int, int]]]  # word, document: how often it stood there, how often it went


def sections() -> dict[str, str]:
    """Under which heading of the list a word stands."""
    found: dict[str, str] = {}
    heading = ""
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if line.startswith("# ---"):
            heading = line.strip("# -")
        elif line.strip() and not line.startswith("#"):
            found[line.split("|")[1].strip()] = heading
    return found


def _known(word: str) -> float:
    return max(zipf(word), zipf(lemma(word)))


def by_form(entry: Entry, heading: str) -> bool:
    """Whether an entry is shown as an error, by itself."""
    if " " in entry.word or "/" in entry.word or heading.startswith("joining"):
        return True
    instead = entry.alternatives[0]
    gain = min(_known(word) for word in instead.replace("'", " ").split()) - _known(entry.word)
    return len(instead) <= len(entry.word) + LONGER and gain > CLEARLY


def is_error(entry: Entry, heading: str, evidence: Evidence, without: str = "") -> bool:
    """By form, or by what experts did in the other documents where the word stood in enough of them."""
    counts = [count for doc, count in evidence.get(entry.word, {}).items() if doc != without]
    if len(counts) >= DOCUMENTS:
        return 2 * sum(gone for _, gone in counts) >= sum(stood for stood, _ in counts)
    return by_form(entry, heading)


def evidence_in(pairs: Iterable[Pair]) -> Evidence:
    found: Evidence = defaultdict(dict)
    for pair in pairs:
        before, after = (
            [hit.entry.word for hit in own_list().hits(text) if hit.entry.kind is not WordKind.KEEP]
            for text in (pair.before, pair.after)
        )
        for word in set(before):
            stood, gone = found[word].get(pair.doc, (0, 0))
            more = before.count(word)
            found[word][pair.doc] = (stood + more, gone + max(0, more - after.count(word)))
    return found


def judged(pairs: list[Pair], kinds: frozenset[WordKind]) -> tuple[int, int, str]:
    """Flags and those taken out, each judged without its own document, with the share and its interval by document."""
    evidence, headings = evidence_in(pairs), sections()
    entries = {entry.word: entry for entry in own_list().entries}
    docs: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for word, by_doc in evidence.items():
        for doc, (stood, gone) in by_doc.items():
            if entries[word].kind in kinds and is_error(entries[word], headings[word], evidence, doc):
                docs[doc] = (docs[doc][0] + stood, docs[doc][1] + gone)
    groups = list(docs.values())
    chance = random.Random(1)
    drawn = []
    for _ in range(2000):
        sample = chance.choices(groups, k=len(groups))
        drawn.append(sum(gone for _, gone in sample) / sum(stood for stood, _ in sample))
    drawn.sort()
    stood, gone = sum(stood for stood, _ in groups), sum(gone for _, gone in groups)
    return stood, gone, f"{100 * gone / stood:.0f}% [{100 * drawn[49]:.0f}-{100 * drawn[1949]:.0f}]"


def main() -> None:
    pairs = read_pairs()
    evidence, headings = evidence_in(pairs), sections()
    graded = {
        entry.word: WordKind.PLAIN if is_error(entry, headings[entry.word], evidence) else WordKind.MAYBE
        for entry in own_list().entries
        if entry.kind in {WordKind.PLAIN, WordKind.MAYBE}
    }
    for kinds in ({WordKind.PLAIN, WordKind.MAYBE}, {WordKind.PLAIN, WordKind.MAYBE, WordKind.HINT}):
        print(f"{', '.join(sorted(kinds))}: {judged(pairs, frozenset(kinds))}")
    if "--write" not in sys.argv:
        return
    lines = []
    for line in LIST.read_text(encoding="utf-8").splitlines():
        parts = line.split("|")
        if len(parts) == 3 and parts[1].strip() in graded:
            line = "|".join([f"{graded[parts[1].strip()]} ", *parts[1:]])
        lines.append(line)
    LIST.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
