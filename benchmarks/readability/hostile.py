"""Files made to do harm, opened one by one: python -m benchmarks.readability.hostile

Some 250 files out of a seed: Word, OpenDocument and PDF with bytes changed, cut off, members doubled or left out,
zip bombs, declared entities, references to elsewhere, deep nesting, wrong types. Each is opened in a process of its own
with a clock, a ceiling and no way out: an attempt to open a connection ends it. Printed: what came of them, the longest
time and the most memory. Ends with 1 when a file crashes, hangs, eats, calls out or is refused without a sentence.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sleutelbos.config.settings.demo")

import django

django.setup()

from django.utils import translation  # noqa: E402

from sleutelbos.letters.reading import RefusedLetter, open_letter, refusals  # noqa: E402
from sleutelbos.letters.wording import refusal  # noqa: E402
from tests.letters.reading import test_opening as made  # noqa: E402

SECONDS = 10
MEGABYTES = 500
COPIES = 60
CRASHED, CALLED_OUT, SILENT, OPENED, REFUSED = 1, 2, 3, 10, 20


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A copy with some bytes changed, cut out, added, or its end missing."""
    broken = bytearray(content)
    for _ in range(chance.choice((1, 3, 20, 200))):
        if len(broken) < 100:
            break
        at, what = chance.randrange(len(broken)), chance.random()
        if what < 0.5:
            broken[at] = chance.randrange(256)
        elif what < 0.75:
            del broken[at : at + chance.randrange(80)]
        else:
            broken[at:at] = chance.randbytes(chance.randrange(1, 60))
    return bytes(broken[: chance.randrange(len(broken) // 2, len(broken))] if chance.random() < 0.2 else broken)


def rearranged(content: bytes, part: str, chance: random.Random) -> bytes:
    """A zip that is whole, with an inside that is not."""
    nested = b"<w:document xmlns:w='x'><w:body>" + b"<w:p>" * chance.choice((50, 500, 50_000))
    entities = b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 1_000 + b'"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;&b;</x>'
    outside = b'<!DOCTYPE x SYSTEM "http://elders.example/x.dtd"><x/>'
    filling = chance.choice((nested, entities, outside, b"", b"\x00" * 1_000, b"<w:p>" + b" " * 40_000_000))
    name = chance.choice(("../../etc/cron.d/x", "word/document.xml", "a" * 3_000, "word/vbaProject.bin", "CON"))
    extra = {name.replace("/", "__").replace(".", "_dot_"): b"x"} if chance.random() < 0.3 else {}
    return made.rezipped(content, lambda one, data: filling if one == part else data, **extra)


def files() -> Iterator[tuple[str, bytes, str]]:
    """Kind, content and name of every file; the same ones every time."""
    chance = random.Random(20261122)
    word, office, pdf = made.word_file(), made.odt_file(), made.a_pdf()
    for kind, content, name in (("docx", word, "a.docx"), ("odt", office, "a.odt"), ("pdf", pdf, "a.pdf")):
        for _ in range(COPIES):
            yield kind + ", bytes changed", damaged(content, chance), name
    for _ in range(20):
        yield "docx, inside changed", rearranged(word, "word/document.xml", chance), "a.docx"
        yield "odt, inside changed", rearranged(office, "content.xml", chance), "a.odt"
    for what in ("subDocument", "image", "attachedTemplate", "oleObject", "frame"):
        yield "parts elsewhere", made.outside(what), "a.docx"
    for title, make, name, _code in made.REFUSED:
        yield f"known: {title}", make(), name


def opened(content: bytes, name: str) -> int:
    """What a process says about one file, as the number it ends with."""

    def no_way_out(*_arguments: object, **_options: object) -> None:
        os._exit(CALLED_OUT)

    socket.socket.connect = no_way_out  # type: ignore[assignment,method-assign]
    socket.getaddrinfo = no_way_out  # type: ignore[assignment]
    try:
        open_letter(content, name)
    except RefusedLetter as refused:
        with translation.override("nl"):
            sentence = refusal(refused.code, refused.facts)
        return REFUSED if refused.code in refusals.ALL and len(sentence.split()) > 2 else SILENT
    except Exception:
        return CRASHED
    return OPENED


def measured(work: Callable[[], int]) -> tuple[int, float, float]:
    """How a process of its own ended, how long it took by the clock, and how many MB it and its children held."""
    start = time.monotonic()
    child = os.fork()
    if not child:
        signal.alarm(3 * SECONDS)
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
        os._exit(work())
    _pid, status, usage = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return code, time.monotonic() - start, usage.ru_maxrss / 1024


def main() -> None:
    found: dict[str, Counter[int]] = {}
    slowest, largest, wrong = 0.0, 0.0, []
    for kind, content, name in files():
        code, seconds, megabytes = measured(lambda content=content, name=name: opened(content, name))  # type: ignore[misc]
        short = kind.split(":")[0]
        found.setdefault(short, Counter())[code] += 1
        slowest, largest = max(slowest, seconds), max(largest, megabytes)
        if code not in {OPENED, REFUSED} or seconds > SECONDS or megabytes > MEGABYTES:
            wrong.append(f"{kind}: ended with {code} after {seconds:.1f} s, {megabytes:.0f} MB")
    print("| files | opened | refused with a sentence | crashed, hung or called out |\n|---|---|---|---|")
    for kind, counts in found.items():
        other = counts.total() - counts[OPENED] - counts[REFUSED]
        print(f"| {kind} | {counts[OPENED]} | {counts[REFUSED]} | {other} |")
    total = sum(counts.total() for counts in found.values())
    print(f"\n{total} files. Longest {slowest:.1f} s by the clock, most memory of one {largest:.0f} MB.")
    for line in wrong:
        print(line)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
