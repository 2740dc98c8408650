"""Rounds of advice: questions instead of sentences."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sleutelbos.accounts import queries as accounts
from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.ui.errors import NotAllowed

from .. import access, services
from ..forms import AdviceForm
from ..queries.letters import WRITERS
from ..queries.panels import varieties_of
from .letters import organisation_of, posted


@require_http_methods(["GET", "POST"])
@role_required(*WRITERS)
def ask_advice(request: ViewerRequest) -> HttpResponse:
    """One to five concrete questions for a panel."""
    region = accounts.visible_regions(request.viewer).get()
    own = organisation_of(request)
    form = AdviceForm(
        posted(request),
        today=timezone.localdate(),
        varieties=varieties_of(region.pk),
        municipalities=region.municipalities.all(),
        initial={"municipality": own.municipality_id if own else None},
    )
    if form.is_valid():
        if request.viewer.support:
            raise NotAllowed
        data: dict[str, Any] = form.cleaned_data
        round = services.ask_advice(
            region=region,
            organisation=own,
            municipality=data["municipality"],
            title=data["title"],
            values=form.values(),
            questions=form.questions(),
            actor=request.viewer,
        )
        if request.viewer.role == "coordinator":
            return redirect("letters:choose-panel", pk=round.pk)
        messages.success(request, _("Asked. The coordinator chooses the readers."))
        return redirect("letters:show-round", pk=round.pk)
    return render(request, "letters/ask_advice.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@role_required(*WRITERS)
def publish_round(request: ViewerRequest, pk: int) -> HttpResponse:
    """Put the page for everybody there, or take it away."""
    round = access.round_to_change(request.viewer, pk)
    if round.published_at is None:
        services.publish_round(round=round, actor=request.viewer)
        messages.success(request, _("The page is there. Everybody can read it."))
    else:
        services.unpublish_round(round=round, actor=request.viewer)
        messages.success(request, _("The page is away."))
    return redirect("letters:show-round", pk=pk)
