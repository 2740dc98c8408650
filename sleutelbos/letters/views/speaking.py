"""A reader says it aloud, and who decides listens."""

from typing import Any

from csp.constants import SELF
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.audit import services as audit
from sleutelbos.ui.middleware import allow_microphone
from sleutelbos.ui.sound import only_bytes, play, sound_from

from .. import access, reader_wording, services
from ..forms import SpeakForm
from ..models import Question, Reader, Sentence, Spoken
from ..queries.letters import WRITERS
from .reading import going, page_of, reader_of


@never_cache
@allow_microphone
@sound_from(SELF, "blob:")
@require_http_methods(["GET", "POST"])
def speak_sentence(request: ViewerRequest, token: str, number: int) -> HttpResponse:
    """Other words for one sentence, spoken."""
    reader = reader_of(request, token)
    sentence = access.sentence_to_mark(reader, number)
    back = reverse("letters:mark-sentences", args=[token]) + f"#kaart-{number}"
    return _speak(request, reader, token, sentence, back, {"sentence": sentence})


@never_cache
@allow_microphone
@sound_from(SELF, "blob:")
@require_http_methods(["GET", "POST"])
def speak_answer(request: ViewerRequest, token: str, number: int) -> HttpResponse:
    """An answer to one open question, spoken."""
    reader = reader_of(request, token)
    question = access.question_to_speak(reader, number)
    back = reverse("letters:answer-questions", args=[token])
    return _speak(request, reader, token, question, back, {"question": reader_wording.question_text(question)})


def _speak(
    request: ViewerRequest, reader: Reader, token: str, about: Sentence | Question, back: str, more: dict[str, Any]
) -> HttpResponse:
    if not going(reader) or (reader.round.version_id is not None and reader.read_at is None):
        return redirect("letters:start-reading", token=token)
    actor = access.by_link(request.viewer, reader)
    if request.method == "POST" and "weg" in request.POST:
        services.take_voice_back(reader=reader, about=about, actor=actor)
        messages.success(request, _("Your recording is gone."))
        return redirect(back)
    form = SpeakForm(request.POST, request.FILES) if request.method == "POST" else SpeakForm()
    if form.is_valid():
        services.speak(reader=reader, about=about, voice=form.cleaned_data["sound"], actor=actor)
        messages.success(request, _("Your recording is saved."))
        return redirect(back)
    known = Spoken.objects.filter(reader=reader, **({"sentence": about} if "sentence" in more else {"question": about}))
    context = page_of(reader, token, form=form, back=back, known=known.first(), **more)
    return render(request, "letters/speak.html", context, status=422 if form.is_bound else 200)


@never_cache
@only_bytes
@require_safe
@role_required(*WRITERS)
def play_voice(request: ViewerRequest, pk: int, number: int) -> HttpResponse:
    """The sound of one note, for who decides about the round; each listening is in the trail."""
    round, spoken = access.voice_to_hear(request.viewer, pk, number)
    wanted = request.headers.get("Range", "")
    if wanted in {"", "bytes=0-"}:
        audit.record("letters.voice.heard", actor=request.viewer, target=round, region_id=round.region_id)
    return play(bytes(spoken.data), spoken.kind, name=f"spraak-{number}", wanted=wanted)
