"""What does not work, for the coordinator and for whoever sees to it."""

from typing import Any

from csp.constants import SELF
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.ui.sound import sound_from

from .. import access, queries, services, wording, workflow
from ..forms import seeing
from ..models import Bottleneck

SEEING = (Role.COORDINATOR, *queries.OWNERS)
PER_PAGE = 25


@require_safe
@role_required(*SEEING)
def list_bottlenecks(request: ViewerRequest) -> HttpResponse:
    """Everything that waits, the earliest date first; what is late stands out."""
    leads = request.viewer.has_role(Role.COORDINATOR)
    form = seeing.FilterForm(request.GET or None, viewer=request.viewer, leads=leads)
    rows = queries.open_rows(request.viewer, form.filters if request.GET else queries.Filters())
    late = queries.open_rows(request.viewer, queries.Filters(overdue=True)).count()
    context = {
        "filter_form": form,
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "alerts": queries.alerts_to_see(request.viewer),
        "late": late,
        "leads": leads,
        "filtered": bool(request.GET),
    }
    return render(request, "signals/list_bottlenecks.html", context)


@never_cache
@sound_from(SELF)
@require_safe
@role_required(*SEEING)
def show_bottleneck(request: ViewerRequest, pk: int) -> HttpResponse:
    """One bottleneck: what was told, how it goes over time, what was answered, what happened."""
    bottleneck = access.bottleneck_to_see(request.viewer, pk)
    signals = queries.signals_in(request.viewer, bottleneck)
    months = queries.months_of(bottleneck)
    context = {
        "bottleneck": bottleneck,
        "signals": signals,
        "families": sum(signal.families for signal in signals),
        "bars": [(wording.month_name(month), families) for month, _number, families in months],
        "answers": queries.answers_for(bottleneck),
        "organisations": bottleneck.organisations.all(),
        "events": wording.history(bottleneck.steps.select_related("other__theme", "other__municipality")),
        "leads": request.viewer.has_role(Role.COORDINATOR),
        "may_change": not request.viewer.support,
        "may_take": workflow.can_move(workflow.BOTTLENECK, bottleneck.state, "busy"),
        "may_reopen": workflow.can_move(workflow.BOTTLENECK, bottleneck.state, "open"),
    }
    return render(request, "signals/show_bottleneck.html", context)


@require_POST
@role_required(*SEEING)
def take(request: ViewerRequest, pk: int) -> HttpResponse:
    """I work on it."""
    services.take(bottleneck=access.bottleneck_to_answer(request.viewer, pk), actor=request.viewer)
    return redirect("signals:show-bottleneck", pk=pk)


@require_POST
@role_required(*SEEING)
def put_back(request: ViewerRequest, pk: int) -> HttpResponse:
    """I do not work on it after all."""
    services.put_back(bottleneck=access.bottleneck_to_answer(request.viewer, pk), actor=request.viewer)
    return redirect("signals:show-bottleneck", pk=pk)


@require_http_methods(["GET", "POST"])
@role_required(*SEEING)
def change_bottleneck(request: ViewerRequest, pk: int) -> HttpResponse:
    """What it is in a few words, and which schools or organisations it is about."""
    bottleneck = access.bottleneck_to_answer(request.viewer, pk)
    typed = request.POST if request.method == "POST" else None
    form = seeing.DescribeForm(typed, viewer=request.viewer, bottleneck=bottleneck)
    if request.method == "POST" and form.is_valid():
        services.change_bottleneck(bottleneck=bottleneck, actor=request.viewer, **form.cleaned_data)
        return redirect("signals:show-bottleneck", pk=pk)
    return _form(request, bottleneck, form, _("Describe it"))


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def assign(request: ViewerRequest, pk: int) -> HttpResponse:
    """Somebody else sees to it, or before another day."""
    bottleneck = access.bottleneck_to_lead(request.viewer, pk)
    form = seeing.AssignForm(
        request.POST if request.method == "POST" else None, viewer=request.viewer, bottleneck=bottleneck
    )
    if request.method == "POST" and form.is_valid():
        services.assign(
            bottleneck=bottleneck,
            owner=form.owner,
            organisation=form.organisation,
            due_on=form.cleaned_data["due_on"],
            actor=request.viewer,
        )
        messages.success(request, _("Kept. Who sees to it now gets a message."))
        return redirect("signals:show-bottleneck", pk=pk)
    return _form(request, bottleneck, form, _("Who sees to it?"))


@require_http_methods(["GET", "POST"])
@role_required(*SEEING)
def answer(request: ViewerRequest, pk: int) -> HttpResponse:
    """Answer in plain words; everybody who told it gets it."""
    bottleneck = access.bottleneck_to_answer(request.viewer, pk)
    languages = queries.languages_of(bottleneck)
    form = seeing.AnswerForm(request.POST if request.method == "POST" else None, languages=languages)
    if request.method == "POST" and form.is_valid():
        services.give_answer(
            bottleneck=bottleneck,
            kind=form.cleaned_data["kind"],
            expected_on=form.cleaned_data["expected_on"],
            texts=form.texts,
            actor=request.viewer,
        )
        messages.success(request, _("Answered. Everybody who told it gets your answer."))
        return redirect("signals:show-bottleneck", pk=pk)
    more = {"lead": _("“We cannot change this, because ...” is an answer too."), "submit": _("Send the answer")}
    return _form(request, bottleneck, form, _("Answer"), **more)


