"""A key person reads along on a phone: one page per step, every tap saved by itself."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.keypersons.queries import visible_key_persons
from sleutelbos.ui import pocket
from sleutelbos.ui.errors import StateChanged
from sleutelbos.ui.fields import GuardedFormCharField
from sleutelbos.ui.language import use_language

from .. import access, queries, services
from .. import reader_wording as words
from ..forms import AnswersForm, FinishForm, ShareForm, StartForm
from ..models import Mark, Reader, Round, Spoken
from ..services.reading import REASONS
from .letters import posted

# What a phone keeps of a round, and lets go of when it is over.
KEPT = ("letters:read-letter", "letters:answer-questions", "letters:mark-sentences")
STEPS = ("letters:read-letter", "letters:answer-questions", "letters:mark-sentences", "letters:vote")


def reader_of(request: ViewerRequest, token: str) -> Reader:
    """Who is behind the link; the page is in that person's language."""
    reader = access.reader_by_link(token)
    use_language(request, reader.language or reader.key_person.language)
    return reader


def going(reader: Reader) -> bool:
    """Whether this reader can still say something."""
    return reader.state == Reader.State.READING and reader.round.state == Round.State.OPEN


def page_of(reader: Reader, token: str, **more: Any) -> dict[str, Any]:
    """What every page of a reader shows."""
    drop = [] if going(reader) or reader.state == Reader.State.INVITED else [*KEPT]
    common = {"reader": reader, "round": reader.round, "region": reader.round.region, "token": token, "drop": drop}
    return {**common, "keep": _version(reader), **more}


def _version(reader: Reader) -> str:
    return pocket.version_of(reader.round.version_id, reader.round.closes_on)


