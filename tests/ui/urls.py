"""Addresses for the tests of this app alone."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import engines
from django.urls import include, path

from sleutelbos.ui.errors import NotAllowed, StateChanged

PAGE = """{% extends "ui/base.html" %}{% block title %}Swap{% endblock %}{% block content %}<h1>Swap</h1>
<input id="typed" aria-label="Typed">
<form id="ask" data-hx-post="/part/" data-hx-target="#place" data-focus-after="#place">
{% csrf_token %}<button name="what" value="ok">Fetch</button></form>
<form id="taken" data-hx-post="/taken/" data-hx-target="#place">{% csrf_token %}<button>Taken</button></form>
<form id="broken" data-hx-post="/broken/" data-hx-target="#place">{% csrf_token %}<button>Broken</button></form>
<div id="place">before</div>{% endblock %}"""
SEEN: list[str] = []


def swap_page(request: HttpRequest) -> HttpResponse:
    """A page that fetches parts."""
    return HttpResponse(engines["django"].from_string(PAGE).render({}, request))


def part(request: HttpRequest) -> HttpResponse:
    """A part that says what changed."""
    return HttpResponse('<p data-say="Two people found">after</p>')


def taken(request: HttpRequest) -> HttpResponse:
    """Somebody else was first."""
    raise StateChanged


def refused(request: HttpRequest) -> HttpResponse:
    """Not for this viewer."""
    raise NotAllowed


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours."""
    return HttpResponseServerError(render(request, "500.html").content)


def once(request: HttpRequest) -> HttpResponse:
    """Counts how often a form was sent."""
    if request.method == "POST":
        SEEN.append(request.POST.get("answer", ""))
    page = """{% extends "ui/light.html" %}{% block title %}Once{% endblock %}{% block content %}<h1>Once</h1>
<form method="post" class="sb-choices">{% csrf_token %}{% choice "Yes" "yes" name="answer" value="yes" tone="yes" %}
{% choice "No" "no" name="answer" value="no" %}</form>{% endblock %}"""
    return HttpResponse(engines["django"].from_string(page).render({}, request))


urlpatterns = [
    path("", include("sleutelbos.ui.urls")),
    path("taal/", include("django.conf.urls.i18n")),
    # The frame's footer leads there on every page.
    path("toegankelijkheid/", part, name="accessibility"),
    path("privacy/", part, name="privacy"),
    path("swap/", swap_page),
    path("part/", part),
    path("taken/", taken),
    path("refused/", refused),
    path("broken/", broken),
    path("once/", once),
]
