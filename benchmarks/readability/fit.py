"""Fits the weights of the reading index.

    python benchmarks/readability/fit.py > sleutelbos/letters/readability/weights.toml

Logistic regression on the difference between before and after, on the development documents only; a document counts
as the root of its pairs, and no weight may have another sign than a reader would give it. Prints accuracy with the
document itself left out on stderr, and weights.toml on stdout.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.readability.pairs import Pair, accuracy, read_pairs, right, sentences
from sleutelbos.letters.readability.features import NAMES, SIGNS, measure

RIDGE = 5.0
# Medians of municipal text before and after editing on the scale on which the other genres were measured earlier.
ANCHOR = {"municipal_before": -0.08, "municipal_after": -0.67}
EARLIER = {
    "easy_newspaper": (-1.02, -0.82, -0.64),
    "quality_newspaper": (0.31, 0.65, 1.12),
    "encyclopedia": (0.89, 1.43, 2.44),
}


def vector(texts: list[str]) -> NDArray[np.float64]:
    found = measure(texts)
    return np.array([found[name] for name in NAMES])


def fit(difference: NDArray[np.float64], docs: list[str]) -> NDArray[np.float64]:
    spread = difference.std(axis=0) + 1e-9
    scaled = difference / spread
    sizes = Counter(docs)
    weight = np.array([sizes[doc] ** -0.5 for doc in docs])
    weight *= len(weight) / weight.sum()

    def loss(at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        gain = scaled @ at
        slope = -(weight / (1 + np.exp(gain))) @ scaled + RIDGE * at
        return float((weight * np.logaddexp(0, -gain)).sum() + RIDGE / 2 * at @ at), slope

    sides = [(0, None) if SIGNS[name] > 0 else (None, 0) for name in NAMES]
    start = np.zeros(scaled.shape[1])
    return np.asarray(minimize(loss, start, jac=True, bounds=sides, method="L-BFGS-B").x / spread)


def left_out(
    pairs: list[Pair], difference: NDArray[np.float64], group: Callable[[Pair], str] = lambda pair: pair.doc
) -> list[float]:
    """Gain of each pair with weights that never saw its document, or its group of documents."""
    docs = [pair.doc for pair in pairs]
    groups = np.array([group(pair) for pair in pairs])
    gains = np.zeros(len(pairs))
    for one in set(groups):
        own = groups == one
        gains[own] = difference[own] @ fit(
            difference[~own], [doc for doc, out in zip(docs, own, strict=True) if not out]
        )
    return [float(gain) for gain in gains]


def halves(pairs: list[Pair], difference: NDArray[np.float64], draws: int = 40) -> list[tuple[float, float]]:
    """Share right, of all and of substantive pairs, on half of the documents with weights fitted on the other half."""
    docs = np.array([pair.doc for pair in pairs])
    substantive = np.array([pair.substantive for pair in pairs])
    chance = np.random.default_rng(1)
    found = []
    for _ in range(draws):
        taught = np.isin(docs, chance.choice(np.unique(docs), len(set(docs)) // 2, replace=False))
        judged = difference[~taught] @ fit(difference[taught], list(docs[taught]))
        hits = np.array([right(float(gain)) for gain in judged])
        found.append((float(hits.mean()), float(hits[substantive[~taught]].mean())))
    return found


def left_out_documents(pairs: list[Pair], difference: NDArray[np.float64]) -> list[float]:
    """Gain of each whole document with weights that never saw it."""
    docs = np.array([pair.doc for pair in pairs])
    gains = []
    for doc, (before, after) in documents(pairs).items():
        weights = fit(difference[docs != doc], list(docs[docs != doc]))
        gains.append(float((vector(before) - vector(after)) @ weights))
    return gains


def documents(pairs: list[Pair]) -> dict[str, tuple[list[str], list[str]]]:
    found: dict[str, tuple[list[str], list[str]]] = {}
    for pair in pairs:
        before, after = found.setdefault(pair.doc, ([], []))
        before.extend(sentences(pair.before))
        after.extend(sentences(pair.after))
    return found


def anchored(weights: NDArray[np.float64], docs: list[tuple[list[str], list[str]]]) -> tuple[float, float]:
    """Scale and constant that put the medians of these documents where they lay in the earlier measurement."""
    long = [both for both in docs if len(both[0]) >= 5]
    high, low = (float(np.median([vector(both[at]) @ weights for both in long])) for at in (0, 1))
    scale = (ANCHOR["municipal_before"] - ANCHOR["municipal_after"]) / (high - low)
    return scale, ANCHOR["municipal_before"] - scale * high


def differences(pairs: list[Pair]) -> NDArray[np.float64]:
    return np.array([vector(sentences(pair.before)) - vector(sentences(pair.after)) for pair in pairs])


def main() -> None:
    pairs = read_pairs()
    difference = differences(pairs)
    gains = left_out(pairs, difference)
    print("left out:", accuracy(pairs, gains), "substantive:", accuracy(pairs, gains, lambda pair: pair.substantive),
          file=sys.stderr)  # fmt: skip
    weights = fit(difference, [pair.doc for pair in pairs])
    docs = [both for both in documents(pairs).values() if len(both[0]) >= 5]
    scale, constant = anchored(weights, docs)
    weights = weights * scale
    before = np.array([vector(texts) @ weights for texts, _ in docs])
    after = np.array([vector(texts) @ weights for _, texts in docs])
    print('version = "2026-11-23-2"')
    print("# Made by benchmarks/readability/fit.py from 24 documents of municipal experts. Lower is easier.")
    print(f"constant = {constant:.4f}\n\n[weights]")
    for name, value in zip(NAMES, weights, strict=True):
        print(f"{name} = {value:.4f}")
    bands = {"municipal_before": before + constant, "municipal_after": after + constant}
    rows = [(genre, tuple(np.quantile(values, (0.25, 0.5, 0.75))), "true") for genre, values in bands.items()]
    rows += [(genre, quartiles, "false") for genre, quartiles in EARLIER.items()]
    for genre, quartiles, measured in sorted(rows, key=lambda row: row[1][1]):
        numbers = ", ".join(f"{value:.2f}" for value in quartiles)
        print(f'\n[[bands]]\ngenre = "{genre}"\nquartiles = [{numbers}]\nmeasured = {measured}')


if __name__ == "__main__":
    main()
