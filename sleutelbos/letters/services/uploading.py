"""A letter comes in: typed, pasted or as a file; a PDF is read by the worker."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Municipality, Organisation, Region
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.letters.readability import Block, blocks_of
from sleutelbos.letters.reading import RefusedLetter, limits, needs_office, open_in_office, open_letter, refusals
from sleutelbos.letters.writing import stripped
from sleutelbos.ui.errors import RuleBroken
from sleutelbos.ui.fields import clean_string

from ..load import files
from ..models import Letter
from .steps import move_letter, rewrite_version, safe_blocks, write_version

PASTED = 60_000


@transaction.atomic
def upload_letter(
    *,
    region: Region,
    organisation: Organisation | None,
    municipality: Municipality | None,
    title: str,
    content: bytes,
    name: str,
    actor: Viewer,
) -> Letter:
    """A letter from a file; RefusedLetter when it is none.

    A PDF, .doc, .rtf or .odt is kept until the worker has read it.
    """
    letter = _new(region, organisation, municipality, title, actor)
    kind = "pdf" if content.startswith(b"%PDF-") else needs_office(content)
    if kind:
        _refuse_file(content, name, kind)
        return _for_the_worker(letter, kind, content, actor)
    opened = open_letter(content, name)
    if opened.kind == "odt" and settings.OFFICE_PROGRAM:
        # It can be read at once; only to track changes in it a Word file is needed, and that takes seconds.
        return _for_the_worker(letter, "odt", content, actor)
    letter.kind, letter.notices = opened.kind, list(opened.notices)
    letter.state = Letter.State.GATE
    _fill(letter, opened.blocks, actor)
    if opened.kind == "docx":
        letter.source = files.with_words(stripped(content), letter.versions.get())
    letter.save()
    _record(letter, actor)
    return letter


def _for_the_worker(letter: Letter, kind: str, content: bytes, actor: Viewer) -> Letter:
    letter.kind, letter.source = kind, content
    letter.save()
    _record(letter, actor)
    from ..tasks import read_letter  # the tasks import this module

    transaction.on_commit(lambda: read_letter.enqueue(letter.pk))
    return letter


@transaction.atomic
def paste_letter(
    *,
    region: Region,
    organisation: Organisation | None,
    municipality: Municipality | None,
    title: str,
    text: str,
    actor: Viewer,
) -> Letter:
    """A letter out of pasted text; RefusedLetter when there is no text in it."""
    blocks = _typed(text)
    letter = _new(region, organisation, municipality, title, actor)
    letter.kind, letter.state = "text", Letter.State.GATE
    _fill(letter, blocks, actor)
    letter.save()
    _record(letter, actor)
    return letter


def read_source(*, letter_id: int) -> bool:
    """Take the text out of an uploaded PDF, .doc, .rtf or .odt; the file itself is gone afterwards.

    What stays is the .docx that LibreOffice made of it, to track changes in. A second run finds nothing to do.
    """
    letter = Letter.objects.filter(pk=letter_id, state=Letter.State.READING).first()
    if letter is None or letter.source is None:
        return False
    actor = Viewer.system(reason="a letter was uploaded", region_id=letter.region_id)
    values: dict[str, Any] = {"source": None}
    try:
        # Outside any transaction: reading may take seconds.
        opened = open_in_office(bytes(letter.source), f"letter.{letter.kind}", settings.OFFICE_PROGRAM)
        made = stripped(opened.made) if opened.made else b""
    except RefusedLetter as refused:
        with transaction.atomic():
            values["refusal"] = {"code": refused.code, "facts": refused.facts}
            move_letter(letter, Letter.State.FAILED, actor=actor, **values)
        return True
    with transaction.atomic():
        _fill(letter, opened.blocks, actor)
        values |= {"notices": list(opened.notices), "removed": letter.removed}
        if made:
            values["source"] = files.with_words(made, letter.versions.get())
        sure = letter.kind == "odt" and "made-by-office" not in opened.notices
        move_letter(letter, Letter.State.GATE if sure else Letter.State.CONFIRMING, actor=actor, **values)
    return True


@transaction.atomic
def change_text(*, letter: Letter, text: str, actor: Viewer) -> None:
    """Other text in a letter that nobody else has seen yet."""
    if letter.state not in {Letter.State.CONFIRMING, Letter.State.GATE}:
        raise RuleBroken("letter-seen", _("Others have seen this text. Make a new version instead."))
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    blocks, removed = safe_blocks(_typed(text))
    version = letter.versions.get(number=1)
    rewrite_version(version, list(enumerate(blocks)))
    for kind, count in removed.items():
        letter.removed[kind] = letter.removed.get(kind, 0) + count
    letter.source = None
    letter.save(update_fields=["removed", "source"])
    audit.record("letters.letter.changed", actor=actor, target=letter, region_id=letter.region_id)


@transaction.atomic
def discard_letter(*, letter: Letter, actor: Viewer) -> None:
    """Throw a letter away, with its text; not when people have read it."""
    if letter.versions.filter(rounds__isnull=False).exclude(rounds__state="withdrawn").exists():
        raise RuleBroken("letter-read", _("People have read this letter. It stays, with what they said."))
    move_letter(letter, Letter.State.DISCARDED, actor=actor, source=None, public_terms=[])
    letter.versions.filter(rounds__isnull=True).delete()


def _refuse_file(content: bytes, name: str, kind: str) -> None:
    if len(content) > limits.DEFAULT.file_bytes:
        raise RefusedLetter(refusals.TOO_LARGE, most_megabytes=limits.DEFAULT.file_bytes // limits.MEGABYTE)
    endings = {"pdf": (".pdf",), "doc": (".doc",), "rtf": (".rtf", ".doc")}
    if not name.lower().endswith(endings[kind]):
        raise RefusedLetter(refusals.WRONG_EXTENSION, found=kind)
    if kind != "pdf" and not settings.OFFICE_PROGRAM:
        raise RefusedLetter(refusals.OLD_DOC if kind == "doc" else refusals.RICH_TEXT)


def _new(
    region: Region,
    organisation: Organisation | None,
    municipality: Municipality | None,
    title: str,
    actor: Viewer,
) -> Letter:
    return Letter(
        region=region,
        organisation=organisation,
        municipality=municipality,
        title=title,
        writer_id=actor.user_id,
        writer_label=actor.label[:200],
    )


def _fill(letter: Letter, found: tuple[Block, ...] | list[Block], actor: Viewer) -> bool:
    """The first version of a letter; True when something could not come in."""
    from ..rules import versions

    blocks, removed = safe_blocks(found)
    letter.removed = removed
    letter.save()
    numbered = list(enumerate(blocks))
    write_version(letter, numbered, versions.pieces_of(numbered), number=1, actor=actor)
    return bool(removed)


def _typed(text: str) -> list[Block]:
    text = clean_string(text)
    if len(text) > PASTED:
        raise RefusedLetter(refusals.TOO_LONG, most_characters=PASTED)
    blocks = blocks_of(text)
    if not any(sign.isalpha() for block in blocks for sign in block.text):
        raise RefusedLetter(refusals.EMPTY)
    return blocks


def _record(letter: Letter, actor: Viewer) -> None:
    audit.record("letters.letter.uploaded", actor=actor, target=letter, region_id=letter.region_id, kind=letter.kind)
