"""The rules of the role router, for whoever has an account."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sleutelbos.accounts.access import role_required, sign_in_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest

from .. import access, queries, services
from ..forms import EndForm, SuccessorForm

# Rules hold for every region of an installation: changing one is not a coordinator's daily work.
MAY_CHANGE = (Role.FUNCTIONAL_ADMINISTRATOR,)


@require_safe
@sign_in_required
def show_rules(request: ViewerRequest) -> HttpResponse:
    """The role router's rules: question, where a yes leads, what to do, source, since when."""
    today = timezone.localdate()
    rows = list(queries.rule_history())
    context = {
        "rules": [
            row for row in rows if row.valid_from <= today and (row.valid_until is None or row.valid_until >= today)
        ],
        "coming": [row for row in rows if row.valid_from > today],
        "past": [row for row in rows if row.valid_until is not None and row.valid_until < today],
        "may_change": request.viewer.has_role(*MAY_CHANGE),
        "topics": queries.topics(),
        "roles": queries.helper_roles(),
        "networks": queries.networks(),
    }
    return render(request, "guidance/show_rules.html", context)


@require_http_methods(["GET", "POST"])
@role_required(*MAY_CHANGE)
def succeed_rule(request: ViewerRequest, pk: int) -> HttpResponse:
    """Change a rule from a day on; the old version stays readable."""
    rule = access.rule_to_change(request.viewer, pk)
    form = SuccessorForm.of(rule, request.POST or None)
    if form.is_valid():
        services.succeed_rule(rule=rule, values=form.cleaned_data, actor=request.viewer)
        messages.success(request, _("The rule changes on that day. The old one stays readable."))
        return redirect("guidance:show-rules")
    status = 422 if request.method == "POST" else 200
    return render(request, "guidance/succeed_rule.html", {"rule": rule, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
@role_required(*MAY_CHANGE)
def end_rule(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take a rule out after a day; it stays readable."""
    rule = access.rule_to_change(request.viewer, pk)
    form = EndForm(request.POST or None)
    if form.is_valid():
        services.end_rule(rule=rule, last_day=form.cleaned_data["last_day"], actor=request.viewer)
        messages.success(request, _("The rule ends on that day. It stays readable."))
        return redirect("guidance:show-rules")
    status = 422 if request.method == "POST" else 200
    return render(request, "guidance/end_rule.html", {"rule": rule, "form": form}, status=status)
