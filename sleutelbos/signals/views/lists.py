"""The region's own lists: themes, and who sees to what."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.ui.errors import NotAllowed

from .. import access, queries, services
from ..forms.seeing import RuleForm, ThemeForm


@require_safe
@role_required(Role.COORDINATOR)
def show_lists(request: ViewerRequest) -> HttpResponse:
    """Which themes there are, and who sees to them."""
    services.make_usual_themes(request.viewer.region_id or 0)
    context = {
        "themes": queries.visible_themes(request.viewer),
        "rules": queries.owner_rules_now(request.viewer, timezone.localdate()),
    }
    return render(request, "signals/show_lists.html", context)


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def add_owner_rule(request: ViewerRequest) -> HttpResponse:
    """From today on somebody sees to signals of a theme in a place."""
    _not_for_support(request)
    form = RuleForm(request.POST if request.method == "POST" else None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        services.add_owner_rule(
            region_id=request.viewer.region_id or 0,
            theme=found["theme"],
            municipality=found["municipality"],
            owner=form.owner,
            organisation=form.organisation,
            days=found["days"],
            actor=request.viewer,
        )
        return redirect("signals:show-lists")
    lead = _("New signals go to whom the rule names. The rule that says most wins: theme and place together.")
    context = {"form": form, "title": _("Who sees to it?"), "lead": lead}
    return render(request, "signals/list_form.html", context, status=400 if form.errors else 200)


@require_POST
@role_required(Role.COORDINATOR)
def end_owner_rule(request: ViewerRequest, pk: int) -> HttpResponse:
    """From today on the rule does not count."""
    _not_for_support(request)
    services.end_owner_rule(rule=access.rule_to_end(request.viewer, pk), actor=request.viewer)
    return redirect("signals:show-lists")


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def make_theme(request: ViewerRequest) -> HttpResponse:
    """A theme of the region's own."""
    _not_for_support(request)
    form = ThemeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        number = queries.visible_themes(request.viewer).count()
        region_id = request.viewer.region_id or 0
        services.make_theme(region_id=region_id, code=form.code, position=number, actor=request.viewer, **form.values)
        return redirect("signals:show-lists")
    context = {"form": form, "title": _("Add a theme")}
    return render(request, "signals/list_form.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def change_theme(request: ViewerRequest, pk: int) -> HttpResponse:
    """What a theme is called, how long an answer may take, when many are too many."""
    _not_for_support(request)
    theme = access.theme_to_change(request.viewer, pk)
    form = ThemeForm(request.POST if request.method == "POST" else None, theme=theme)
    if request.method == "POST" and form.is_valid():
        services.change_theme(theme=theme, actor=request.viewer, **form.values)
        return redirect("signals:show-lists")
    context = {"form": form, "title": _("Change the theme")}
    return render(request, "signals/list_form.html", context, status=400 if form.errors else 200)


def _not_for_support(request: ViewerRequest) -> None:
    if request.viewer.support:
        raise NotAllowed
