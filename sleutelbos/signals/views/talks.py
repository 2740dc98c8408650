"""The coordinator's talks with organisations: the agenda, what was agreed, and one page per organisation."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest

from .. import access, wording
from ..forms.absences import AbsenceRuleForm
from ..forms.talks import AgreementForm, HoldForm, MinutesForm, PlanForm, PointForm, SettleForm
from ..models import Agreement, Talk
from ..queries import absences, contacts
from ..queries import talks as queries
from ..services import absences as absence_services
from ..services import talks as services
from ..wording.absences import barrier_name

# What an agreement gets when nobody says another day; what the next talk gets.
SOON = timedelta(days=28)
QUARTER = timedelta(days=queries.QUARTER_DAYS)


@require_safe
@role_required(Role.COORDINATOR)
def list_talks(request: ViewerRequest) -> HttpResponse:
    """Every organisation one talks with: what is late, for whom it is time, what waits."""
    today = timezone.localdate()
    context = {
        "rows": queries.talk_rows(request.viewer, today),
        "late": queries.overdue_agreements(request.viewer, today)[:50],
        "barriers": [
            (barrier_name(code), times)
            for code, times in absences.barrier_counts(request.viewer, months=12, today=today)
        ],
    }
    return render(request, "signals/list_talks.html", context)


@require_safe
@role_required(Role.COORDINATOR)
def show_organisation(request: ViewerRequest, pk: int) -> HttpResponse:
    """One organisation: who to call, what waits, talks, the agreement about no-shows."""
    organisation, today = access.organisation_to_keep(request.viewer, pk), timezone.localdate()
    rows = list(contacts.found_contacts(request.viewer, organisation=organisation.pk, today=today))
    for row in rows:
        row.old = contacts.is_old(row, today)  # type: ignore[attr-defined]
    talks = queries.visible_talks(request.viewer).filter(organisation=organisation)
    rules = absences.visible_rules(request.viewer).filter(organisation=organisation)
    context = {
        "organisation": organisation,
        "contacts": rows,
        "ended": contacts.found_contacts(request.viewer, organisation=organisation.pk, show="ended", today=today),
        "talks": talks,
        "planned": next((talk for talk in talks if talk.state == Talk.State.PLANNED), None),
        "agreements": queries.visible_agreements(request.viewer).filter(
            talk__organisation=organisation, state=Agreement.State.OPEN
        ),
        "bottlenecks": queries.bottlenecks_with(organisation),
        "rule": absences.rules_on(rules, today).first() or rules.filter(valid_from__gt=today).first(),
    }
    return render(request, "signals/show_organisation.html", context)


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def plan_talk(request: ViewerRequest, pk: int) -> HttpResponse:
    """The next talk with this organisation."""
    organisation = access.organisation_to_keep(request.viewer, pk)
    form = PlanForm(
        request.POST if request.method == "POST" else None, initial={"on": timezone.localdate() + timedelta(days=14)}
    )
    if request.method == "POST" and form.is_valid():
        talk = services.plan_talk(organisation=organisation, on=form.cleaned_data["on"], actor=request.viewer)
        return redirect("signals:show-talk", pk=talk.pk)
    return render(request, "signals/plan_talk.html", {"form": form, "organisation": organisation})


@require_safe
@role_required(Role.COORDINATOR)
def show_talk(request: ViewerRequest, pk: int) -> HttpResponse:
    """The agenda, to hold the talk with, to print, and to read back."""
    talk = access.talk_to_see(request.viewer, pk)
    return _talk_page(request, talk)


def _talk_page(
    request: ViewerRequest,
    talk: Talk,
    *,
    agreeing: AgreementForm | None = None,
    pointing: PointForm | None = None,
    status: int = 200,
) -> HttpResponse:
    agenda, region = queries.agenda(talk), talk.region_id
    points = [
        (str(point.bottleneck.pk), wording.title_of(point.bottleneck))
        for point in agenda.points
        if point.bottleneck is not None
    ]
    context = {
        "talk": talk,
        "agenda": agenda,
        "agreeing": agreeing
        or AgreementForm(region_id=region, points=points, initial={"due_on": timezone.localdate() + SOON}),
        "pointing": pointing or PointForm(region_id=region),
        "today": timezone.localdate(),
    }
    return render(request, "signals/show_talk.html", context, status=status)


@require_POST
@role_required(Role.COORDINATOR)
def add_point(request: ViewerRequest, pk: int) -> HttpResponse:
    """One more point on the agenda."""
    talk = access.talk_to_change(request.viewer, pk)
    form = PointForm(request.POST, region_id=talk.region_id)
    if not form.is_valid():
        return _talk_page(request, talk, pointing=form, status=422)
    services.add_point(talk=talk, words=form.cleaned_data["words"], actor=request.viewer)
    return redirect(reverse("signals:show-talk", args=[pk]) + "#agenda")


@require_POST
@role_required(Role.COORDINATOR)
def remove_point(request: ViewerRequest, pk: int, point: int) -> HttpResponse:
    """Take one's own point off."""
    talk = access.talk_to_change(request.viewer, pk)
    services.remove_point(talk=talk, point=access.point_to_remove(talk, point), actor=request.viewer)
    return redirect(reverse("signals:show-talk", args=[pk]) + "#agenda")


