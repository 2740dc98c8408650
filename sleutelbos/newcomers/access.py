"""Who holds the code holds the page: there is no account, and wrong codes are counted."""

from django.http import Http404, HttpRequest

from sleutelbos.accounts.services import links, throttle
from sleutelbos.accounts.services.scope import EVERYWHERE, act_in, region_scope
from sleutelbos.ui.errors import Gone

from . import queries
from .models import Newcomer

WRONG_CODES = 20
AN_HOUR = 3600


def newcomer_to_show(request: HttpRequest, code: str) -> Newcomer:
    """The newcomer behind a code; 404 for a wrong one, 429 after twenty wrong ones in an hour from one computer."""
    computer = throttle.client_of(request)
    throttle.refuse_when_spent("newcomer-code", computer, limit=WRONG_CODES, seconds=AN_HOUR)
    with region_scope(EVERYWHERE):
        newcomer = queries.by_code(code)
    if newcomer is None:
        throttle.count_try("newcomer-code", computer, limit=WRONG_CODES, seconds=AN_HOUR)
        raise Http404("no newcomer has this code")
    act_in(newcomer.region_id)
    return newcomer


def card_to_print(token: str) -> Newcomer:
    """The newcomer whose paper card is printed; Gone where the newcomer had everything deleted."""
    pk, _version = links.read_token("card", token)
    with region_scope(EVERYWHERE):
        newcomer = Newcomer.objects.select_related("region").filter(pk=pk).first()
    if newcomer is None:
        raise Gone
    act_in(newcomer.region_id)
    return newcomer
