"""The guard a phone runs before it keeps a note refuses at least what the server refuses."""

from __future__ import annotations

import ast
import json
import random
import shutil
import subprocess
from pathlib import Path

from stdnum.nl import bsn

from sleutelbos.ui.guard import find_forbidden
from tests.browser import missing

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import { readFileSync } from "node:fs";
import { refuses } from "./tests/vendor/pocket.mjs";
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(refuses)));
"""
ORDINARY = [
    "Om 14:00 was er nog niemand.",
    "Het duurde 45 minuten, niet 30.",
    "De volgende keer op 26-11-2026 om 10.30 graag.",
    "Er waren 3 kinderen en 2 ouders.",
    "Buskaartje van € 12,50 nodig.",
    "Van 9:00 tot 11:30, dat was te lang.",
    "Kamer 214, tweede verdieping",
    "Ik wil hierover graag bellen.",
    "كانت المواعيد طويلة",
    "ቆጸራ ንውሕ ዝበለ ነይሩ",
]


def refused_by_the_phone(texts: list[str]) -> list[bool]:
    node = shutil.which("node")
    if node is None:
        missing("Node", "Run ./start test: it installs Node.")
    done = subprocess.run(
        [str(node), "--input-type=module", "-e", ASK],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=600,
        check=True,
    )
    answers: list[bool] = json.loads(done.stdout)
    return answers


def texts_of_the_servers_tests() -> list[str]:
    tree = ast.parse((ROOT / "tests" / "ui" / "test_guard.py").read_text(encoding="utf-8"))
    found = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return sorted(text for text in found if find_forbidden(text))


def test_everything_the_server_refuses_in_its_own_tests_is_refused_on_the_phone() -> None:
    texts = texts_of_the_servers_tests()
    assert len(texts) > 60
    passed = [text for text, refused in zip(texts, refused_by_the_phone(texts), strict=True) if not refused]
    assert not passed


def test_numbers_in_pieces_are_refused_on_the_phone() -> None:
    chance = random.Random(20261122)
    texts: list[str] = []
    while len(texts) < 3000:
        digits = f"{chance.randrange(10**7, 10**9):09d}"
        if not bsn.is_valid(digits):
            continue
        gaps = chance.choice(["", "", " ", ".", "-", " - ", "/"])
        cut = sorted(chance.sample(range(1, 9), chance.randrange(0, 3)))
        pieces = [digits[a:b] for a, b in zip([0, *cut], [*cut, 9], strict=True)]
        texts.append(
            f"{chance.choice(['', 'nummer ', 'om 14:00 ', 'هو '])}{gaps.join(pieces)}{chance.choice(['', '.', ' en'])}"
        )
    texts = [text for text in texts if find_forbidden(text)]
    assert len(texts) > 2000
    passed = [text for text, refused in zip(texts, refused_by_the_phone(texts), strict=True) if not refused]
    assert not passed


def test_an_ordinary_note_is_kept() -> None:
    refused = [text for text, no in zip(ORDINARY, refused_by_the_phone(ORDINARY), strict=True) if no]
    assert not refused
