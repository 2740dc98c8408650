"""Asking for a round, its page, closing it, answering the readers."""

from csp.constants import SELF
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.keypersons import languages
from sleutelbos.ui.sound import sound_from

from .. import access, queries, reader_wording, services, wording
from ..forms import OutcomeForm, RoundForm
from ..forms.rounds import MOST_MINUTES
from ..models import Reader, Round
from ..queries.letters import WRITERS
from ..queries.panels import readers_of, varieties_of
from ..rules.panel import balance_of
from ..services.rounds import estimated_minutes
from .letters import posted


@require_http_methods(["GET", "POST"])
@role_required(*WRITERS)
def ask_round(request: ViewerRequest, pk: int) -> HttpResponse:
    """Ask for readers of the newest version: why, for whom, until when, and what is asked back."""
    letter = access.letter_to_change(request.viewer, pk)
    version = letter.versions.select_related("score").order_by("-number")[0]
    last = Round.objects.filter(version__letter=letter).exclude(state=Round.State.WITHDRAWN).order_by("-number").first()
    initial = {"minutes": min(estimated_minutes(version), MOST_MINUTES)}
    if last is not None:
        names = ("purpose", "receivers", "receivers_count", "languages", "wanted")
        initial |= {name: getattr(last, name) for name in names}
    form = RoundForm(
        posted(request),
        today=timezone.localdate(),
        varieties=varieties_of(letter.region_id),
        first=last is None,
        initial=initial,
    )
    if form.is_valid():
        round = services.ask_round(
            version=version, values=form.values(), questions=form.questions(), actor=request.viewer
        )
        if request.viewer.role == "coordinator":
            return redirect("letters:choose-panel", pk=round.pk)
        messages.success(request, _("Asked. The coordinator chooses the readers."))
        return redirect("letters:show-round", pk=round.pk)
    context = {"form": form, "letter": letter, "last": last}
    return render(request, "letters/ask_round.html", context, status=422 if form.is_bound else 200)


@sound_from(SELF)
@require_safe
@role_required(*WRITERS)
def show_round(request: ViewerRequest, pk: int) -> HttpResponse:
    """How far a round is, what was answered, and what can be done now."""
    round = access.round_to_see(request.viewer, pk)
    return _page(request, round, OutcomeForm(round=round, initial={"outcome": round.outcome}))


def _page(request: ViewerRequest, round: Round, form: OutcomeForm) -> HttpResponse:
    coordinates = request.viewer.role == "coordinator"
    readers = round.readers.select_related("key_person").prefetch_related("key_person__languages")
    panel = readers_of(round) if round.state != Round.State.ASKED else []
    context = {
        "round": round,
        "tone": wording.ROUND_TONES[round.state],
        "progress": queries.progress_of(round),
        # Who reads is the coordinator's business; the writer sees the names readers chose, once they began.
        "readers": [(one, _languages(one)) for one in readers] if coordinates else [],
        "coordinates": coordinates,
        "balance": wording.panel_text(balance_of(panel), round.routes) if panel else [],
        "results": [(reader_wording.question_text(one.question), one) for one in queries.question_results(round)],
        "overdue": queries.overdue(round, timezone.localdate()),
        "undecided": queries.undecided(round) if round.version_id else 0,
        "changes": queries.decided_changes(round) if round.version_id else 0,
        "form": form,
    }
    return render(request, "letters/show_round.html", context, status=422 if form.is_bound else 200)


@require_POST
@role_required(*WRITERS)
def close_round(request: ViewerRequest, pk: int) -> HttpResponse:
    """Enough readers: nobody reads on."""
    services.close_round(round=access.round_to_change(request.viewer, pk), actor=request.viewer)
    messages.success(request, _("Closed. Now decide what you do with it."))
    return redirect("letters:show-round", pk=pk)


@require_POST
@role_required(*WRITERS)
def withdraw_round(request: ViewerRequest, pk: int) -> HttpResponse:
    """Stop a round; the links do not work any more."""
    services.withdraw_round(round=access.round_to_change(request.viewer, pk), actor=request.viewer)
    messages.success(request, _("Stopped. Who read already is paid for that."))
    return redirect("letters:list-letters")


@sound_from(SELF)
@require_http_methods(["POST"])
@role_required(*WRITERS)
def tell_readers(request: ViewerRequest, pk: int) -> HttpResponse:
    """Answer all readers, each in the own language."""
    round = access.round_to_change(request.viewer, pk)
    form = OutcomeForm(request.POST, round=round)
    if not form.is_valid():
        return _page(request, round, form)
    number = services.tell_readers(round=round, outcome=form.cleaned_data["outcome"], actor=request.viewer)
    told = ngettext("%(number)d reader is told.", "%(number)d readers are told.", number)
    messages.success(request, told % {"number": number})
    return redirect("letters:show-round", pk=pk)


def _languages(reader: Reader) -> list[str]:
    return [languages.variety_name(row.variety) for row in reader.key_person.languages.all() if row.variety != "nl"]
