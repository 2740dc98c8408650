"""Words for the codes of a check and of a refusal."""

from collections.abc import Mapping
from typing import Any

from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sleutelbos.keypersons import languages
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.letters.readability import Change, FactKind, Point
from sleutelbos.letters.reading import refusals

from .rules.panel import Balance

REFUSALS: dict[str, str | Promise] = {
    refusals.EMPTY: gettext_lazy("This file is empty."),
    refusals.NO_TEXT: gettext_lazy(
        "There is no text in this file. A scan or a picture cannot be read: use the file it was printed from."
    ),
    refusals.TOO_LARGE: gettext_lazy("This file is too large. A letter may be %(most_megabytes)s MB."),
    refusals.TOO_LONG: gettext_lazy("This text is too long for a letter."),
    refusals.NOT_A_LETTER: gettext_lazy("This is not a letter. Use a .docx, .odt, .pdf, .txt or .md file."),
    refusals.WRONG_EXTENSION: gettext_lazy(
        "The name of this file says something else than what is in it (%(found)s). Save it again with the right name."
    ),
    refusals.OLD_DOC: gettext_lazy("This is an old Word file. Open it in Word or LibreOffice and save it as .docx."),
    refusals.RICH_TEXT: gettext_lazy(
        "This is a file in rich text (.rtf). Open it in Word or LibreOffice and save it as .docx."
    ),
    refusals.MACROS: gettext_lazy(
        "There are macros (small programs) in this file. Save it without macros and try again."
    ),
    refusals.ENCRYPTED: gettext_lazy("This file has a password. Save it without a password and try again."),
    refusals.UNPACKS_TOO_BIG: gettext_lazy("This file is much bigger inside than outside. It is not opened."),
    refusals.UNSAFE_XML: gettext_lazy("There is something in this file that can be dangerous. It is not opened."),
    refusals.DAMAGED: gettext_lazy("This file is damaged. Save it again and try once more."),
    refusals.EXTERNAL: gettext_lazy("A part of this text is in another file. Put all text in one file."),
    refusals.TOO_SLOW: gettext_lazy("This file asks too much time or memory to read. Use the file it was made from."),
    refusals.UNREADABLE_TEXT: gettext_lazy("The letters in this file cannot be read. Save it as UTF-8."),
}
NOTICES: dict[str, str | Promise] = {
    "confirm-text": gettext_lazy("This text was taken out of a PDF. Check that nothing is missing."),
    "made-by-office": gettext_lazy("LibreOffice turned this file into text. Check that nothing is missing."),
    "external-ignored": gettext_lazy("The file points to something outside it. That was not opened."),
    "tracked-changes-accepted": gettext_lazy(
        "The file has tracked changes. We read the text as if they were accepted."
    ),
}
GENRES: dict[str, str | Promise] = {
    "easy_newspaper": gettext_lazy("a newspaper in easy Dutch"),
    "municipal_after": gettext_lazy("a municipal text after an expert made it easier"),
    "municipal_before": gettext_lazy("a municipal text before an expert made it easier"),
    "quality_newspaper": gettext_lazy("a newspaper for people who read a lot"),
    "encyclopedia": gettext_lazy("an encyclopedia"),
}
POINTS: dict[Point, str | Promise] = {
    Point.WHO: gettext_lazy("Who must do something?"),
    Point.WHAT: gettext_lazy("What must the reader do?"),
    Point.BY_WHEN: gettext_lazy("By when?"),
    Point.OTHERWISE: gettext_lazy("What happens otherwise?"),
    Point.CALL: gettext_lazy("Whom can the reader call or mail?"),
}


