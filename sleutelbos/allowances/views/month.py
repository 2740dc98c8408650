"""Pages about hours, fees and real costs: the coordinator's month and the key person's own."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.audit import services as audit
from sleutelbos.keypersons import queries as keypersons

from .. import access, queries, rules, services
from ..models import Booking
from . import lines

PER_PAGE = 50
# What a key person can read back of the own work.
OWN_MONTHS = 12


@require_safe
@role_required(Role.COORDINATOR)
def show_month(request: ViewerRequest) -> HttpResponse:
    """One month of the region: per municipality, per key person, and what waits for a decision."""
    month = access.month_asked(request.GET.get("maand", ""), today=timezone.localdate())
    first, after = rules.month_of(month)
    caps = queries.caps_on(after - timedelta(days=1))
    towns = queries.month_by_municipality(request.viewer, month)
    found = Paginator(queries.people_with_work(request.viewer, month), PER_PAGE).get_page(request.GET.get("page"))
    sums = queries.sums_by_person(request.viewer, month, [person.pk for person in found])
    context = {
        "month": first,
        "month_key": f"{first:%Y-%m}",
        "before": first - timedelta(days=1),
        "after": after if after <= timezone.localdate() else None,
        "caps": caps,
        "towns": towns,
        "totals": lines.totals(towns),
        "page_obj": found,
        "people": [lines.person_row(person, sums[person.pk], caps) for person in found],
        "held": [lines.booking_row(booking) for booking in queries.held_bookings(request.viewer)],
    }
    return render(request, "allowances/show_month.html", context)


@require_safe
@role_required(Role.COORDINATOR)
def show_bookings(request: ViewerRequest) -> HttpResponse:
    """Every line of a month, of one municipality where one is chosen; here a mistake can be taken back."""
    month = access.month_asked(request.GET.get("maand", ""), today=timezone.localdate())
    municipality = _municipality(request)
    found = queries.month_bookings(request.viewer, month, municipality=municipality)
    page_obj = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "month": month,
        "month_key": f"{month:%Y-%m}",
        "municipality": municipality,
        "page_obj": page_obj,
        "rows": [lines.booking_row(booking) for booking in page_obj],
    }
    return render(request, "allowances/show_bookings.html", context)


@require_safe
@role_required(Role.COORDINATOR)
def export_month(request: ViewerRequest) -> HttpResponse:
    """The lines of a month as a file for a spreadsheet; everybody in it can read that it was made."""
    month = access.month_asked(request.GET.get("maand", ""), today=timezone.localdate())
    bookings = list(queries.month_bookings(request.viewer, month, municipality=_municipality(request)))
    people = sorted({booking.engagement.key_person_id for booking in bookings})
    audit.looked_at_all(
        "allowances.month.exported", actor=request.viewer, subjects=[f"keyperson:{number}" for number in people]
    )
    response = HttpResponse(lines.as_csv(bookings), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="uren-{month:%Y-%m}.csv"'
    return response


def _municipality(request: ViewerRequest) -> int | None:
    text = request.GET.get("gemeente", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


@require_POST
@role_required(Role.COORDINATOR)
def release_booking(request: ViewerRequest, pk: int) -> HttpResponse:
    """End the waiting: with the fee over the cap, or the hours alone."""
    booking = access.booking_to_decide(request.viewer, pk)
    with_fee = request.POST.get("with_fee") == "yes"
    services.release_booking(booking=booking, with_fee=with_fee, actor=request.viewer)
    messages.success(request, _("Booked with the fee.") if with_fee else _("Booked without a fee. The hours count."))
    return _back(request, booking)


@require_POST
@role_required(Role.COORDINATOR)
def reverse_booking(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take work back that was booked by mistake."""
    booking = access.booking_to_decide(request.viewer, pk)
    services.reverse_booking(booking=booking, actor=request.viewer)
    messages.success(request, _("Taken back. It does not count any more."))
    return _back(request, booking)


@require_POST
@role_required(Role.COORDINATOR)
def restore_booking(request: ViewerRequest, pk: int) -> HttpResponse:
    """Put work back that was taken back."""
    booking = access.booking_to_decide(request.viewer, pk)
    services.restore_booking(booking=booking, actor=request.viewer)
    messages.success(request, _("Put back."))
    return _back(request, booking)


def _back(request: ViewerRequest, booking: Booking) -> HttpResponse:
    name = "allowances:show-bookings" if request.POST.get("from") == "lines" else "allowances:show-month"
    return redirect(f"{reverse(name)}?{urlencode({'maand': f'{booking.day:%Y-%m}'})}")


@require_safe
@role_required(Role.COORDINATOR)
def show_room(request: ViewerRequest, pk: int) -> HttpResponse:
    """What still fits under the legal caps for one key person, to see before somebody is asked."""
    person = access.key_person_to_check(request.viewer, pk)
    today = timezone.localdate()
    room = queries.room_under_caps(person, today) if queries.has_fee(person, today) else None
    part = "allowances/show_room.html"
    context = {"person": person, "room": room, "nearly": room is not None and lines.nearly_full(room)}
    return render(request, f"{part}#room" if request.htmx else part, context)


@require_safe
@role_required(Role.KEY_PERSON)
def show_own_hours(request: ViewerRequest) -> HttpResponse:
    """What a key person did, the fee and the real costs apart, and what still fits under the legal caps."""
    today = timezone.localdate()
    since = _months_back(today, OWN_MONTHS - 1)
    mine = keypersons.visible_key_persons(request.viewer).select_related("membership").first()
    context = {
        "months": queries.own_months(request.viewer, since=since),
        "bookings": [lines.booking_row(b) for b in queries.own_bookings(request.viewer, since=since)[:PER_PAGE]],
        "room": queries.room_under_caps(mine, today) if mine else None,
        "today": today,
    }
    return render(request, "allowances/show_own_hours.html", context)


def _months_back(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
