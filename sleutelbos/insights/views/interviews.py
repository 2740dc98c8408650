"""Interviews on the desk, and the page on which a person decides about the own words: on a phone, without account."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.audit import services as audit
from sleutelbos.keypersons.queries import visible_key_persons
from sleutelbos.ui.language import use_language

from .. import access
from ..forms import editions as forms
from ..forms import own_quotes as own_forms
from ..models import Interview, Quote
from ..queries.editions import EDITORS
from ..services import interviews as services
from .editions import posted


@require_http_methods(["GET", "POST"])
@role_required(*EDITORS)
def add_interview(request: ViewerRequest, pk: int) -> HttpResponse:
    """Somebody told something."""
    edition = access.edition_to_change(request.viewer, pk)
    people = visible_key_persons(request.viewer)
    form = forms.InterviewForm(posted(request), people=people, region_id=edition.region_id)
    if form.is_valid():
        made = services.add_interview(edition=edition, values=form.values(), actor=request.viewer)
        return redirect("insights:show-interview", pk=made.pk)
    context = {"form": form, "edition": edition, "title": _("New interview")}
    return render(request, "insights/editions/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@role_required(*EDITORS)
def show_interview(request: ViewerRequest, pk: int) -> HttpResponse:
    """The questions, the quotes and what the person said to each; a new quote is added here."""
    change = request.method == "POST"
    find = access.interview_to_change if change else access.interview_to_see
    interview = find(request.viewer, pk)
    form = forms.QuoteForm(posted(request), interview=interview)
    if form.is_valid():
        services.save_quote(interview=interview, quote=None, values=form.values(), actor=request.viewer)
        return redirect("insights:show-interview", pk=pk)
    if not change:
        _looked(request, interview)
    rows = list(interview.quotes.select_related("chapter"))
    context = {
        "interview": interview,
        "edition": interview.edition,
        "quotes": rows,
        "waiting": any(row.state == Quote.State.DRAFT for row in rows),
        "guide": interview.edition.guides.filter(kind=interview.kind).first(),
        "form": form,
        "tones": TONES,
        "link": services.quote_link(interview) if _needs_a_hand(request, interview) else "",
    }
    return render(request, "insights/editions/show_interview.html", context, status=422 if form.is_bound else 200)


TONES = {
    "draft": "neutral",
    "asked": "info",
    "approved": "good",
    "change": "warn",
    "refused": "bad",
    "withdrawn": "bad",
}


def _needs_a_hand(request: ViewerRequest, interview: Interview) -> bool:
    # A newcomer has no mail address here: the coordinator hands the link over, and the trail shows who could.
    asked = interview.asked_at is not None and interview.kind == Interview.Kind.NEWCOMER
    return asked and request.viewer.role == "coordinator" and not request.viewer.support


def _looked(request: ViewerRequest, interview: Interview) -> None:
    person = interview.key_person or interview.newcomer
    if person is not None:
        audit.looked("insights.interview.seen", actor=request.viewer, subject=person, region_id=interview.region_id)


@require_http_methods(["GET", "POST"])
@role_required(*EDITORS)
def change_quote(request: ViewerRequest, pk: int, number: int) -> HttpResponse:
    """Other words; they need a new yes."""
    quote = access.quote_to_change(request.viewer, pk, number)
    form = forms.QuoteForm(posted(request), instance=quote, interview=quote.interview)
    if form.is_valid():
        fresh = access.quote_to_change(request.viewer, pk, number)
        services.save_quote(interview=fresh.interview, quote=fresh, values=form.values(), actor=request.viewer)
        return redirect("insights:show-interview", pk=pk)
    context = {"form": form, "edition": quote.interview.edition, "title": _("Change a quote"), "wish": quote.wish}
    return render(request, "insights/editions/form.html", context, status=422 if form.is_bound else 200)


@require_POST
@role_required(*EDITORS)
def remove_quote(request: ViewerRequest, pk: int, number: int) -> HttpResponse:
    """Throw a quote away that nobody was asked about."""
    services.remove_quote(quote=access.quote_to_change(request.viewer, pk, number), actor=request.viewer)
    return redirect("insights:show-interview", pk=pk)


@require_POST
@role_required(*EDITORS)
def ask_for_yes(request: ViewerRequest, pk: int) -> HttpResponse:
    """Send the link."""
    interview = access.interview_to_change(request.viewer, pk)
    services.ask_for_yes(interview=interview, actor=request.viewer)
    messages.success(request, _("Asked. You see here what the person says."))
    return redirect("insights:show-interview", pk=pk)


@never_cache
@require_safe
def show_own_quotes(request: ViewerRequest, token: str) -> HttpResponse:
    """The own words, with a yes, other words or no to each; and how one is shown."""
    interview = _own(request, token)
    return _own_page(request, interview, token)


def _own(request: ViewerRequest, token: str) -> Interview:
    interview = access.interview_by_link(token)
    use_language(request, interview.language)
    return interview


def _own_page(
    request: ViewerRequest,
    interview: Interview,
    token: str,
    *,
    use: own_forms.UseForm | None = None,
    asked: tuple[int, own_forms.DecideForm] | None = None,
) -> HttpResponse:
    initial = {
        "shown": interview.shown,
        "other_name": interview.other_name,
        "may_translate": interview.may_translate,
    }
    rows = interview.quotes.exclude(state=Quote.State.DRAFT).order_by("number")
    context = {
        "interview": interview,
        "edition": interview.edition,
        "region": interview.region,
        "token": token,
        "quotes": [(row, asked[1] if asked is not None and asked[0] == row.pk else None) for row in rows],
        "same": interview.language == interview.edition.language,
        "form": use or own_forms.UseForm(initial=initial),
        "said_yes": any(row.state == Quote.State.APPROVED for row in rows),
    }
    status = 422 if use is not None or asked is not None else 200
    return render(request, "insights/editions/show_own_quotes.html", context, status=status)


@never_cache
@require_POST
def decide_quote(request: ViewerRequest, token: str, number: int) -> HttpResponse:
    """Yes, other words, no; or a yes is taken back."""
    interview = _own(request, token)
    quote = access.quote_of_link(interview, number)
    form = own_forms.DecideForm(request.POST)
    if not form.is_valid():
        return _own_page(request, interview, token, asked=(number, form))
    services.decide_quote(quote=quote, actor=access.person_behind(request.viewer, interview), **form.cleaned_data)
    messages.success(request, _("Saved. Thank you!"))
    return redirect("insights:show-own-quotes", token=token)


@never_cache
@require_POST
def choose_use(request: ViewerRequest, token: str) -> HttpResponse:
    """How one is shown, and whether in other languages too."""
    interview = _own(request, token)
    form = own_forms.UseForm(request.POST)
    if not form.is_valid():
        return _own_page(request, interview, token, use=form)
    actor = access.person_behind(request.viewer, interview)
    services.choose_use(interview=interview, actor=actor, **form.cleaned_data)
    messages.success(request, _("Saved. Thank you!"))
    return redirect("insights:show-own-quotes", token=token)


@never_cache
@require_POST
def take_all_back(request: ViewerRequest, token: str) -> HttpResponse:
    """Everything back; nobody asks why."""
    interview = _own(request, token)
    services.withdraw_interview(interview=interview, actor=access.person_behind(request.viewer, interview))
    return redirect("insights:show-own-quotes", token=token)
