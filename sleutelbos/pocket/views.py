"""The installed app: its manifest, its worker, its first page, and the phones it is on."""

import hashlib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from csp.utils import build_policy
from django.conf import settings
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition, require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Region, Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.keypersons import access as keypersons
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.ui import pocket, theme

from . import access, queries, services
from .forms import TouchForm
from .models import Phone

# Pages of which the worker may keep what the server lets it keep (sleutelbos/ui/pocket.py).
PAGES: Final = ("/afspraak/", "/verslag/", "/aanbod/", "/voor-mij/", "/lezen/", "/app/")
SHELL: Final = (
    "ui/light.css",
    "bridging/pages.css",
    "letters/pages.css",
    "ui/app.js",
    "ui/pocket.js",
    "ui/speak.js",
    "letters/aloud.js",
    "letters/reading.js",
    "ui/icon.svg",
)
BAR_COLOUR: Final = "#0d4339"
ICONS: Final = (
    ("ui/icon.svg", "any", "image/svg+xml", "any"),
    ("ui/app/icon-192.png", "192x192", "image/png", "any"),
    ("ui/app/icon-512.png", "512x512", "image/png", "any"),
    ("ui/app/icon-maskable-512.png", "512x512", "image/png", "maskable"),
)
EVERYTHING: Final = '"cache", "cookies", "storage"'


@require_safe
@cache_control(public=True, max_age=3600)
def manifest(request: ViewerRequest, slug: str, language: str) -> JsonResponse:
    """What a phone needs to install the app: the region's name and colour, in a language, with a way to start."""
    region = get_object_or_404(Region, slug=slug)
    bar = theme.colours(region.theme).get("action-600", BAR_COLOUR) if not theme.problems(region.theme) else BAR_COLOUR
    with translation.override(language):
        name = region.theme.get("logo_text") or "Sleutelbos"
        content = {
            "id": "/app/",
            "name": f"{name} {region.name}"[:45],
            "short_name": name[:12],
            "description": _("Your appointments as a key person, also without a network."),
            "lang": language,
            "dir": "rtl" if translation.get_language_bidi() else "ltr",
            "start_url": reverse("pocket:start"),
            "scope": "/",
            "display": "standalone",
            "orientation": "any",
            "theme_color": bar,
            "background_color": theme.PAGE,
            "icons": [
                {"src": static(src), "sizes": sizes, "type": kind, "purpose": purpose}
                for src, sizes, kind, purpose in ICONS
            ],
            "shortcuts": [{"name": _("For me"), "url": reverse("bridging:show-own-work")}],
        }
    return JsonResponse(content, content_type="application/manifest+json")


@cache
def _script(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


def _worker_text() -> str:
    found = finders.find("ui/worker.js")
    assert isinstance(found, str), "ui/worker.js is part of the product"
    said = {
        "start": reverse("pocket:start"),
        "touch": reverse("pocket:touch"),
        "pages": PAGES,
        "files": settings.STATIC_URL,
        "shell": [static(name) for name in SHELL],
        # What it shows from the phone stands under the same rules as what comes from the server.
        "headers": {
            # Sorted: a worker that differs in one letter is a new version to a browser.
            "Content-Security-Policy": "; ".join(sorted(build_policy().split("; "))),
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Opener-Policy": "same-origin",
        },
    }
    words = JsonResponse(said).content.decode()
    return f"self.POCKET = {words};\n{_script(found)}"


def _worker_mark(request: HttpRequest) -> str:
    return f'"{hashlib.sha256(_worker_text().encode()).hexdigest()[:20]}"'


@require_safe
@cache_control(no_cache=True)
@condition(etag_func=_worker_mark)
def worker(request: ViewerRequest) -> HttpResponse:
    """The service worker, at the root because its pages have no folder in common.

    A browser asks for it with every visit and gets it only when it changed.
    """
    return HttpResponse(_worker_text(), content_type="text/javascript; charset=utf-8")


@never_cache
@require_safe
def start(request: ViewerRequest) -> HttpResponse:
    """Where the installed app opens: the own page for who is signed in, else what this phone keeps."""
    if request.viewer.has_role(Role.KEY_PERSON) and "telefoon" not in request.GET:
        return redirect("bridging:show-own-work")
    response = render(request, "pocket/start.html")
    until = timezone.now() + timedelta(days=365)
    return pocket.keep(response, kind="start", until=until, version=pocket.version_of("start"))


@csrf_exempt
@never_cache
@require_POST
def touch(request: ViewerRequest) -> JsonResponse:
    """A phone says it is there; a lost one is told to forget everything, and its browser does so by itself as well.

    Without a token against forged forms: a worker has none. All that somebody can do with it is name a new phone of
    their own, or ask about a random number.
    """
    form = TouchForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"state": ""}, status=400)
    number: UUID = form.cleaned_data["device"]
    person = access.key_person_of_phone(request.viewer, form.cleaned_data["path"])
    state = services.phone_in_touch(number=number, key_person=person, kind=_kind(request))
    response = JsonResponse({"state": state})
    if state == "lost":
        response["Clear-Site-Data"] = EVERYTHING
    return response


def _kind(request: ViewerRequest) -> str:
    agent = request.headers.get("User-Agent", "")
    return Phone.Kind.PHONE if "Mobi" in agent or "Android" in agent else Phone.Kind.COMPUTER


@never_cache
@require_safe
@role_required(Role.KEY_PERSON)
def list_phones(request: ViewerRequest) -> HttpResponse:
    """The phones that keep something of mine, and what to do when one is lost."""
    person = keypersons.own_key_person(request.viewer)
    context = {"phones": queries.phones_of(person), "person": person, "region": person.region}
    return render(request, "pocket/list_phones.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(Role.KEY_PERSON)
def lose_own_phone(request: ViewerRequest, number: UUID) -> HttpResponse:
    """This phone is lost: asked once more, then it forgets everything and every old link is dead."""
    phone = access.phone_to_report(request.viewer, str(number))
    person = keypersons.own_key_person(request.viewer)
    if request.method == "POST":
        services.lose_phones(
            key_person=person, phone=phone, actor=request.viewer, keep_session=request.session.session_key
        )
        messages.success(request, _("Done. As soon as that phone has a network, it forgets everything."))
        # Where there is a calendar, one question more; else straight on.
        return redirect("exchange:end-own-feeds")
    return render(request, "pocket/lose_phone.html", _losing(person))


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def lose_phone_of(request: ViewerRequest, pk: int) -> HttpResponse:
    """A key person called: the phone is lost. All phones at once, because nobody knows which number it had."""
    person = access.person_with_lost_phone(request.viewer, pk)
    if request.method == "POST" and "send" in request.POST:
        count = services.send_links(key_person=person, actor=request.viewer)
        said = _("New links were sent.") if count else _("Nothing runs now: there was nothing to send.")
        messages.success(request, said)
        return redirect("pocket:lose-phone-of", pk=pk)
    if request.method == "POST":
        services.lose_phones(key_person=person, actor=request.viewer)
        messages.success(request, _("Done. As soon as that phone has a network, it forgets everything."))
        return redirect("exchange:end-feeds-of", pk=pk)
    return render(request, "pocket/lose_phone_of.html", _losing(person))


def _losing(person: KeyPerson) -> dict[str, Any]:
    return {"person": person, "region": person.region, "phones": queries.phones_of(person)}