def keep_of(response: HttpResponse, reader: Reader, word: Any = "") -> HttpResponse:
    """A page of a round that still runs may be kept until it closes; `word` puts it in the list on the phone."""
    last = datetime.combine(reader.round.closes_on + timedelta(days=1), time.min)
    return pocket.keep(
        response,
        kind="letter" if word else "page",
        until=timezone.make_aware(last),
        version=_version(reader),
        label=reader.round.title,
        when=str(word),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def start_reading(request: ViewerRequest, token: str) -> HttpResponse:
    """Who asks, how long, in which language; or where this reader was, or how it ended."""
    reader = reader_of(request, token)
    if reader.round.state == Round.State.TOLD and reader.state in {Reader.State.FINISHED, Reader.State.PARTLY}:
        return redirect("letters:show-verdict", token=token)
    actor = access.by_link(request.viewer, reader)
    initial = {"name": reader.shown_name, "language": translation.get_language()}
    form = StartForm(posted(request), initial=initial, advice=reader.round.kind == Round.Kind.ADVICE)
    if form.is_valid() and reader.state != Reader.State.FINISHED:
        name, language = form.cleaned_data["name"], form.cleaned_data["language"]
        services.start_reading(reader=reader, name=name, language=language, actor=actor)
        response = redirect(_where(reader), token=token)
        response.set_cookie(*_language_cookie(language), samesite="Lax", httponly=True)
        return response
    context = page_of(reader, token, form=form, going=going(reader), next=reverse(_where(reader), args=[token]))
    return render(request, "letters/start_reading.html", context, status=422 if form.is_bound else 200)


def _language_cookie(code: str) -> tuple[str, str]:
    from django.conf import settings

    return settings.LANGUAGE_COOKIE_NAME, code


def _where(reader: Reader) -> str:
    """The first step that is not done."""
    if reader.round.kind == Round.Kind.ADVICE:
        return "letters:answer-questions" if reader.answered_at is None else "letters:finish-reading"
    if reader.read_at is None:
        return "letters:read-letter"
    if reader.answered_at is None:
        return "letters:answer-questions"
    return "letters:mark-sentences"


@require_POST
def decline(request: ViewerRequest, token: str) -> HttpResponse:
    """Not now; nobody asks why."""
    reader = reader_of(request, token)
    services.decline(reader=reader, actor=access.by_link(request.viewer, reader))
    return redirect("letters:start-reading", token=token)


@never_cache
@require_http_methods(["GET", "POST"])
def read_letter(request: ViewerRequest, token: str) -> HttpResponse:
    """The whole letter as it looks on paper, without any mark."""
    reader = reader_of(request, token)
    if not going(reader) or reader.round.version is None:
        return redirect("letters:start-reading", token=token)
    if request.method == "POST":
        services.confirm_read(reader=reader)
        return redirect(_where(Reader.objects.select_related("round").get(pk=reader.pk)), token=token)
    context = page_of(reader, token, blocks=reader.round.version.blocks.all())
    return keep_of(render(request, "letters/read_letter.html", context), reader, _("Read the letter"))


@never_cache
@require_http_methods(["GET", "POST"])
def answer_questions(request: ViewerRequest, token: str) -> HttpResponse:
    """What must this person do? Asked before any sentence is marked; or the questions of an advice round."""
    reader = reader_of(request, token)
    advice = reader.round.kind == Round.Kind.ADVICE
    if not going(reader):
        return redirect("letters:start-reading", token=token)
    if not advice and reader.read_at is None:
        return redirect("letters:read-letter", token=token)
    questions = list(reader.round.questions.all())
    known = {row.question_id: row for row in reader.answers.all()}
    form = AnswersForm(posted(request), questions=questions, known=known)
    if form.is_valid():
        services.answer_questions(reader=reader, answers=form.answers())
        return redirect("letters:finish-reading" if advice else "letters:mark-sentences", token=token)
    spoken = set(Spoken.objects.filter(reader=reader).exclude(question=None).values_list("question_id", flat=True))
    aloud = [(one, words.question_text(one), one.pk in spoken) for one in questions if not one.options]
    context = page_of(reader, token, form=form, advice=advice, aloud=aloud)
    if form.is_bound:
        return render(request, "letters/answer_questions.html", context, status=422)
    return keep_of(render(request, "letters/answer_questions.html", context), reader, _("Questions") if advice else "")


@never_cache
@require_safe
def mark_sentences(request: ViewerRequest, token: str) -> HttpResponse:
    """One card per sentence with three buttons; goes on where the reader was."""
    reader = reader_of(request, token)
    if not going(reader) or reader.answered_at is None or reader.round.version_id is None:
        return redirect("letters:start-reading", token=token)
    cards = queries.cards(reader)
    done = sum(card.mark is not None for card in cards)
    context = page_of(
        reader,
        token,
        cards=cards,
        done=done,
        total=len(cards),
        reasons=[(code, words.REASONS[code]) for code in REASONS],
        verdicts=[
            ("clear", pgettext("sentence", "Clear"), "thumbs-up"),
            ("doubt", _("In doubt"), "circle-help"),
            ("unclear", _("I do not understand"), "thumbs-down"),
        ],
        current=next((card.number for card in cards if card.mark is None), len(cards) + 1),
        # Answered: what was typed there is sent.
        drop=["letters:answer-questions"],
    )
    return keep_of(render(request, "letters/mark_sentences.html", context), reader, _("Sentence by sentence"))


@require_POST
def mark_sentence(request: ViewerRequest, token: str, number: int) -> HttpResponse:
    """One tap, saved; JSON for the script, the next card for who has none."""
    reader = reader_of(request, token)
    sentence = access.sentence_to_mark(reader, number)
    quiet = request.headers.get("X-Requested-With") == "fetch"
    verdict = request.POST.get("verdict", "")
    if verdict not in Mark.Verdict.values:
        mark = Mark.objects.filter(reader=reader, sentence=sentence).first()
        verdict = mark.verdict if mark else Mark.Verdict.DOUBT
    text = GuardedFormCharField(required=False, max_length=600)
    problem = ""
    try:
        services.mark_sentence(
            reader=reader,
            sentence=sentence,
            verdict=verdict,
            words=[int(value) for value in request.POST.getlist("word")[:60] if value.isdecimal() and len(value) < 5],
            reasons=request.POST.getlist("reason")[:10],
        )
        if "text" in request.POST:
            problem = _propose(reader, sentence, request.POST["text"], text)
    except StateChanged:
        if quiet:
            return JsonResponse({"closed": True}, status=409)
        return redirect("letters:start-reading", token=token)
    if quiet:
        return JsonResponse({"saved": True, "problem": problem})
    if problem:
        messages.warning(request, problem)
        return redirect(reverse("letters:mark-sentences", args=[token]) + f"#kaart-{number}")
    here = verdict != Mark.Verdict.CLEAR and "verder" not in request.POST
    following = number if here else _next(reader, sentence.position)
    return redirect(reverse("letters:mark-sentences", args=[token]) + f"#kaart-{following}")


def _propose(reader: Reader, sentence: Any, typed: str, field: GuardedFormCharField) -> str:
    from django.core.exceptions import ValidationError

    try:
        services.propose(reader=reader, sentence=sentence, text=(field.clean(typed) or "").strip())
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _next(reader: Reader, position: int) -> int | str:
    for card in queries.cards(reader):
        if card.sentence.position > position:
            return card.sentence.pk
    return "klaar"


@never_cache
@require_http_methods(["GET", "POST"])
def vote(request: ViewerRequest, token: str) -> HttpResponse:
    """Other readers' words, only for sentences one said something of: is this one better?"""
    reader = reader_of(request, token)
    if not going(reader):
        return redirect("letters:start-reading", token=token)
    if request.method == "POST":
        for name, value in list(request.POST.items())[:300]:
            number = name.removeprefix("p")
            if name.startswith("p") and number.isdecimal() and len(number) < 12 and value in {"yes", "no"}:
                proposal = access.proposal_to_judge(reader, int(number))
                services.vote(reader=reader, proposal=proposal, better=value == "yes")
        return redirect("letters:finish-reading", token=token)
    found = queries.others_proposals(reader)
    if not found:
        return redirect("letters:finish-reading", token=token)
    return render(request, "letters/vote.html", page_of(reader, token, found=found))


@never_cache
@require_http_methods(["GET", "POST"])
def finish(request: ViewerRequest, token: str) -> HttpResponse:
    """What may be shown, and send; afterwards the thanks, and what the computer saw."""
    reader = reader_of(request, token)
    done = reader.state == Reader.State.FINISHED
    if not done and (not going(reader) or reader.answered_at is None):
        return redirect("letters:start-reading", token=token)
    if request.method == "POST" and "share" in request.POST:
        shared = ShareForm(request.POST)
        if shared.is_valid():
            actor = access.by_link(request.viewer, reader)
            services.share(reader=reader, **shared.cleaned_data, actor=actor)
            messages.success(request, _("Saved"))
        return redirect("letters:finish-reading", token=token)
    if request.method == "POST":
        form = FinishForm(request.POST)
        if form.is_valid():
            actor = access.by_link(request.viewer, reader)
            services.finish(reader=reader, **form.cleaned_data, actor=actor)
        return redirect("letters:finish-reading", token=token)
    form = FinishForm(initial={"may_quote": reader.may_quote, "may_name": reader.may_name})
    findings = queries.reader_findings(reader) if done else []
    context = page_of(
        reader,
        token,
        form=form,
        share=ShareForm(initial={"may_share": reader.may_share}),
        done=done,
        drop=[*KEPT] if done else ["letters:answer-questions"],
        minutes=services.minutes_of(reader),
        findings=[(one, words.reason(one)) for one in findings],
    )
    return render(request, "letters/finish_reading.html", context)


@never_cache
@require_safe
def show_verdict(request: ViewerRequest, token: str) -> HttpResponse:
    """What was done with each of one's own remarks."""
    reader = reader_of(request, token)
    told = reader.round.state == Round.State.TOLD
    remarks = queries.remarks_of(reader) if told and reader.round.version_id else []
    context = page_of(
        reader,
        token,
        told=told,
        overdue=queries.overdue(reader.round, timezone.localdate()),
        remarks=[(one, [words.REASONS[code] for code in one.mark.reasons] if one.mark else []) for one in remarks],
        answers=[(words.question_text(one.question), one) for one in reader.answers.select_related("question")],
    )
    return render(request, "letters/show_verdict.html", context)


@never_cache
@require_safe
@role_required(Role.KEY_PERSON)
def list_own_readings(request: ViewerRequest) -> HttpResponse:
    """What waits to be read, and what was done with what one said."""
    rows = [(row, services.reader_token(row)) for row in queries.own_readings(request.viewer)[:50]]
    to_do = {Reader.State.INVITED, Reader.State.READING}
    context = {
        "waiting": [one for one in rows if one[0].state in to_do and one[0].round.state == Round.State.OPEN],
        "done": [one for one in rows if one[0].state in {Reader.State.FINISHED, Reader.State.PARTLY}],
        "person": visible_key_persons(request.viewer).first(),
        "today": timezone.localdate(),
    }
    return render(request, "letters/list_own_readings.html", context)


@never_cache
@require_safe
@role_required(Role.KEY_PERSON)
def show_waiting(request: ViewerRequest) -> HttpResponse:
    """A piece of the key person's home: what waits to be read; nothing when there is nothing."""
    rows = queries.own_readings(request.viewer).filter(
        state__in=[Reader.State.INVITED, Reader.State.READING], round__state=Round.State.OPEN
    )
    context = {"waiting": [(row, services.reader_token(row)) for row in rows[:3]]}
    return render(request, "letters/waiting.html", context)
