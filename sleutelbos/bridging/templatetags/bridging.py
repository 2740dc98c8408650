"""States as badges, and names of topics and languages in the page's language."""

from typing import TYPE_CHECKING

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from sleutelbos.guidance.queries import in_language
from sleutelbos.keypersons.languages import variety_name
from sleutelbos.ui.templatetags.ui import icon, status

from ..forms.desk import UNMET
from ..models import Offer, Request, Step, Visit
from ..queries import DeskRow

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = str | Promise

register = template.Library()

# What has to happen next, and where on the question's page that is done.
_NEXT: dict[str, tuple[StrOrPromise, str]] = {
    "choose": (gettext_lazy("Choose whom to ask"), "#voorstellen-plek"),
    "choose_again": (gettext_lazy("Nobody could: choose again"), "#voorstellen-plek"),
    "decide_time": (gettext_lazy("Decide on another time"), "#gevraagd"),
    "plan_time": (gettext_lazy("Choose a time"), "#gevraagd"),
    "ask_newcomer": (gettext_lazy("Get the newcomer's yes"), "#afspraken"),
    "read_router": (gettext_lazy("Not for a key person: check"), ""),
    "wait_answer": (gettext_lazy("Waits for an answer"), ""),
    "wait_visit": (gettext_lazy("Nothing now: the visit comes"), ""),
    "wait_log": (gettext_lazy("The log of the visit is missing"), "#afspraken"),
    "wait_confirmation": (gettext_lazy("Waits for the link in the mail"), ""),
}
_ANSWER_ICONS = {
    "open": "clock",
    "accepted": "yes",
    "declined": "no",
    "other_time": "other-time",
    "referred": "know-someone",
    "later": "month",
    "expired": "hourglass",
}

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


@register.filter
def next_words(step: str) -> str:
    """What has to happen next, in a few words; "" when nothing has."""
    return str(_NEXT[step][0]) if step in _NEXT else ""


@register.simple_tag
def next_address(row: DeskRow) -> str:
    """Where on the question's page the next step is done."""
    return reverse("bridging:show-request", args=[row.question.pk]) + _NEXT.get(row.next_step, ("", ""))[1]


@register.simple_tag
def answer_sign(offer: Offer) -> SafeString:
    """How somebody answered, as a small sign with a word for whoever does not see it."""
    return format_html(
        '<span class="sb-sign sb-sign--{}">{}</span>',
        _OFFER.get(offer.state, "neutral"),
        icon(_ANSWER_ICONS.get(offer.state, "minus"), label=str(offer.get_state_display())),
    )


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
