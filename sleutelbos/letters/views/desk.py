"""The writer's desk: every sentence with what readers said of it, decided one by one."""

from typing import Any

from csp.constants import SELF
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.ui.errors import RuleBroken
from sleutelbos.ui.sound import sound_from

from .. import access, queries, reader_wording, services, wording
from ..forms import DecisionForm
from ..models import Answer, Decision, Proposal, Round, Sentence
from ..queries.desk import DeskRow, draft_blocks
from ..queries.letters import WRITERS


@sound_from(SELF)
@require_safe
@role_required(*WRITERS)
def show_desk(request: ViewerRequest, pk: int) -> HttpResponse:
    """All sentences with their heat, and the letter as it stands with what was decided."""
    round = access.round_to_see(request.viewer, pk)
    if round.version_id is None:
        return redirect("letters:show-round", pk=pk)
    rows = queries.desk_rows(round)
    context = {
        **_common(request, round),
        "rows": [_shown(row) for row in rows],
        "draft": draft_blocks(round),
        "waiting": sum(row.asks for row in rows),
        "changes": queries.decided_changes(round),
        "progress": queries.progress_of(round),
    }
    return render(request, "letters/show_desk.html", context)


@sound_from(SELF)
@require_http_methods(["GET", "POST"])
@role_required(*WRITERS)
def decide(request: ViewerRequest, pk: int, number: int) -> HttpResponse:
    """Accept, adapt, keep, or undecide one sentence; a lost fact comes back to be confirmed."""
    round, sentence = access.sentence_to_decide(request.viewer, pk, number)
    if request.method == "GET":
        return redirect(_back(round, sentence))
    extra: dict[str, Any] = {}
    if request.POST.get("kind") == "undo":
        services.take_decision_back(round=round, sentence=sentence, actor=request.viewer)
        extra["say"] = _("Undecided again.")
    else:
        form = DecisionForm(request.POST)
        if form.is_valid():
            try:
                _decide(request, round, sentence, form.cleaned_data)
                extra["say"] = _("Decided.")
            except RuleBroken as broken:
                extra = {
                    "problem": f"{broken.message} {broken.advice}",
                    "confirm": form.cleaned_data if broken.code == "fact-lost" else None,
                    "typed": form.cleaned_data,
                }
        else:
            extra = {"problem": " ".join(str(error) for errors in form.errors.values() for error in errors)}
    if not request.htmx and "problem" not in extra:
        return redirect(_back(round, sentence))
    return _fragment(request, round, sentence, extra)


def _decide(request: ViewerRequest, round: Round, sentence: Sentence, data: dict[str, Any]) -> None:
    proposal = None
    if data["kind"] == Decision.Kind.ACCEPT and data["proposal"]:
        proposal = Proposal.objects.filter(sentence=sentence, pk=data["proposal"]).first()
    services.decide(
        round=round,
        sentence=sentence,
        kind=data["kind"],
        proposal=proposal,
        text=data["text"],
        reason=data["reason"],
        note=data["note"],
        facts_confirmed=data["facts_confirmed"],
        actor=request.viewer,
    )


def _fragment(request: ViewerRequest, round: Round, sentence: Sentence, extra: dict[str, Any]) -> HttpResponse:
    rows = queries.desk_rows(round)
    row = next(one for one in rows if one.sentence.pk == sentence.pk)
    context = {
        **_common(request, round),
        "row": {**_shown(row), **extra},
        "draft": draft_blocks(round),
        "waiting": sum(one.asks for one in rows),
        "changes": queries.decided_changes(round),
        "swapped": True,
    }
    if request.htmx:
        return render(request, "letters/desk_answer.html", context)
    return render(request, "letters/decide.html", context, status=422)


@require_POST
@role_required(*WRITERS)
def judge_answer(request: ViewerRequest, pk: int, number: int) -> HttpResponse:
    """Was this answer right? For understanding, which is reported apart from the text."""
    round, answer = access.answer_to_judge(request.viewer, pk, number)
    judged = request.POST.get("judged", "")
    if judged in Answer.Judged.values:
        services.judge_answer(round=round, answer=answer, judged=judged, actor=request.viewer)
    return redirect(reverse("letters:show-round", args=[pk]) + f"#antwoord-{number}")


@require_POST
@role_required(*WRITERS)
def make_version(request: ViewerRequest, pk: int) -> HttpResponse:
    """A new version with everything that was decided."""
    round = access.round_to_change(request.viewer, pk)
    version = services.make_version(round=round, actor=request.viewer)
    messages.success(request, _("Version %(number)d is made. Now tell the readers.") % {"number": version.number})
    return redirect("letters:show-round", pk=pk)


def _common(request: ViewerRequest, round: Round) -> dict[str, Any]:
    can_decide = round.state == Round.State.CLOSED and round.result_id is None and not request.viewer.support
    return {
        "round": round,
        "can_decide": can_decide,
        "reasons": Decision.Reason.choices,
    }


def _shown(row: DeskRow) -> dict[str, Any]:
    return {
        "row": row,
        "reasons": [(reader_wording.REASONS[code], count) for code, count in row.reasons],
        "findings": [(one, reader_wording.reason(one)) for one in row.findings],
        "proposals": [(one, [wording.change_text(change) for change in one.changes]) for one in row.proposals],
    }


def _back(round: Round, sentence: Sentence) -> str:
    return reverse("letters:show-desk", args=[round.pk]) + f"#zin-{sentence.pk}"
