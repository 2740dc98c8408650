"""A reader says it aloud: kept until the readers have their answer, heard by who decides, by nobody else."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.services.throttle import count_try
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import RuleBroken
from sleutelbos.ui.sound import Voice

from ..models import Answer, Mark, Question, Reader, Sentence, Spoken
from .reading import only_while_open


@transaction.atomic
def speak(*, reader: Reader, about: Sentence | Question, voice: Voice, actor: Viewer) -> Spoken:
    """Other words for a sentence, or an answer to an open question, spoken; the last note counts.

    A sentence somebody speaks about was not clear: without a mark of the reader it is in doubt.
    """
    only_while_open(reader)
    count_try("letters-voice", str(reader.pk), limit=30, seconds=600)
    _own(reader, about)
    key = {"sentence": about} if isinstance(about, Sentence) else {"question": about}
    values = {"kind": voice.kind, "seconds": voice.seconds, "data": voice.data, "at": timezone.now()}
    spoken, _made = Spoken.objects.update_or_create(reader=reader, **key, defaults=values)
    if isinstance(about, Sentence):
        Mark.objects.get_or_create(reader=reader, sentence=about, defaults={"verdict": Mark.Verdict.DOUBT})
    else:
        # What was weighed was said before this note.
        Answer.objects.update_or_create(reader=reader, question=about, defaults={"judged": ""})
    audit.record("letters.voice.sent", actor=actor, target=reader, region_id=reader.round.region_id)
    return spoken


@transaction.atomic
def take_voice_back(*, reader: Reader, about: Sentence | Question, actor: Viewer) -> None:
    """The note is gone at once; an answer without words goes with it."""
    only_while_open(reader)
    key = {"sentence": about} if isinstance(about, Sentence) else {"question": about}
    gone, _rows = Spoken.objects.filter(reader=reader, **key).delete()
    if isinstance(about, Question):
        Answer.objects.filter(reader=reader, question=about, choice=None, text="").delete()
    if gone:
        audit.record("letters.voice.removed", actor=actor, target=reader, region_id=reader.round.region_id)


def _own(reader: Reader, about: Sentence | Question) -> None:
    if isinstance(about, Sentence):
        if about.version_id != reader.round.version_id:
            raise RuleBroken("other-letter", _("This sentence is not in this letter."))
    elif about.round_id != reader.round_id or about.options:
        raise RuleBroken("other-letter", _("This question cannot be answered by voice."))