@require_http_methods(["GET", "POST"])
@role_required(*SEEING)
def translate_answer(request: ViewerRequest, pk: int) -> HttpResponse:
    """The words of an answer in one more language; who reads that language gets them."""
    given = access.answer_to_translate(request.viewer, pk)
    bottleneck = given.bottleneck
    there = set(given.texts.values_list("language", flat=True))
    missing = [code for code in queries.languages_of(bottleneck) if code not in there]
    form = seeing.TranslateForm(request.POST if request.method == "POST" else None, first=missing)
    if request.method == "POST" and form.is_valid():
        services.translate_answer(answer=given, actor=request.viewer, **form.cleaned_data)
        messages.success(request, _("Kept. Who reads this language gets the words."))
        return redirect("signals:show-bottleneck", pk=bottleneck.pk)
    first = given.texts.first()
    return _form(request, bottleneck, form, _("The answer in one more language"), quote=first.text if first else "")


@never_cache
@sound_from(SELF)
@require_http_methods(["GET", "POST"])
@role_required(*SEEING)
def render_signal(request: ViewerRequest, pk: int) -> HttpResponse:
    """What was told in another language, in Dutch, beside the words themselves."""
    signal = access.signal_to_render(request.viewer, pk)
    form = seeing.RenderForm(request.POST if request.method == "POST" else None, viewer=request.viewer, signal=signal)
    if request.method == "POST" and form.ready:
        found = form.cleaned_data
        services.render_signal(signal=signal, dutch=found["text"], seen=found["seen"], actor=request.viewer)
        return redirect("signals:show-bottleneck", pk=signal.bottleneck_id)
    context = {"signal": signal, "bottleneck": signal.bottleneck, "form": form}
    return render(request, "signals/render_signal.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def merge(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take it together with another one."""
    bottleneck = access.bottleneck_to_lead(request.viewer, pk)
    form = seeing.MergeForm(
        request.POST if request.method == "POST" else None, viewer=request.viewer, bottleneck=bottleneck
    )
    if request.method == "POST" and form.is_valid():
        into: Bottleneck = form.cleaned_data["into"]
        services.merge(bottleneck=bottleneck, into=into, actor=request.viewer)
        return redirect("signals:show-bottleneck", pk=into.pk)
    lead = _("All signals go along. The earlier of the two dates counts.")
    return _form(request, bottleneck, form, _("Take together with another"), lead=lead)


@require_POST
@role_required(Role.COORDINATOR)
def split(request: ViewerRequest, pk: int) -> HttpResponse:
    """The chosen signals are about something else."""
    bottleneck = access.bottleneck_to_lead(request.viewer, pk)
    chosen = [int(value) for value in request.POST.getlist("signaal")[:500] if value[:12].isdecimal()]
    apart = services.split(bottleneck=bottleneck, signals=chosen, actor=request.viewer)
    messages.success(request, _("These signals are a bottleneck of their own now."))
    return redirect("signals:show-bottleneck", pk=apart.pk)


@require_POST
@role_required(Role.COORDINATOR)
def remind(request: ViewerRequest, pk: int) -> HttpResponse:
    """Ask how it stands."""
    number = services.remind(bottleneck=access.bottleneck_to_lead(request.viewer, pk), actor=request.viewer)
    messages.success(
        request, ngettext("%(n)s person was reminded.", "%(n)s people were reminded.", number) % {"n": number}
    )
    return redirect("signals:show-bottleneck", pk=pk)


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def reopen(request: ViewerRequest, pk: int) -> HttpResponse:
    """It is there again."""
    bottleneck = access.bottleneck_to_lead(request.viewer, pk)
    form = seeing.ReopenForm(request.POST if request.method == "POST" else None, bottleneck=bottleneck)
    if request.method == "POST" and form.is_valid():
        services.reopen(bottleneck=bottleneck, actor=request.viewer, **form.cleaned_data)
        return redirect("signals:show-bottleneck", pk=pk)
    return _form(request, bottleneck, form, _("Open it again"))


@require_POST
@role_required(Role.COORDINATOR)
def see_alert(request: ViewerRequest, pk: int) -> HttpResponse:
    """I have seen that many families meet the same."""
    services.see_alert(alert=access.alert_to_see(request.viewer, pk), actor=request.viewer)
    return redirect("signals:list-bottlenecks")


def _form(request: ViewerRequest, bottleneck: Bottleneck, form: Any, title: str, **more: Any) -> HttpResponse:
    context = {"bottleneck": bottleneck, "form": form, "title": title, **more}
    return render(request, "signals/bottleneck_form.html", context, status=400 if form.errors else 200)
