"""A letter as a Word file: the newest version, or the changes tracked in the file the letter came from."""

import re
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from sleutelbos.letters.reading import RefusedLetter, open_letter
from sleutelbos.letters.writing import Edit, Remark, clean, holds, plain, tracked

from .. import load, queries
from ..models import Letter, Round, Version

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def can_track(letter: Letter) -> bool:
    """Whether there is a file to track changes in: the own .docx, or the one LibreOffice made of another file."""
    return letter.state == Letter.State.READY and letter.source is not None


def with_words(data: bytes, version: Version) -> bytes | None:
    """The .docx with exactly the words of a first version: what may not come in is out of the file as well.

    None where the file cannot follow (words in a drawing, a paragraph taken out) or still holds what was taken out.
    """
    try:
        before = open_letter(data, "brief.docx").blocks
        after = [block.text for _key, block in load.blocks_of_version(version)]
        if [block.text for block in before] == after:
            return data
        if len(before) != len(after):
            return None
        changed = [at for at, block in enumerate(before) if block.text != after[at]]
        edits = [Edit(at, 0, len(before[at].text), after[at]) for at in changed]
        written = clean(data, edits)
        again = [block.text for block in open_letter(written.data, "brief.docx").blocks]
    except (RefusedLetter, ValueError):
        return None
    gone = _words(before[at].text for at in changed) - _words(after)
    if written.unplaced_edits or again != after or holds(written.data, gone):
        return None
    return written.data


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in re.findall(r"\w{3,}", text)}


def newest(letter: Letter) -> bytes:
    """The newest version: in its own file where that is kept, else in a new one."""
    version = letter.versions.order_by("-number")[0]
    edits = _edits(letter, version)
    if can_track(letter) and letter.source is not None:
        written = clean(bytes(letter.source), edits)
        if not written.unplaced_edits:
            return written.data
    return plain([block for _key, block in load.blocks_of_version(version)], title=letter.title)


def with_changes(letter: Letter, *, author: str) -> bytes:
    """The file the letter came from with every change since tracked, and what readers said beside the sentences."""
    if letter.source is None:
        raise ValueError("no file is kept of this letter")
    version = letter.versions.order_by("-number")[0]
    return tracked(
        bytes(letter.source), _edits(letter, version), _remarks(letter), author=author, moment=timezone.now()
    ).data


def _edits(letter: Letter, version: Version) -> list[Edit]:
    """Blocks that are different now; the writer finds the words that changed in them."""
    first = dict(load.blocks_of_version(letter.versions.get(number=1)))
    return [
        Edit(key, 0, len(first[key].text), block.text)
        for key, block in load.blocks_of_version(version)
        if key in first and first[key].text != block.text
    ]


def _remarks(letter: Letter) -> list[Remark]:
    """What the first panel said, counted; nobody is named."""
    round = Round.objects.filter(version__letter=letter, version__number=1).exclude(state=Round.State.WITHDRAWN).first()
    if round is None:
        return []
    found = []
    for row in queries.desk_rows(round, with_findings=False):
        if row.stumbled:
            said = _("%(count)s of %(said)s readers stumbled over this.") % {"count": row.stumbled, "said": row.said}
            words = ", ".join(word for word, _count in row.words)
            sentence = row.sentence
            text = f"{said} {words}".strip()
            found.append(Remark(sentence.block.key, sentence.start, sentence.end, text, _("Panel of readers")))
    return found
