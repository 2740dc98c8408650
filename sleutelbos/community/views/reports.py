"""A message somebody wants the coordinator to look at."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import sign_in_required
from sleutelbos.accounts.viewer import ViewerRequest

from .. import access, queries, services
from ..forms import ReportForm
from .writing import to_last


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_message(request: ViewerRequest, pk: int) -> HttpResponse:
    """Say what is wrong with a message; the coordinator looks."""
    message = access.message_to_report(request.viewer, pk)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.report_message(message=message, actor=request.viewer, **form.cleaned_data)
        messages.success(
            request, _("Thank you. Your coordinator looks at it. Nobody in the room hears that it was you.")
        )
        return to_last(message.room)
    context = {"message": message, "form": form}
    return render(request, "community/report_message.html", context, status=400 if form.errors else 200)


@never_cache
@sign_in_required
@require_safe
def list_reports(request: ViewerRequest) -> HttpResponse:
    """For the coordinator: messages that wait for a look."""
    access.group_to_lead(request.viewer)
    return render(request, "community/list_reports.html", {"rows": queries.open_reports(request.viewer)})


@sign_in_required
@require_POST
def handle_report(request: ViewerRequest, pk: int) -> HttpResponse:
    """The coordinator lets a message stay (`answer=keep`) or takes it away."""
    message = access.message_to_judge(request.viewer, pk)
    remove = request.POST.get("answer") == "remove"
    services.handle_report(message=message, remove=remove, actor=request.viewer)
    done = _("The message is gone.") if remove else _("The message stands in the room again.")
    messages.success(request, done)
    return redirect("community:list-reports")
