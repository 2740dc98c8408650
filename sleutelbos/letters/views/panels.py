"""The coordinator chooses who reads: a balanced panel is proposed with reasons, a person decides."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.keypersons import languages

from .. import access, queries, services, wording
from ..models import Round
from ..queries.panels import readers_before, round_before
from ..rules.panel import Candidate, balance_of


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def choose_panel(request: ViewerRequest, pk: int) -> HttpResponse:
    """The proposal, everybody else below it, and what the panel looks like; while it is open, more readers."""
    round = access.round_to_fill(request.viewer, pk)
    if round.state not in {Round.State.ASKED, Round.State.OPEN}:
        return redirect("letters:show-round", pk=pk)
    people = queries.may_be_asked(round)
    everybody = queries.candidates(people)
    if request.method == "POST":
        chosen = [people[number] for number in _numbers(request) if number in people]
        if not chosen:
            messages.warning(request, _("Choose at least one reader."))
            return redirect("letters:choose-panel", pk=pk)
        if round.state == Round.State.ASKED:
            services.invite_panel(round=round, people=chosen, actor=request.viewer)
        else:
            for person in chosen:
                services.add_reader(round=round, key_person=person, actor=request.viewer)
        count = len(chosen)
        said = ngettext("%(number)d reader gets a message.", "%(number)d readers get a message.", count)
        messages.success(request, said % {"number": count})
        return redirect("letters:show-round", pk=pk)
    seats = queries.seats(round, everybody) if round.state == Round.State.ASKED else []
    proposed = {seat.key_person: seat for seat in seats}
    by_number = {one.key_person: one for one in everybody}
    before = readers_before(round) if proposed else []
    last = round_before(round)
    context = {
        "round": round,
        "proposed": [
            (people[pk], _spoken(by_number[pk]), [wording.panel_reason(*why) for why in seat.reasons])
            for pk, seat in proposed.items()
        ],
        "others": [(people[one.key_person], _spoken(one)) for one in everybody if one.key_person not in proposed],
        # Of a proposal no routes: a proposal of one more, or with somebody on leave, would tell whose it is.
        "balance": wording.panel_text(queries.balance_of(everybody, set(proposed))),
        "before": wording.panel_text(balance_of(before), last.routes if last else {}) if before else [],
    }
    return render(request, "letters/choose_panel.html", context)


def _spoken(one: Candidate) -> str:
    return ", ".join(languages.variety_name(tag) for tag in one.languages)


def _numbers(request: ViewerRequest) -> list[int]:
    return [int(value) for value in request.POST.getlist("people")[:100] if value.isdecimal() and len(value) < 12]
