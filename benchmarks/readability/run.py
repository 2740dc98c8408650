"""The reading index, rules, fact guard and speed, measured: python benchmarks/readability/run.py

Pairs of the development documents, weights fitted without the document that is judged. Rules: fires, reduced, new;
for long sentences "less of it" is fewer words beyond the limit. Speed as a ratio to a plain pass over the words of
the same letter, because machines differ. Writes RESULTS.md beside this file.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from numpy.typing import NDArray

from benchmarks.readability.fit import (
    anchored,
    differences,
    documents,
    fit,
    halves,
    left_out,
    left_out_documents,
    vector,
)  # fmt: skip
from benchmarks.readability.formulas import brouwer, flesch_douma
from benchmarks.readability.grade import judged
from benchmarks.readability.pairs import Pair, accuracy, kind_of, read_pairs, right, sentences
from benchmarks.readability.planted import planted
from sleutelbos.letters.readability import (
    LEVELS,
    Block,
    FactKind,
    Kind,
    Level,
    Rule,
    WordKind,
    blocks_of,
    check,
    compare,
    own_list,
)  # fmt: skip
from sleutelbos.letters.readability.features import NAMES
from sleutelbos.letters.readability.words import tokens_of

LOST = {FactKind.DATE, FactKind.AMOUNT, FactKind.NUMBER, FactKind.LINK}
LIMITS = {Rule.OVER_25: 25, Rule.OVER_20: 20}


def pair_table(pairs: list[Pair]) -> list[str]:
    difference = differences(pairs)
    rows = [("reading index", left_out(pairs, difference), left_out_documents(pairs, difference))]
    for name, formula in (("Flesch-Douma", flesch_douma), ("Brouwer", brouwer)):
        gains = [formula(sentences(pair.after)) - formula(sentences(pair.before)) for pair in pairs]
        rows.append((name, gains, [formula(after) - formula(before) for before, after in documents(pairs).values()]))
    lines = ["| score | all pairs | substantive | documents |", "|---|---|---|---|"]
    for name, gains, docs in rows:
        easier = f"{sum(map(right, docs)):g} of {len(docs)}"
        substantive = accuracy(pairs, gains, lambda pair: pair.substantive)
        lines.append(f"| {name} | {accuracy(pairs, gains)} | {substantive} | {easier} |")
    return lines


def more_judges(pairs: list[Pair]) -> list[str]:
    """The index with a whole kind of documents left out, and taught on half of the documents."""
    difference = differences(pairs)
    gains = left_out(pairs, difference, kind_of)
    substantive = accuracy(pairs, gains, lambda pair: pair.substantive)
    drawn = halves(pairs, difference)
    every, real = (100 * sum(draw[at] for draw in drawn) / len(drawn) for at in (0, 1))
    lengths = [len(tokens_of(pair.before)) for pair in pairs]
    own = left_out(pairs, difference)
    lines = [
        f"A whole kind of documents left out (elections, own staff, statutes, ...): {accuracy(pairs, gains)} of all "
        f"pairs, {substantive} of substantive ones. Weights of 12 documents, judged on the other 12, mean of "
        f"{len(drawn)} draws: {every:.1f} and {real:.1f}.", "", "| words before | pairs | right |", "|---|---|---|",
    ]  # fmt: skip
    for low, high in ((1, 8), (9, 12), (13, 16), (17, 20), (21, 999)):
        hits = [right(gain) for gain, length in zip(own, lengths, strict=True) if low <= length <= high]
        name = f"{low}-{high}" if high < 999 else f"{low} and more"
        lines.append(f"| {name} | {len(hits)} | {100 * sum(hits) / len(hits):.0f}% |")
    named = [f"{count} {name}" for name, count in Counter(_what_changed(pair) for pair, gain in zip(
        pairs, own, strict=True) if right(gain) < 1).most_common()]  # fmt: skip
    lines += ["", f"Pairs that are not ranked right, by what the expert did: {', '.join(named)}."]
    without, flat = difference.copy(), difference.copy()
    without[:, NAMES.index("formal")] = 0
    flat[:, NAMES.index("formal")] = [_entries(pair.before) - _entries(pair.after) for pair in pairs]
    for name, other in (("Without the own list", without), ("With every hint counted in full", flat)):
        gains = left_out(pairs, other)
        substantive = accuracy(pairs, gains, lambda pair: pair.substantive)
        lines += ["", f"{name}, each document left out: {accuracy(pairs, gains)} and {substantive}."]
    return lines


def _entries(text: str) -> float:
    """Entries of the list per sentence, whatever their grade."""
    parts = sentences(text)
    kinds = [hit.entry.kind for part in parts for hit in own_list().hits(part)]
    return sum(kind is not WordKind.KEEP for kind in kinds) / max(1, len(parts))


def _what_changed(pair: Pair) -> str:
    before, after = (
        Counter("hebt" if token.text.lower() == "heeft" else token.text.lower() for token in tokens_of(text))
        for text in (pair.before, pair.after)
    )
    gone, new = before - after, after - before
    if sorted("".join(gone)) == sorted("".join(new)) or (gone.total() <= 1 and new.total() <= 1):
        return "changed one word, a spelling or the order"
    if "?" in pair.before and "?" not in pair.after:
        return "turned a question into a statement"
    if gone.total() <= 1 or new.total() >= 2 * gone.total():
        return "added words"
    return "rewrote"


def _much(rule: Rule, text: str) -> int:
    if rule in LIMITS:
        return sum(max(0, len(tokens_of(sentence)) - LIMITS[rule]) for sentence in sentences(text))
    return check([Block(Kind.PARAGRAPH, text)]).counts().get(rule, 0)


def rule_table(pairs: list[Pair]) -> list[str]:
    lines = ["| rule | shown | fires | reduced | new |", "|---|---|---|---|---|"]
    for rule in Rule:
        both = [(_much(rule, pair.before), _much(rule, pair.after)) for pair in pairs]
        fires = [(before, after) for before, after in both if before]
        silent = [after for before, after in both if not before]
        reduced = f"{100 * sum(after < before for before, after in fires) / len(fires):.0f}%" if fires else "-"
        new = 100 * sum(after > 0 for after in silent) / max(1, len(silent))
        lines.append(f"| `{rule}` | {LEVELS[rule]} | {len(fires)} of {len(pairs)} | {reduced} | {new:.1f}% |")
    return lines


def word_lines(pairs: list[Pair]) -> list[str]:
    """Share of flags that experts replaced, and share of words that experts took out that had a flag."""
    lines = []
    for kind in (WordKind.PLAIN, WordKind.MAYBE, WordKind.HINT):
        flagged = replaced = removed = 0
        for pair in pairs:
            before, after = (
                Counter(hit.entry.word for hit in own_list().hits(text) if hit.entry.kind is kind)
                for text in (pair.before, pair.after)
            )
            flagged += before.total()
            replaced += (before - after).total()
            words = [{token.text.lower() for token in tokens_of(text) if len(token.text) > 3}
                     for text in (pair.before, pair.after)]  # fmt: skip
            removed += len(words[0] - words[1])
        lines.append(f"| `{kind}` | {flagged} | {100 * replaced / flagged:.0f}% | {100 * replaced / removed:.0f}% |")
    flags, gone, share = judged(pairs, frozenset({WordKind.PLAIN, WordKind.MAYBE, WordKind.HINT}))
    return [
        "| words | flags | taken out by the expert | of all words of four letters or more that went |",
        "|---|---|---|---|", *lines, "",
        "Which words are only hints was decided by people with these pairs in view. By the rule of "
        "`benchmarks/readability/grade.py` alone, each document judged without itself and with every hint back in, "
        f"{share} of {flags} errors were taken out ({100 * gone / removed:.0f}% of the words that went): "
        "expect that on new letters.",
    ]  # fmt: skip


def fact_table(pairs: list[Pair], count: int) -> list[str]:
    lines = ["| planted | changes | caught |", "|---|---|---|"]
    for kind in FactKind:
        caught = sum(any(change.blocks for change in compare(*both)) for both in planted(kind, count))
        lines.append(f"| {kind} | {count} | {100 * caught / count:.1f}% |")
    lost = sum(any(change.lost and change.kind in LOST for change in compare(p.before, p.after)) for p in pairs)
    negation = sum(any(c.kind is FactKind.NEGATION for c in compare(p.before, p.after)) for p in pairs)
    wording = {FactKind.TERM, FactKind.MUST, FactKind.MAY}
    words = sum(any(c.blocks and c.kind in wording for c in compare(p.before, p.after)) for p in pairs)
    any_kind = sum(any(c.blocks for c in compare(p.before, p.after)) for p in pairs)
    return [*lines, "", f"Of {len(pairs)} rewrites by experts, {100 * lost / len(pairs):.1f}% raise a lost number, "
            f"date, amount or link, {100 * negation / len(pairs):.1f}% a negation, {100 * words / len(pairs):.1f}% "
            f"a lost term, must or may; {100 * any_kind / len(pairs):.1f}% ask for a tick of any kind."]  # fmt: skip


def step_table(pairs: list[Pair]) -> list[str]:
    """How often accepting a quarter more of a document's edits does not make the document worse."""
    difference = differences(pairs)
    docs = np.array([pair.doc for pair in pairs])
    own = {doc: [pair for pair in pairs if pair.doc == doc] for doc in dict.fromkeys(docs)}
    own = {doc: edits for doc, edits in own.items() if len(edits) >= 4}  # with fewer a quarter is no edit
    chance = np.random.default_rng(1)
    orders = {doc: [list(range(len(edits))), *(list(chance.permutation(len(edits))) for _ in range(5))]
              for doc, edits in own.items()}  # fmt: skip
    taken = {doc: [_quarters(edits, order) for order in orders[doc]] for doc, edits in own.items()}
    rises: dict[tuple[str, str], list[float]] = {}
    for doc, paths in taken.items():
        weights = fit(difference[docs != doc], list(docs[docs != doc]))
        scale, constant = anchored(weights, list(documents([pair for pair in pairs if pair.doc != doc]).values()))
        for number, path in enumerate(paths):
            name = "five drawn orders" if number else "their own order"
            raw = scale * (path @ weights) + constant
            rises.setdefault((name, "raw"), []).extend(np.diff(raw))
            rises.setdefault((name, "shown"), []).extend(np.diff(np.round(raw, 1)))
    lines = [
        "| edits accepted in | steps | not harder | not harder as shown | most it went up |",
        "|---|---|---|---|---|",
    ]
    for name in ("their own order", "five drawn orders"):
        raw, shown = (np.array(rises[name, kind]) for kind in ("raw", "shown"))
        lines.append(f"| {name} | {len(raw)} | {_kept(raw):.1f}% | {_kept(shown):.1f}% | {max(0, raw.max()):.2f} |")
    drawn = np.random.default_rng(1)
    held = []
    for _ in range(40):
        taught = np.isin(docs, drawn.choice(np.unique(docs), len(set(docs)) // 2, replace=False))
        weights = fit(difference[taught], list(docs[taught]))
        judged = [np.diff(path @ weights) for doc in taken if doc not in docs[taught] for path in taken[doc]]
        held.append(_kept(np.concatenate(judged)))
    few = [doc for doc, edits in own.items() if len(edits) < 8]
    short = [rise for doc in few for path in taken[doc] for rise in np.diff(
        path @ fit(difference[docs != doc], list(docs[docs != doc])))]  # fmt: skip
    return [
        "Steps of 0, 25, 50, 75 and 100% of a document's edits that do not make the document harder, weights fitted "
        "without it. As shown: the index with one decimal, as people see it.", "", *lines, "",
        f"In all six orders: {_kept(np.array(short)):.1f}% in the {len(few)} documents of 4 to 7 edits, where a step "
        f"is one edit or two. Weights of 12 documents, steps in the other 12, mean of 40 draws: {np.mean(held):.1f}%.",
    ]  # fmt: skip


def _quarters(edits: list[Pair], order: list[int]) -> NDArray[np.float64]:
    """Features of a document with 0, 1, 2, 3 and 4 quarters of its edits accepted in this order."""
    rows = []
    for quarter in range(5):
        accepted = set(order[: round(quarter * len(edits) / 4)])
        texts = [pair.after if at in accepted else pair.before for at, pair in enumerate(edits)]
        rows.append(vector([part for text in texts for part in sentences(text)]))
    return np.array(rows)


def _kept(rises: NDArray[np.float64]) -> float:
    return 100 * float((rises <= 1e-9).mean())


def speed(pairs: list[Pair]) -> str:
    letter = blocks_of("\n\n".join(pair.before for pair in pairs[:25]))

    def timed(work: Callable[[], object]) -> float:
        best = float("inf")
        for _ in range(7):
            start = time.process_time()
            work()
            best = min(best, time.process_time() - start)
        return best

    check(letter)
    own = timed(lambda: check(letter))
    plain = timed(lambda: [tokens_of(block.text) for _ in range(20) for block in letter]) / 20
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"A warm check of a letter of 25 sentences costs {own / plain:.0f} times one pass over its words "
        f"({1000 * own:.0f} ms processor time here). Whole benchmark: {memory:.0f} MB at most, SciPy included."
    )


def main() -> None:
    pairs = read_pairs()
    shown = [rule for rule in Rule if LEVELS[rule] is not Level.HINT]
    lines = [
        "# Letters", "",
        f"`python benchmarks/readability/run.py`, {len(pairs)} pairs of {len(documents(pairs))} documents.", "",
        *pair_table(pairs), "",
        "Index: weights fitted without the document that is judged. Brackets: 95% interval, documents drawn again.", "",
        *more_judges(pairs), "", *step_table(pairs), "", *rule_table(pairs), "",
        f"Shown as an error: {', '.join(f'`{rule}`' for rule in shown)}.", "", *word_lines(pairs), "",
        *fact_table(pairs, 2000), "", speed(pairs),
    ]  # fmt: skip
    text = "\n".join(lines) + "\n"
    print(text)
    results = Path(__file__).with_name("RESULTS.md")
    _, mark, others = results.read_text(encoding="utf-8").partition("## Tracked changes")  # measured by other commands
    results.write_text(f"{text}\n{mark}{others}", encoding="utf-8")


if __name__ == "__main__":
    main()
