"""My appointment: when and where, another time, not this time."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.ui.errors import DomainError

from ... import access, newcomer_wording, services
from ...forms.newcomer import OtherTimeWishForm
from ...models import TimeWish, Visit
from ...queries import record
from .frame import actor_for, newcomer_for, now_in, page


@never_cache
@require_safe
def show_appointment(request: ViewerRequest, code: str, pk: int) -> HttpResponse:
    """Who comes, when and where; and how to change it."""
    newcomer = newcomer_for(request, code)
    visit = access.visit_of_newcomer(newcomer, pk)
    return page(
        request,
        "show_appointment",
        newcomer,
        visit=visit,
        stands=visit.state == Visit.State.CONFIRMED and visit.starts_at > timezone.now(),
        wish=record.time_wish_of(visit),
        answered=record.answered_wish_of(visit),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def ask_other_time(request: ViewerRequest, code: str, pk: int) -> HttpResponse:
    """Another time: two taps say when it suits; until it is moved the appointment stands."""
    newcomer = newcomer_for(request, code)
    visit = access.visit_of_newcomer(newcomer, pk)
    form = OtherTimeWishForm(request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            services.newcomer_asks_other_time(visit=visit, actor=actor_for(newcomer), **form.cleaned_data)
            messages.success(request, _("We ask for another time. You see it here. Until then nothing changes."))
        except DomainError:
            messages.info(request, _("This had already changed. Here you see how it is now."))
        return redirect("bridging:show-own-appointment", code=newcomer.code, pk=visit.pk)
    when = request.GET.get("wanneer", "")
    return page(
        request,
        "ask_other_time",
        newcomer,
        visit=visit,
        when=when if when in TimeWish.When.values else "",
        whens=newcomer_wording.WHEN_PICTURES,
        parts=newcomer_wording.PART_PICTURES,
    )


@never_cache
@require_http_methods(["GET", "POST"])
def call_off(request: ViewerRequest, code: str, pk: int) -> HttpResponse:
    """Not this appointment: nobody comes then, and the help goes on."""
    newcomer = newcomer_for(request, code)
    visit = access.visit_of_newcomer(newcomer, pk)
    if request.method == "GET":
        return page(request, "call_off", newcomer, visit=visit)
    try:
        services.newcomer_cancels(
            visit=visit, actor=actor_for(newcomer), language=now_in(), words=newcomer_wording.no_to_visit(visit)
        )
        messages.success(request, _("This appointment is off. Nobody comes then. We look for another time with you."))
    except DomainError:
        messages.info(request, _("This had already changed. Here you see how it is now."))
    return redirect("bridging:show-helper", code=newcomer.code)
