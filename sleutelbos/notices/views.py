"""Where a provider tells how an SMS ended."""

import json
import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from . import services


@csrf_exempt
@require_POST
def receive_receipt(request: HttpRequest) -> HttpResponse:
    """A delivery receipt of NotifyNL: JSON with `reference` and `status`, and our bearer token in its header.

    404 where no token is set, 401 for another token, 400 for no JSON. An unknown message is taken in silence, so that
    the provider does not send it again.
    """
    if not settings.RECEIPT_TOKEN:
        raise Http404
    given = re.fullmatch(r"(?i:bearer)\s+(\S+)", request.headers.get("Authorization", "").strip())
    if given is None or not constant_time_compare(given[1], settings.RECEIPT_TOKEN):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    try:
        said = json.loads(request.body)
        reference, status = str(said["reference"]), str(said["status"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return HttpResponse(status=400)
    services.take_receipt(reference=reference, status=status)
    return HttpResponse(status=204)
