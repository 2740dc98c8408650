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

from benchmarks.readability.fit import differences, documents, left_out, left_out_documents
from benchmarks.readability.formulas import brouwer, flesch_douma
from benchmarks.readability.pairs import Pair, accuracy, read_pairs, right, sentences
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


def _words_of(text: str) -> Counter[str]:
    return Counter(hit.entry.word for hit in own_list().hits(text) if hit.entry.kind is not WordKind.KEEP)


def _fired(pairs: list[Pair]) -> tuple[Counter[str], Counter[str]]:
    fires: Counter[str] = Counter()
    gone: Counter[str] = Counter()
    for pair in pairs:
        before, after = _words_of(pair.before), _words_of(pair.after)
        fires += before
        gone += before - after
    return fires, gone


def word_line(pairs: list[Pair]) -> str:
    """Share of flags that experts replaced, and share of words that experts took out that had a flag."""
    flagged = replaced = removed = fair_flags = fair_hits = 0
    seen = {pair.doc: _fired([other for other in pairs if other.doc != pair.doc]) for pair in pairs}
    for pair in pairs:
        before, after = (
            Counter(hit.entry.word for hit in own_list().hits(text) if hit.entry.kind is WordKind.PLAIN)
            for text in (pair.before, pair.after)
        )
        flagged += before.total()
        replaced += (before - after).total()
        wide = [_words_of(text) for text in (pair.before, pair.after)]
        fires, gone = seen[pair.doc]
        kept = Counter({word: n for word, n in wide[0].items() if fires[word] < 2 or 2 * gone[word] >= fires[word]})
        fair_flags += kept.total()
        fair_hits += sum(min(n, (wide[0] - wide[1])[word]) for word, n in kept.items())
        words = [{token.text.lower() for token in tokens_of(text) if len(token.text) > 3}
                 for text in (pair.before, pair.after)]  # fmt: skip
        removed += len(words[0] - words[1])
    return (
        f"Own list: {100 * replaced / flagged:.0f}% of {flagged} flags were taken out by the expert; "
        f"they are {100 * replaced / removed:.0f}% of all words of four letters or more that went. "
        f"Which words are only hints was decided with these pairs in view. "
        f"Decided by rule on the other documents, with every hint back in, "
        f"{100 * fair_hits / fair_flags:.0f}% of {fair_flags} flags were taken out: expect that on new letters."
    )


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
        *rule_table(pairs), "",
        f"Shown as an error: {', '.join(f'`{rule}`' for rule in shown)}.", "", word_line(pairs), "",
        *fact_table(pairs, 2000), "", speed(pairs),
    ]  # fmt: skip
    text = "\n".join(lines) + "\n"
    print(text)
    Path(__file__).with_name("RESULTS.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
