"""Suggestions for one question, beside the question's own page."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.bridging.models import Offer, Request
from sleutelbos.matching.engine import Relaxation

from .. import access, services
from ..forms import HOURS, AskPeopleForm, CompareForm, LookForm
from ..queries import comparison_of, kept_list, page_of, visible_suggestions

# Looks at another time than the question's own.
_TIMES = {Relaxation.SAME_DAY, Relaxation.SAME_WEEK, Relaxation.ANY_TIME}


def _page(
    request: ViewerRequest, question: Request, form: AskPeopleForm | None = None, code: int = 200
) -> HttpResponse:
    wishes = LookForm(request.POST or request.GET).wishes()
    page = page_of(request.viewer, question, services.suggest(question, relaxed=wishes, look=True))
    smallest = {item.what_if.wishes for item in page.smallest}
    part = request.htmx and not request.htmx.history_restore_request
    context = {
        "question": question,
        "page": page,
        "hours": HOURS,
        "form": form,
        "relaxed": [(wish, _look([other for other in wishes if other != wish])) for wish in wishes],
        # A change stands in one list: the smallest that help when nobody fits, else all that bring somebody.
        "what_if": [
            (item, _look([*wishes, *item.what_if.wishes]))
            for item in page.what_if
            if item.what_if.wishes not in smallest
        ],
        "used": [] if part else list(visible_suggestions(request.viewer).filter(request=question).only("at")),
        "other_time": bool(_TIMES & set(wishes)),
        "smallest": [(item, _look([*wishes, *item.what_if.wishes])) for item in page.smallest],
    }
    template = "matching/suggestions.html#list" if part else "matching/suggestions.html"
    return render(request, template, context, status=code)


def _look(wishes: Sequence[Relaxation]) -> str:
    return "?" + urlencode([("los", str(wish)) for wish in wishes])


@require_safe
@vary_on_headers("HX-Request")
@role_required(Role.COORDINATOR)
def show_suggestions(request: ViewerRequest, pk: int) -> HttpResponse:
    """Who fits, why, who nearly fits, and what would help when nobody does."""
    return _page(request, access.request_to_match(request.viewer, pk))


@require_http_methods(["POST"])
@role_required(Role.COORDINATOR)
def ask_people(request: ViewerRequest, pk: int) -> HttpResponse:
    """Ask the chosen people."""
    question = access.request_to_match(request.viewer, pk)
    form = AskPeopleForm(request.POST, ids=access.key_person_ids(request.viewer))
    if form.is_valid() and "vergelijk" in request.POST:
        if len(form.cleaned_data["persons"]) == 2:
            chosen = [("persoon", str(pk)) for pk in form.cleaned_data["persons"]]
            words = urlencode([*chosen, *(("los", str(wish)) for wish in form.wishes())])
            return redirect(f"{reverse('matching:compare-people', args=[question.pk])}?{words}")
        form.add_error("persons", _("Choose two people to compare."))
    if not form.is_valid():
        return _page(request, question, form, code=422)
    if not form.cleaned_data["why"] and (page := _why_page(request, question, form)):
        return page
    offers = services.ask_people(
        request=question,
        key_person_ids=form.cleaned_data["persons"],
        in_turn=form.cleaned_data["how"] == "turn",
        actor=request.viewer,
        relaxed=form.wishes(),
        answer_hours=form.cleaned_data["hours"],
        why=form.cleaned_data["why"],
    )
    messages.success(request, _asked_words(offers))
    return redirect("bridging:show-request", pk=question.pk)


def _why_page(request: ViewerRequest, question: Request, form: AskPeopleForm) -> HttpResponse | None:
    """The page that asks why another than the first; None where the first is among those who are asked."""
    chosen = form.cleaned_data["persons"]
    suggested = services.suggest(question, relaxed=form.wishes(), look=True)
    first = services.passed_over(suggested.shortlist, chosen)
    names = access.names_of(request.viewer, [*chosen, *([first] if first else [])])
    if first is None or first not in names:
        return None
    context = {
        "question": question,
        "first": names[first],
        "chosen": [names[pk] for pk in chosen if pk in names],
        "form": form,
        "look": _look(form.wishes()),
        "kept": [
            *(("los", str(wish)) for wish in form.wishes()),
            *(("persons", pk) for pk in chosen),
            ("how", form.cleaned_data["how"]),
            ("hours", form.cleaned_data["hours"] or ""),
        ],
    }
    return render(request, "matching/why_another.html", context)


def _asked_words(offers: Sequence[Offer]) -> str:
    """Who is asked, and in turn who comes after that."""
    waiting = [offer for offer in offers if offer.state == Offer.State.QUEUED]
    asked = [offer for offer in offers if offer.state != Offer.State.QUEUED]
    if waiting and asked:
        names = {"name": asked[0].key_person.first_name, "next": waiting[0].key_person.first_name}
        return _("%(name)s is asked. Next in line: %(next)s. You do not have to do anything for that.") % names
    words = ngettext("%(count)s person is asked.", "%(count)s people are asked.", len(offers))
    return words % {"count": len(offers)}


@require_safe
@role_required(Role.COORDINATOR)
def compare_people(request: ViewerRequest, pk: int) -> HttpResponse:
    """Two people side by side for one question: reason by reason, with the points."""
    question = access.request_to_match(request.viewer, pk)
    form = CompareForm(request.GET, ids=access.key_person_ids(request.viewer))
    if not form.is_valid() or len(set(form.cleaned_data["persoon"])) != 2:
        messages.info(request, _("Choose two people to compare."))
        return redirect("matching:show-suggestions", pk=question.pk)
    wishes = form.wishes()
    suggested = services.suggest(question, relaxed=wishes, limit=services.EVERYBODY, look=True)
    context = {
        "question": question,
        "comparison": comparison_of(request.viewer, question, suggested, form.cleaned_data["persoon"]),
        "wishes": wishes,
        "look": _look(wishes),
    }
    return render(request, "matching/compare_people.html", context)


@require_safe
@role_required(Role.COORDINATOR)
def show_kept(request: ViewerRequest, pk: int, suggestion: int) -> HttpResponse:
    """A list as it was when people were asked from it, made again from what was kept."""
    question = access.request_to_match(request.viewer, pk)
    row = access.suggestion_to_see(request.viewer, question, suggestion)
    return render(request, "matching/show_kept.html", {"question": question, "kept": kept_list(request.viewer, row)})
