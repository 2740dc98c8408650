"""One message: read it, answer it, thank for it, change it, take it away; hear it."""

from csp.constants import SELF
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import sign_in_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.ui.sound import only_bytes, play, sound_from

from .. import access, queries, services, workflow
from ..forms import WordsForm
from ..models import Message
from .writing import to_last


@never_cache
@sign_in_required
@sound_from(SELF)
@require_http_methods(["GET", "HEAD", "POST"])
def show_message(request: ViewerRequest, pk: int) -> HttpResponse:
    """One message with everything one can do about it; a question with its answers and a box for one more."""
    posted = request.method == "POST"
    message = (access.question_to_answer if posted else access.message_to_see)(request.viewer, pk)
    form = WordsForm(request.POST or None, label=gettext_lazy("Your answer"))
    if posted and form.ready:
        once = form.cleaned_data["once"]
        services.answer_question(question=message, text=form.cleaned_data["text"], actor=request.viewer, once=once)
        return redirect("community:show-message", pk)
    mine = message.author_id == request.viewer.membership_id
    asks = message.kind == Message.Kind.QUESTION
    context = {
        "message": message,
        "mine": mine,
        "form": form,
        "asks": asks,
        "replies": queries.replies(request.viewer, message) if asks else [],
        "can_close": asks and mine and workflow.can_move(workflow.QUESTION, message.question_state, "closed"),
        "can_reopen": asks and mine and message.question_state == Message.QuestionState.CLOSED,
        "can_answer": asks and message.question_state != Message.QuestionState.CLOSED and not message.room.closed_at,
        "can_thank": _can_thank(message, request.viewer.membership_id),
        "to_mark": queries.unread_announcements(request.viewer, message.room).filter(pk=message.pk).exists(),
        "leads": request.viewer.has_role(Role.COORDINATOR),
        "me": request.viewer.membership_id,
    }
    return render(request, "community/show_message.html", context, status=400 if posted and form.errors else 200)


def _can_thank(message: Message, membership_id: int | None) -> bool:
    question = message.answers
    return question is not None and question.author_id == membership_id != message.author_id and not message.thanked_at


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_message(request: ViewerRequest, pk: int) -> HttpResponse:
    """Other words for one's own message."""
    message = access.own_message(request.viewer, pk)
    form = WordsForm(request.POST or None, initial={"text": message.text})
    if request.method == "POST" and form.ready:
        services.change_message(message=message, text=form.cleaned_data["text"], actor=request.viewer)
        return redirect("community:show-message", pk)
    context = {"message": message, "form": form}
    return render(request, "community/change_message.html", context, status=400 if form.errors else 200)


@sign_in_required
@require_POST
def withdraw_message(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take one's own message away."""
    message = access.own_message(request.viewer, pk)
    services.withdraw_message(message=message, actor=request.viewer)
    messages.success(request, _("Your message is gone."))
    return to_last(message.room)


@sign_in_required
@require_POST
def thank_for_answer(request: ViewerRequest, pk: int) -> HttpResponse:
    """Say thank you for an answer to one's own question."""
    answer = access.answer_to_thank_for(request.viewer, pk)
    services.thank_for_answer(answer=answer, actor=request.viewer)
    return redirect("community:show-message", answer.answers_id)


@sign_in_required
@require_POST
def close_question(request: ViewerRequest, pk: int) -> HttpResponse:
    """No answer needed any more."""
    question = access.own_question(request.viewer, pk)
    services.close_question(question=question, actor=request.viewer)
    return redirect("community:show-message", pk)


@sign_in_required
@require_POST
def reopen_question(request: ViewerRequest, pk: int) -> HttpResponse:
    """Ask again."""
    question = access.own_question(request.viewer, pk)
    services.reopen_question(question=question, actor=request.viewer)
    return redirect("community:show-message", pk)


@sign_in_required
@require_POST
def read_announcement(request: ViewerRequest, pk: int) -> HttpResponse:
    """I have read this."""
    announcement = access.announcement_to_mark(request.viewer, pk)
    services.read_announcement(announcement=announcement, actor=request.viewer)
    return redirect("community:show-room", announcement.room_id)


@never_cache
@sign_in_required
@require_safe
def show_readers(request: ViewerRequest, pk: int) -> HttpResponse:
    """For the coordinator: who read an announcement, who has not yet."""
    announcement = access.announcement_to_follow(request.viewer, pk)
    context = {"message": announcement, "readers": queries.readers(announcement)}
    return render(request, "community/show_readers.html", context)


@sign_in_required
@only_bytes
@require_safe
def play_voice(request: ViewerRequest, pk: int) -> HttpResponse:
    """The sound of a message, also in parts: some phones play nothing that cannot be asked for in parts."""
    note = access.voice_to_play(request.viewer, pk)
    return play(bytes(note.data), note.kind, name=f"spraak-{pk}", wanted=request.headers.get("Range", ""))
