"""The page of figures for who coordinates, decides and studies; and how much each key person does."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import reswap, retarget

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Municipality, Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.audit import services as audit
from sleutelbos.bridging.queries.load import load_per_person

from .. import access, periods
from ..definitions import DEFINITIONS, STATUS_WORDS
from ..services.sheets import ask_sheet, is_fresh, newest_sheet
from ..wording import figures as wording

READERS = (Role.COORDINATOR, Role.POLICY_OFFICER, Role.RESEARCHER)
# So often a page that waits asks by itself: with the pauses of `_again` that is four and a half minutes.
TRIES: Final = 24


@require_safe
@vary_on_headers("HX-Request")
@role_required(*READERS)
def show_figures(request: ViewerRequest) -> HttpResponse:
    """All figures of a period as they were last counted, with the moment; counts nothing itself, the worker does.

    A page that waits for the worker asks again by itself, a bounded number of times, and gets only what is new.
    """
    region = access.region_to_count(request.viewer)
    period = periods.read(request.GET.get("periode", ""), timezone.localdate())
    towns = list(region.municipalities.order_by("name"))
    place = _place(request, towns)
    sheet = newest_sheet(region, place, period)
    fresh = is_fresh(sheet, period)
    if not fresh:
        ask_sheet(region, place, period)
    # What somebody reads is not replaced under their eyes: they hear that there is something newer.
    older = sheet is not None and not fresh
    part = bool(request.htmx) and not request.htmx.history_restore_request
    if part:
        older = "ouder" in request.GET
    context = {
        "region": region,
        "period": period,
        "period_words": wording.period_words(period),
        "periods": [(one.code, wording.period_words(one)) for one in periods.choices(timezone.localdate())],
        "towns": towns if request.viewer.has_role(Role.COORDINATOR) else [],
        "place": place,
        "sheet": sheet,
        "fresh": fresh,
        "older": older,
        "part": part,
        "again": None if fresh else _again(request, older=older),
        "is_researcher": request.viewer.has_role(Role.RESEARCHER),
        "is_coordinator": request.viewer.has_role(Role.COORDINATOR),
    }
    if sheet and (not part or (fresh and not older)):
        context["blocks"] = wording.blocks(sheet.content, {str(town.pk): town.name for town in towns})
    if not part:
        return render(request, "insights/show_figures.html", context)
    response = render(request, "insights/figure_progress.html", context)
    return reswap(retarget(response, "#cijfers"), "outerHTML") if "blocks" in context else response


@dataclass(frozen=True, slots=True)
class Again:
    """When a waiting page asks again, and where."""

    seconds: int
    address: str


def _again(request: ViewerRequest, *, older: bool) -> Again | None:
    """Soon at first, then less and less often, for about four minutes; then the person asks."""
    asked = request.GET.get("keer", "0")
    number = int(asked) if asked.isdecimal() and len(asked) < 4 else TRIES
    if number >= TRIES:
        return None
    query = request.GET.copy()
    query["keer"] = str(number + 1)
    if older:
        query["ouder"] = "1"
    return Again(min(2 + number, 15), f"{request.path}?{query.urlencode()}")


@require_safe
@role_required(*READERS)
def show_definitions(request: ViewerRequest) -> HttpResponse:
    """What every figure means, in one list."""
    return render(
        request,
        "insights/show_definitions.html",
        {"definitions": [(one, STATUS_WORDS[one.status]) for one in DEFINITIONS]},
    )


@require_safe
@role_required(Role.COORDINATOR, Role.KEY_PERSON)
def show_load(request: ViewerRequest) -> HttpResponse:
    """How much each key person does: everybody for the coordinator, oneself for a key person."""
    today = timezone.localdate()
    period = periods.read(request.GET.get("periode", ""), today)
    rows = load_per_person(request.viewer, period.first_day, period.last_day)
    if request.viewer.has_role(Role.COORDINATOR):
        audit.looked_at_all(
            "insights.load.seen",
            actor=request.viewer,
            subjects=[row.key_person for row in rows],
            region_id=request.viewer.region_id,
        )
    context = {
        "rows": rows,
        "own": request.viewer.has_role(Role.KEY_PERSON),
        "period": period,
        "period_words": wording.period_words(period),
        "periods": [(one.code, wording.period_words(one)) for one in periods.choices(today)],
        "most": max((row.visits for row in rows), default=0),
    }
    return render(request, "insights/show_load.html", context)


def _place(request: ViewerRequest, towns: list[Municipality]) -> Municipality | None:
    """One municipality for the coordinator; the others see the region as a whole, so that nothing can be subtracted."""
    asked = request.GET.get("gemeente", "")
    if not request.viewer.has_role(Role.COORDINATOR) or not asked.isdecimal():
        return None
    return get_object_or_404(Municipality, pk=int(asked), region_id=towns[0].region_id if towns else 0)