@require_POST
@role_required(Role.COORDINATOR)
def agree(request: ViewerRequest, pk: int) -> HttpResponse:
    """Keep an agreement."""
    talk = access.talk_to_change(request.viewer, pk)
    listed = [point.bottleneck for point in queries.agenda(talk).points if point.bottleneck is not None]
    points = [(str(row.pk), wording.title_of(row)) for row in listed]
    form = AgreementForm(request.POST, region_id=talk.region_id, points=points)
    if not form.is_valid():
        return _talk_page(request, talk, agreeing=form, status=422)
    values = dict(form.cleaned_data)
    about = values.pop("bottleneck")
    bottleneck = access.bottleneck_of_talk(talk, int(about)) if about else None
    services.agree(talk=talk, bottleneck=bottleneck, actor=request.viewer, **values)
    messages.success(request, _("The agreement is kept."))
    return redirect(reverse("signals:show-talk", args=[pk]) + "#agenda")


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def hold_talk(request: ViewerRequest, pk: int) -> HttpResponse:
    """The talk took place: a short report, and the day of the next."""
    talk, today = access.talk_to_change(request.viewer, pk), timezone.localdate()
    form = HoldForm(
        request.POST if request.method == "POST" else None,
        region_id=talk.region_id,
        initial={"on": min(talk.on, today), "next_on": today + QUARTER},
    )
    if request.method == "POST" and form.is_valid():
        services.hold_talk(talk=talk, actor=request.viewer, **form.cleaned_data)
        messages.success(request, _("The talk is closed."))
        return redirect("signals:show-organisation", pk=talk.organisation_id)
    return render(request, "signals/hold_talk.html", {"form": form, "talk": talk})


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def change_talk(request: ViewerRequest, pk: int) -> HttpResponse:
    """Another day for a planned talk; the report of one that was held."""
    talk = access.talk_to_change(request.viewer, pk)
    data = request.POST if request.method == "POST" else None
    form: PlanForm | MinutesForm
    if talk.state == Talk.State.HELD:
        form = MinutesForm(data, region_id=talk.region_id, initial={"minutes": talk.minutes})
        if request.method == "POST" and form.is_valid():
            services.write_minutes(talk=talk, minutes=form.cleaned_data["minutes"], actor=request.viewer)
            return redirect("signals:show-talk", pk=pk)
    else:
        form = PlanForm(data, initial={"on": talk.on})
        if request.method == "POST" and form.is_valid():
            services.move_talk(talk=talk, on=form.cleaned_data["on"], actor=request.viewer)
            return redirect("signals:show-talk", pk=pk)
    return render(request, "signals/change_talk.html", {"form": form, "talk": talk})


@require_POST
@role_required(Role.COORDINATOR)
def cancel_talk(request: ViewerRequest, pk: int) -> HttpResponse:
    """It does not happen, or it happens after all."""
    talk = access.talk_to_change(request.viewer, pk)
    if talk.state == Talk.State.CANCELLED:
        services.replan_talk(talk=talk, actor=request.viewer)
    else:
        services.cancel_talk(talk=talk, actor=request.viewer)
    return redirect("signals:show-talk", pk=pk)


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def settle_agreement(request: ViewerRequest, pk: int) -> HttpResponse:
    """What came of an agreement."""
    agreement = access.agreement_to_settle(request.viewer, pk)
    form = SettleForm(request.POST if request.method == "POST" else None, region_id=agreement.region_id)
    if request.method == "POST" and agreement.state != Agreement.State.OPEN:
        services.settle_agreement(agreement=agreement, state="open", outcome="", actor=request.viewer)
        return redirect("signals:show-organisation", pk=agreement.talk.organisation_id)
    if request.method == "POST" and form.is_valid():
        services.settle_agreement(agreement=agreement, actor=request.viewer, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("signals:show-organisation", pk=agreement.talk.organisation_id)
    return render(request, "signals/settle_agreement.html", {"form": form, "agreement": agreement})


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def make_absence_rule(request: ViewerRequest, pk: int) -> HttpResponse:
    """What is agreed with this organisation about people who do not come."""
    organisation = access.organisation_to_keep(request.viewer, pk)
    form = AbsenceRuleForm(
        request.POST if request.method == "POST" else None,
        departments=absences.departments(request.viewer),
        initial={"valid_from": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        absence_services.make_rule(organisation=organisation, actor=request.viewer, **form.cleaned_data)
        messages.success(request, _("The agreement is kept."))
        return redirect("signals:show-organisation", pk=organisation.pk)
    return render(request, "signals/make_absence_rule.html", {"form": form, "organisation": organisation})


@require_POST
@role_required(Role.COORDINATOR)
def end_absence_rule(request: ViewerRequest, pk: int) -> HttpResponse:
    """From tomorrow nothing is told any more."""
    rule = access.absence_rule_to_end(request.viewer, pk)
    absence_services.end_rule(rule=rule, actor=request.viewer)
    return redirect("signals:show-organisation", pk=rule.organisation_id)
