"""A letter as a Word file: the newest version, or the changes tracked in the file the letter came from."""

from django.utils import timezone
from django.utils.translation import gettext as _

from sleutelbos.letters.writing import Edit, Remark, clean, plain, tracked

from .. import load, queries
from ..models import Letter, Round, Version

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def can_track(letter: Letter) -> bool:
    """Whether the file the letter came from is still here: a .docx without personal data in it."""
    return letter.kind == "docx" and letter.source is not None


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
