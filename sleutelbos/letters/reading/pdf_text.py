"""Run as a program of its own: a PDF on standard input, its text on standard output, or a refusal's code on the other.

Knows nothing of Sleutelbos on purpose: `python -I pdf_text.py PAGES CHARACTERS SECONDS BYTES`.
"""

import io
import logging
import resource
import sys


def main() -> int:
    """Limits first, then the library; 0 when there is text, 1 with a code otherwise."""
    pages, characters, seconds, memory = (int(number) for number in sys.argv[1:5])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    logging.disable(logging.CRITICAL)
    content = sys.stdin.buffer.read()
    try:
        said = text_of(content, pages, characters)
    except MemoryError:
        return _refuse("too-slow")
    except Exception:  # whatever a broken file makes the library say
        return _refuse("damaged")
    if said in {"encrypted", "too-long", "no-text", "macros"}:
        return _refuse(said)
    sys.stdout.buffer.write(said.encode("utf-8", errors="replace"))
    return 0


def text_of(content: bytes, pages: int, characters: int) -> str:
    """The text, or the code of a refusal."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        return "encrypted"
    if len(reader.pages) > pages:
        return "too-long"
    catalogue = reader.root_object
    names = catalogue.get("/Names")
    if "/JavaScript" in (names.get_object() if names is not None else {}):
        return "macros"
    found = []
    total = 0
    for page in reader.pages:
        text = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=True)
        total += len(text.split()) and sum(map(len, text.split()))
        if total > characters:
            return "too-long"
        found.append(text)
    return "\f".join(found) if total else "no-text"


def _refuse(code: str) -> int:
    sys.stderr.write(code + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
