"""One side of A4 about a new version: before and after, what readers stumbled over, and both gains apart."""

from pathlib import Path
from typing import Any, Final

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sleutelbos.ui.paper import make_pdf

from .. import queries
from ..models import Letter, Round, Version
from ..queries.public import Change, changes_into, thanks_of
from ..rules.gains import Understood

TEMPLATE: Final = Path(__file__).parents[1] / "paper" / "sheet.typ"
# What fits on one side beside the rest: signs in the longer column, rows, and signs of one sentence.
MOST_SIGNS: Final = 1500
MOST_ROWS: Final = 7
MOST_OF_ONE: Final = 700


def sheet_of(letter: Letter, version: Version) -> bytes:
    """The PDF (tagged, one page, in Dutch) about the version that came of a round; ValueError for a first version."""
    if version.number < 2:
        raise ValueError("the first version was not changed by a round")
    with translation.override("nl"):
        return make_pdf(TEMPLATE, _words(letter, version), made_at=timezone.now())


def _words(letter: Letter, version: Version) -> dict[str, Any]:
    round = Round.objects.filter(result=version).first()
    changes = changes_into(version)
    shown = _that_fit(changes)
    left = len(changes) - len(shown)
    more = ""
    if left:
        said = ngettext("%(count)s more sentence was changed.", "%(count)s more sentences were changed.", left)
        more = said % {"count": left}
    thanks = ""
    if round is not None:
        named = thanks_of(Round.objects.filter(pk=round.pk))
        thanks = _thanks(named.names, named.more)
    return {
        "lang": "nl",
        "title": str(letter.title),
        "by": str(letter.organisation or letter.region.name),
        "day": formats.date_format(timezone.localtime(version.created_at), "j F Y"),
        "lead": _("The people this letter is for read it before it was sent. This is what changed."),
        "gains_title": _("What it gave"),
        "gains": _gains(letter, version),
        "changes_title": _("What became different"),
        "heads": [_("Before"), _("After")],
        "changes": [[_short(one.before), _short(one.after)] for one in shown],
        "more": more,
        "thanks": thanks,
    }


def _gains(letter: Letter, version: Version) -> list[str]:
    """The text by the computer's index, and understanding by people's answers: two lines that are never added up."""
    found = queries.gains_of(letter.pk)
    scores = {number: score.penalty for number, score in found.scores}
    before, after = scores.get(version.number - 1), scores.get(version.number)
    lines = []
    if before is not None and after is not None:
        lines.append(
            _("The text: reading index %(before)s before, %(after)s after. Lower is easier. A computer counts it.")
            % {"before": formats.localize(round(before, 1)), "after": formats.localize(round(after, 1))}
        )
    for one, result, readers in found.rounds:
        if one.version is not None and one.version.number in {version.number - 1, version.number} and result.answers:
            lines.append(_understood(one.version.number, result, readers))
    if not any(result.answers for _round, result, _readers in found.rounds):
        lines.append(_("Understanding: no answers were weighed yet."))
    return lines


def _understood(number: int, result: Understood, readers: int) -> str:
    line = _("Understanding of version %(number)s: %(right)s of %(answers)s answers right, %(readers)s readers.") % {
        "number": number,
        "right": result.right,
        "answers": result.answers,
        "readers": readers,
    }
    return line if result.percentage is None else f"{line} ({result.percentage}%)"


def _that_fit(changes: list[Change]) -> list[Change]:
    """The changes most readers stumbled over, as many as fit, in the order of the letter."""
    room = MOST_SIGNS
    chosen: list[int] = []
    for at in sorted(range(len(changes)), key=lambda at: (-changes[at].stumbled, at)):
        size = max(len(_short(changes[at].before)), len(_short(changes[at].after)))
        if size <= room and len(chosen) < MOST_ROWS:
            chosen.append(at)
            room -= size
    return [changes[at] for at in sorted(chosen)]


def _short(text: str) -> str:
    return text if len(text) <= MOST_OF_ONE else text[: MOST_OF_ONE - 1].rstrip() + "…"


def _thanks(names: list[str], more: int) -> str:
    count = len(names) + more
    if not count:
        return ""
    line = ngettext("%(count)s person read along.", "%(count)s people read along.", count) % {"count": count}
    named = names[:12]
    return line + " " + _("Thanks to %(names)s.") % {"names": ", ".join(named)} if named else line
