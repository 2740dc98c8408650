"""Between the writer and everybody else: the text is whole, and nothing personal is in it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import RuleBroken, StateChanged

from .. import load
from ..load import files
from ..models import Letter, Version
from ..readability import Block
from ..rules import privacy
from .steps import move_letter, rewrite_version


def open_findings(letter: Letter) -> list[privacy.Personal]:
    """What must still be replaced or confirmed before others see this letter."""
    version = letter.versions.order_by("-number").first()
    texts = [] if version is None else [row.text for row in version.blocks.all()]
    return privacy.found_in(texts, letter.public_terms)


@transaction.atomic
def confirm_text(*, letter: Letter, actor: Viewer) -> None:
    """The writer has looked: the text out of the PDF is whole."""
    move_letter(letter, Letter.State.GATE, actor=actor)


@transaction.atomic
def replace_words(*, letter: Letter, kind: str, words: str, actor: Viewer) -> None:
    """Replace personal data by "[naam]" and the like, everywhere in the letter and in a kept Word file."""
    letter = _at_gate(letter)
    version: Version = letter.versions.get(number=1)
    blocks = [
        (key, Block(block.kind, privacy.replaced(block.text, kind, words)))
        for key, block in load.blocks_of_version(version)
    ]
    rewrite_version(version, blocks)
    if letter.source is not None:
        kept = files.with_words(bytes(letter.source), version)
        Letter.objects.filter(pk=letter.pk).update(source=kept)
    audit.record("letters.privacy.replaced", actor=actor, target=letter, region_id=letter.region_id, kind=kind)


@transaction.atomic
def make_public(*, letter: Letter, kind: str, words: str, actor: Viewer) -> None:
    """The writer says that everybody may know this: the number of the front desk, the name of the alderman."""
    letter = _at_gate(letter)
    if [kind, words] not in letter.public_terms:
        letter.public_terms = [*letter.public_terms, [kind, words]]
        letter.save(update_fields=["public_terms"])
        audit.record("letters.privacy.confirmed", actor=actor, target=letter, region_id=letter.region_id, kind=kind)


@transaction.atomic
def take_public_back(*, letter: Letter, kind: str, words: str, actor: Viewer) -> None:
    """It is not public after all."""
    letter = _at_gate(letter)
    letter.public_terms = [term for term in letter.public_terms if term != [kind, words]]
    letter.save(update_fields=["public_terms"])
    audit.record("letters.privacy.reconsidered", actor=actor, target=letter, region_id=letter.region_id, kind=kind)


@transaction.atomic
def pass_gate(*, letter: Letter, actor: Viewer) -> None:
    """From here on the coordinator and readers may see the letter; refused while something is open."""
    letter = _at_gate(letter)
    if open_findings(letter):
        raise RuleBroken(
            "personal-data",
            _("There are still personal data in this letter."),
            _("Replace each of them, or say that everybody may know it."),
        )
    move_letter(letter, Letter.State.READY, actor=actor)


def _at_gate(letter: Letter) -> Letter:
    held = Letter.objects.select_for_update().get(pk=letter.pk)
    if held.state != Letter.State.GATE:
        raise StateChanged
    return held
