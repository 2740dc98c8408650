"""What a phone writes down stays in the order in which it was tapped."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.browser import missing

ROOT = Path(__file__).resolve().parents[2]
# Sealing the first words takes long, the last ones none: what is written last is what was tapped last.
TAPS = """
import { Store } from "./tests/vendor/pocket.mjs";
const store = await Store.open({ name: "order" });
const seal = store.seal.bind(store);
let rest = 200;
store.seal = async (value) => {
  const wait = rest;
  rest = Math.max(0, rest - 100);
  await new Promise((done) => setTimeout(done, wait));
  return seal(value);
};
await Promise.all(["one", "two", "three"].map((words) => store.keepDraft("/lezen/", { words })));
process.stdout.write((await store.draft("/lezen/")).words, () => process.exit(0));
"""


def test_older_words_are_never_written_over_newer_ones() -> None:
    node = shutil.which("node")
    if node is None:
        missing("Node", "Run ./start test: it installs Node.")
    done = subprocess.run(
        [str(node), "--input-type=module", "-e", TAPS],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=300,
        check=True,
    )
    assert done.stdout == "three"