PERSONAL: dict[str, str | Promise] = {
    "name": gettext_lazy("A name"),
    "phone": gettext_lazy("A phone number"),
    "mail": gettext_lazy("A mail address"),
    "iban": gettext_lazy("A bank account number"),
    "address": gettext_lazy("An address"),
    "case": gettext_lazy("A case number"),
}
FACTS: dict[FactKind, str | Promise] = {
    FactKind.DATE: gettext_lazy("date"),
    FactKind.AMOUNT: gettext_lazy("amount"),
    FactKind.NUMBER: gettext_lazy("number"),
    FactKind.LINK: gettext_lazy("link or mail address"),
    FactKind.TERM: gettext_lazy("term"),
    FactKind.NEGATION: gettext_lazy("not or no"),
    FactKind.MUST: gettext_lazy("must"),
    FactKind.MAY: gettext_lazy("may"),
}
PANEL_REASONS: dict[str, str | Promise] = {
    "receivers": gettext_lazy("speaks %(value)s, as people who get it do"),
    "as_before": gettext_lazy("speaks %(value)s, as somebody in the panel before did"),
    "new_language": gettext_lazy("speaks %(value)s, nobody else in the panel does"),
    "even": gettext_lazy("keeps men and women even"),
    "never_asked": gettext_lazy("was never asked to read"),
    "last_asked": gettext_lazy("read last on %(value)s"),
}
LETTER_TONES = {"reading": "info", "confirming": "warn", "gate": "warn", "ready": "good", "failed": "bad"}
ROUND_TONES = {"asked": "warn", "open": "info", "closed": "warn", "told": "good", "withdrawn": "neutral"}


def panel_reason(code: str, value: str) -> str:
    """Why somebody is proposed."""
    if code in {"receivers", "as_before", "new_language"}:
        value = languages.variety_name(value)
    elif code == "last_asked":
        day = parse_date(value)
        value = formats.date_format(day, "j F Y") if day else value
    return str(PANEL_REASONS[code]) % {"value": value}


def file_text(kind: str, *, tracks: bool, office: bool) -> str:
    """What happened to the file a letter came in, and in which file changes are tracked; nothing for an own .docx."""
    if tracks:
        return "" if kind == "docx" else str(_MADE)
    if kind == "odt" and not office:
        return str(_NO_OFFICE)
    return str(_CHANGED if kind in {"docx", "doc", "odt", "rtf"} else _NO_FILE)


_MADE = gettext_lazy(
    "You uploaded another kind of file. LibreOffice made a Word file of it once, and changes are tracked in that file. "
    "Your own file was not kept."
)
_NO_OFFICE = gettext_lazy(
    "Changes cannot be tracked in an OpenDocument letter: that needs LibreOffice, which is not installed here. "
    "Save your letter as .docx and upload that, if you want tracked changes."
)
_CHANGED = gettext_lazy(
    "Changes cannot be tracked in your own file: words were changed in it before others saw it, and the file could not "
    "follow. You get a new Word file."
)
_NO_FILE = gettext_lazy("This letter did not come as a Word file. You get a new one.")


def panel_text(balance: Balance, routes: Mapping[str, int] | None = None) -> list[str]:
    """What a panel looks like: men and women, languages; `routes` as they were counted when it was first invited."""
    lines = [_("Women: %(women)s, men: %(men)s") % {"women": balance.women, "men": balance.men}]
    if balance.other:
        lines[0] += ", " + _("not said: %(count)s") % {"count": balance.other}
    if routes:
        names = dict(KeyPerson.LearningRoute.choices)
        counts = [f"{names[code]}: {routes[code]}" for code in names if routes.get(code)]
        if unknown := routes.get(""):
            counts.append(_("not said: %(count)s") % {"count": unknown})
        lines.append(_("When first invited: %(counts)s") % {"counts": ", ".join(counts)})
    spoken = ((languages.variety_name(tag), count) for tag, count in balance.languages.items())
    lines.append(", ".join(f"{name} ({count})" if count > 1 else name for name, count in spoken))
    return [line for line in lines if line]


def change_text(change: Change) -> str:
    """What a rewrite does to facts of one kind: "date: gone 01-03-2026, new 02-03-2026"."""
    parts = []
    if change.kind in {FactKind.NEGATION, FactKind.MUST, FactKind.MAY}:
        parts.append(_("another number of them"))
    else:
        if change.lost:
            parts.append(_("gone: %(facts)s") % {"facts": ", ".join(map(_fact, change.lost))})
        if change.added:
            parts.append(_("new: %(facts)s") % {"facts": ", ".join(map(_fact, change.added))})
    return f"{FACTS[change.kind]}: {'; '.join(parts)}"


def _fact(value: str) -> str:
    """A fact as people write it: 2027-03-01 is a day, ?-03-01 is one without a year."""
    year, _dash, rest = value.partition("-")
    day = parse_date(f"2000-{rest}" if year == "?" else value) if rest else None
    if day is None:
        return value
    return formats.date_format(day, "j F" if year == "?" else "j F Y")


def refusal(code: str, facts: dict[str, Any]) -> str:
    """One sentence about why a file is not read and what to do."""
    return str(REFUSALS[code]) % facts
