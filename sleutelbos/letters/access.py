"""May this viewer, or the holder of this link, have this letter or round for this purpose."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from sleutelbos.accounts.models import Role
from sleutelbos.accounts.services import links
from sleutelbos.accounts.services.scope import EVERYWHERE, act_in, region_scope
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.ui.errors import Gone, NotAllowed

from .models import Answer, Letter, Proposal, Question, Reader, Round, Sentence, Spoken
from .queries import visible_letters, visible_rounds


def letter_to_see(viewer: Viewer, pk: int) -> Letter:
    """A letter the viewer may see; 404 otherwise."""
    return get_object_or_404(
        visible_letters(viewer).select_related("organisation", "municipality", "region", "writer"), pk=pk
    )


def letter_to_prepare(viewer: Viewer, pk: int) -> Letter:
    """A letter whose text and personal data the viewer deals with: its writer, and nobody else."""
    letter = letter_to_see(viewer, pk)
    if letter.writer_id != viewer.user_id or viewer.support:
        raise NotAllowed
    return letter


def letter_to_change(viewer: Viewer, pk: int) -> Letter:
    """A letter the viewer works on: whoever sees it, but not who looks along to help."""
    letter = letter_to_see(viewer, pk)
    if viewer.support:
        raise NotAllowed
    return letter


def round_to_see(viewer: Viewer, pk: int) -> Round:
    """A round the viewer may see; 404 otherwise."""
    rows = visible_rounds(viewer).select_related("version__letter", "result", "organisation", "region", "writer")
    return get_object_or_404(rows, pk=pk)


def round_to_change(viewer: Viewer, pk: int) -> Round:
    """A round the viewer decides about; not for who looks along to help."""
    round = round_to_see(viewer, pk)
    if viewer.support:
        raise NotAllowed
    return round


def round_to_fill(viewer: Viewer, pk: int) -> Round:
    """A round whose panel the viewer chooses: the coordinator."""
    if not viewer.has_role(Role.COORDINATOR):
        raise NotAllowed
    return round_to_change(viewer, pk)


def sentence_to_decide(viewer: Viewer, pk: int, number: int) -> tuple[Round, Sentence]:
    """One sentence of a round the viewer decides about."""
    round = round_to_change(viewer, pk)
    if round.version_id is None:
        raise Http404
    rows = Sentence.objects.filter(version_id=round.version_id)
    return round, get_object_or_404(rows.select_related("block", "decision"), pk=number)


def answer_to_judge(viewer: Viewer, pk: int, number: int) -> tuple[Round, Answer]:
    """One open answer of a round the viewer decides about."""
    round = round_to_change(viewer, pk)
    return round, get_object_or_404(Answer.objects.filter(question__round=round), pk=number)


def reader_by_link(token: str) -> Reader:
    """The reader behind a link; Gone for a link that does not hold, or a round that was withdrawn."""
    pk, version = links.read_token("reader", token)
    rows = Reader.objects.select_related("round__version__letter", "round__region", "round__organisation", "key_person")
    with region_scope(EVERYWHERE):
        reader = rows.filter(pk=pk, link_version=version).first()
    if reader is None or reader.round.state in {Round.State.WITHDRAWN, Round.State.ASKED}:
        raise Gone
    act_in(reader.round.region_id)
    return reader


def key_person_by_link(token: str) -> KeyPerson:
    """Whose phone shows a page of a reader; Gone for a link that does not hold."""
    return reader_by_link(token).key_person


def sentence_to_mark(reader: Reader, number: int) -> Sentence:
    """One sentence of the letter this reader has."""
    return get_object_or_404(Sentence.objects.filter(version_id=reader.round.version_id or 0), pk=number)


def question_to_speak(reader: Reader, number: int) -> Question:
    """One open question of this reader's round."""
    return get_object_or_404(Question.objects.filter(round=reader.round, options=[]), pk=number)


def voice_to_hear(viewer: Viewer, pk: int, number: int) -> tuple[Round, Spoken]:
    """A voice note in a round the viewer decides about; not for who looks along to help."""
    round = round_to_change(viewer, pk)
    return round, get_object_or_404(Spoken.objects.filter(reader__round=round), pk=number)


def proposal_to_judge(reader: Reader, number: int) -> Proposal:
    """Words of another reader of the same round."""
    return get_object_or_404(Proposal.objects.filter(reader__round=reader.round).exclude(reader=reader), pk=number)


def by_link(viewer: Viewer, reader: Reader) -> Viewer:
    """Who acts behind a link: the account of that same person where it is signed in, else the link itself."""
    person = reader.key_person
    if viewer.signed_in and person.membership_id is not None and viewer.membership_id == person.membership_id:
        return viewer
    return Viewer.by_link(whom=person.first_name, region_id=person.region_id)


def public_letter(code: str) -> Letter:
    """A letter with a page for everybody; 404 for any other."""
    with region_scope(EVERYWHERE):
        rows = Letter.objects.exclude(published_at=None).select_related("organisation", "region")
        letter = get_object_or_404(rows, public_id=code)
    act_in(letter.region_id)
    return letter


def public_round(code: str) -> Round:
    """Advice with a page for everybody; 404 for any other."""
    with region_scope(EVERYWHERE):
        rows = Round.objects.exclude(published_at=None).select_related("organisation", "region")
        round = get_object_or_404(rows, public_id=code)
    act_in(round.region_id)
    return round
