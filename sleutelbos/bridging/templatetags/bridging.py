"""States as badges, and names of topics and languages in the page's language."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from sleutelbos.guidance.queries import in_language
from sleutelbos.keypersons.languages import variety_name
from sleutelbos.ui.templatetags.ui import status

from ..forms.desk import UNMET
from ..models import Offer, Request, Step, Visit

register = template.Library()

_REQUEST = {"open": "info", "asking": "accent", "accepted": "warn", "planned": "good", "unmet": "bad"}
_OFFER = {"open": "accent", "accepted": "good", "other_time": "warn", "referred": "warn"}
_VISIT = {"awaiting": "warn", "confirmed": "good", "no_show": "bad", "done": "neutral"}


@register.filter
def in_page_language(texts: dict[str, str]) -> str:
    """The text of a row with one text per language."""
    return in_language(texts)


@register.filter
def variety(tag: str) -> str:
    """A variety's name in the page's language."""
    return variety_name(tag) if tag else ""


@register.simple_tag
def request_status(request: Request) -> SafeString:
    """How a question stands, as a badge."""
    return status(request.get_state_display(), _REQUEST.get(request.state, "neutral"))


@register.simple_tag
def offer_status(offer: Offer) -> SafeString:
    """How somebody answered, as a badge."""
    return status(offer.get_state_display(), _OFFER.get(offer.state, "neutral"))


@register.simple_tag
def visit_status(visit: Visit) -> SafeString:
    """How an appointment stands, as a badge."""
    return status(visit.get_state_display(), _VISIT.get(visit.state, "neutral"))


@register.simple_tag
def unmet_words(code: str) -> str:
    """Why nobody could help, in words."""
    return str(dict(UNMET).get(code, code))


@register.simple_tag
def step_words(step: Step) -> str:
    """One move of the history in words."""
    if step.visit is not None:
        return _("Appointment with %(name)s: %(state)s") % {
            "name": step.visit.key_person.first_name,
            "state": _lower(Visit.State, step.new),
        }
    if step.offer is not None:
        return _("%(name)s: %(state)s") % {
            "name": step.offer.key_person.first_name,
            "state": _lower(Offer.State, step.new),
        }
    return str(dict(Request.State.choices).get(step.new, step.new))


def _lower(states: type[Offer.State] | type[Visit.State], code: str) -> str:
    return str(dict(states.choices).get(code, code)).lower()


@register.simple_tag
def whatsapp_text(offer: Offer, link: str) -> str:
    """A text without names that a coordinator can send by hand, in the key person's language."""
    with override(offer.key_person.language):
        return render_to_string(
            "bridging/mail/whatsapp_offer.txt", {"offer": offer, "request": offer.request, "link": link}
        ).strip()
