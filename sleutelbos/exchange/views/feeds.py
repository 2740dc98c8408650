"""My appointments in the calendar of my phone: three addresses, each says more than the one before."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.keypersons.models import KeyPerson

from .. import access, calendar, queries, services
from ..models import CalendarFeed
from ..wording.feeds import entry_of

_ICONS = {"busy": "lock", "place": "map-pin", "full": "users"}
# Here, and not only with the table: what stands on a page of key persons is translated into every language.
_LABELS = {
    "busy": gettext_lazy("Only that I am busy"),
    "place": gettext_lazy("Time and place"),
    "full": gettext_lazy("Everything, also whom I meet"),
}


@require_safe
def read_feed(request: ViewerRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address; "nothing new" (304) where the program has it already."""
    feed = access.feed_by_token(token)
    language = feed.key_person.language
    now = timezone.now()
    with translation.override(language):
        entries = [entry_of(visit, feed.level) for visit in queries.feed_visits(feed, now)]
        # A calendar that others see says nothing, not even in its name.
        name = _("Busy") if feed.level == CalendarFeed.Level.BUSY else _("Sleutelbos: my appointments")
    digest = calendar.fingerprint(entries, name=name, language=language)
    feed = services.note_read(feed, digest, timezone.localdate())
    etag = f'"{digest[:32]}"'
    changed = int(feed.changed_at.timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=changed)
    if response is None:
        body = calendar.feed(entries, name=name, language=language, changed_at=feed.changed_at)
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="sleutelbos.ics"'
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    # Programs keep it and ask every time whether it is still so; nobody in between keeps it.
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _page(request: ViewerRequest, *, made: CalendarFeed | None = None, token: str = "") -> HttpResponse:
    person = access.own_key_person(request.viewer)
    known = {feed.level: feed for feed in queries.feeds_of(person)}
    address = f"{settings.SITE_URL.rstrip('/')}{reverse('exchange:read-feed', args=[token])}" if token else ""
    levels = [
        {
            "value": level.value,
            "label": _LABELS[level.value],
            "icon": _ICONS[level.value],
            "feed": known.get(level.value),
        }
        for level in CalendarFeed.Level
    ]
    context = {
        "levels": levels,
        "made": made,
        "address": address,
        "subscribe": "webcal:" + address.partition(":")[2] if address else "",
    }
    return render(request, "exchange/list_feeds.html", context)


@never_cache
@require_safe
@role_required(Role.KEY_PERSON)
def list_feeds(request: ViewerRequest) -> HttpResponse:
    """Which calendars have an address, and what each shows."""
    return _page(request)


@never_cache
@require_POST
@role_required(Role.KEY_PERSON)
def make_feed(request: ViewerRequest) -> HttpResponse:
    """A new address, shown now and never again; the old one of this level stops."""
    person = access.own_key_person(request.viewer)
    made, token = services.make_feed(key_person=person, level=request.POST.get("level", ""), actor=request.viewer)
    return _page(request, made=made, token=token)


@require_POST
@role_required(Role.KEY_PERSON)
def end_feed(request: ViewerRequest, pk: int) -> HttpResponse:
    """The address stops."""
    services.end_feed(feed=access.own_feed(request.viewer, pk), actor=request.viewer)
    messages.success(request, _("This calendar address does not work any more."))
    return redirect("exchange:list-feeds")


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(Role.KEY_PERSON)
def end_own_feeds(request: ViewerRequest) -> HttpResponse:
    """A phone of mine is lost: did it read my calendar? Asked once; who has no address is not asked."""
    person = access.own_key_person(request.viewer)
    return _ask_to_end(request, person, template="exchange/end_own_feeds.html", back=reverse("pocket:list-phones"))


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def end_feeds_of(request: ViewerRequest, pk: int) -> HttpResponse:
    """The same, where the key person called the coordinator."""
    person = access.person_with_feeds(request.viewer, pk)
    back = reverse("pocket:lose-phone-of", args=[pk])
    return _ask_to_end(request, person, template="exchange/end_feeds_of.html", back=back)


def _ask_to_end(request: ViewerRequest, person: KeyPerson, *, template: str, back: str) -> HttpResponse:
    if request.method == "POST":
        services.end_feeds(key_person=person, actor=request.viewer)
        messages.success(request, _("No calendar address works any more. On a new phone a new one can be made."))
        return redirect(back)
    if not queries.feeds_of(person).exists():
        return redirect(back)
    return render(request, template, {"person": person, "region": person.region, "back": back})
