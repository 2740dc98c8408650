"""States as badges, and names of topics and languages in the page's language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING

from babel.dates import format_skeleton
from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from sleutelbos.guidance.queries import in_language
from sleutelbos.keypersons.languages import variety_name
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.ui.templatetags.ui import icon, status
from sleutelbos.ui.templatetags.ui.moments import page_locale

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
    "wait_answer": (gettext_lazy("Waits for an answer"), ""),
    "wait_visit": (gettext_lazy("Nothing now: the visit comes"), ""),
    "wait_log": (gettext_lazy("The log of the visit is missing"), "#afspraken"),
    "wait_confirmation": (gettext_lazy("Waits for the link in the mail"), ""),
}
_CAPS: dict[str, StrOrPromise] = {
    "month": gettext_lazy(
        "With this visit the fee of %(name)s goes over the legal maximum of the month, all payers together. "
        "The fee will then wait for your decision."
    ),
    "year": gettext_lazy(
        "With this visit the fee of %(name)s goes over the legal maximum of the year, all payers together. "
        "The fee will then wait for your decision."
    ),
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

_REQUEST_STEPS: dict[str, StrOrPromise] = {
    "unconfirmed": gettext_lazy("The question was typed; a link went by mail"),
    "open": gettext_lazy("The question came in"),
    "asking": gettext_lazy("Key persons are asked"),
    "accepted": gettext_lazy("Somebody said yes"),
    "planned": gettext_lazy("Everything is planned"),
    "done": gettext_lazy("Finished"),
    "redirected": gettext_lazy("Sent on to an interpreter or a professional"),
    "unmet": gettext_lazy("Closed: nobody could help"),
    "cancelled": gettext_lazy("Cancelled"),
    "expired": gettext_lazy("Never confirmed"),
}
_OFFER_STEPS: dict[str, StrOrPromise] = {
    "queued": gettext_lazy("%(name)s is next in line"),
    "open": gettext_lazy("%(name)s is asked"),
    "accepted": gettext_lazy("%(name)s said yes"),
    "declined": gettext_lazy("%(name)s said no"),
    "other_time": gettext_lazy("%(name)s can come at another time"),
    "referred": gettext_lazy("%(name)s knows somebody"),
    "later": gettext_lazy("%(name)s wants to be asked next month"),
    "expired": gettext_lazy("%(name)s did not answer in time"),
    "withdrawn": gettext_lazy("%(name)s is not needed any more"),
    "taken": gettext_lazy("%(name)s is told that somebody else was first"),
    "stepped_out": gettext_lazy("%(name)s cannot come after all"),
    "another_chosen": gettext_lazy("The newcomer asked for somebody else than %(name)s"),
}
_VISIT_STEPS: dict[str, StrOrPromise] = {
    "awaiting": gettext_lazy("Appointment with %(name)s waits for the newcomer's yes"),
    "confirmed": gettext_lazy("Appointment with %(name)s stands"),
    "done": gettext_lazy("Visit of %(name)s happened"),
    "no_show": gettext_lazy("The newcomer did not come to %(name)s"),
    "cancelled": gettext_lazy("Appointment with %(name)s is cancelled"),
    "handed_over": gettext_lazy("Somebody else goes than %(name)s"),
}
# Codes that services keep as the reason of a move; what is not here was typed by a person.
_REASONS: dict[str, StrOrPromise] = {
    "unmet": "",
    "redirected": "",
    "cancelled": "",
    "undo": gettext_lazy("taken back"),
    "several at once": gettext_lazy("together with others"),
    "question changed": gettext_lazy("the question is changed"),
    "enough people": gettext_lazy("enough people said yes"),
    "nobody left": gettext_lazy("nobody is left to answer"),
    "interpreter arranged": gettext_lazy("an interpreter is arranged"),
    "appointment cancelled": gettext_lazy("the appointment is cancelled"),
    "stepped out": "",
    "key person stepped out": gettext_lazy("the key person cannot come"),
    "newcomer asked for somebody else": gettext_lazy("the newcomer asked for somebody else"),
    "newcomer stopped": gettext_lazy("the newcomer stopped"),
    "by the asker": gettext_lazy("by the asker"),
    "dropped by the asker": gettext_lazy("the asker let it go"),
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
def cap_words(passed: str, name: str) -> str:
    """The warning that a visit brings a volunteer over a legal maximum ("month" or "year"); "" where it does not."""
    return str(_CAPS[passed]) % {"name": name} if passed else ""


@register.simple_tag
def cap_words_for(passed: Mapping[int, str], person: KeyPerson) -> str:
    """The same warning about one person among several, as `queries.caps_passed` gives them."""
    return cap_words(passed.get(person.pk, ""), person.first_name)


@register.simple_tag
def short_date(value: datetime) -> SafeString:
    """A moment in the fewest words that cannot be misread: "do 26 nov, 14:00", with the year where it is another."""
    here = timezone.localtime(value)
    day = _short_day(here.date(), str(page_locale()), here.year == timezone.localdate().year)
    return format_html('<time datetime="{}">{}, {}</time>', here.isoformat(timespec="seconds"), day, f"{here:%H:%M}")


@lru_cache(maxsize=2000)
def _short_day(day: date, locale: str, this_year: bool) -> str:
    # A list names the same few days again and again.
    return str(format_skeleton("MMMEd" if this_year else "yMMMEd", day, locale=locale))


@register.filter
def by_day(visits: Iterable[Visit]) -> list[dict[str, object]]:
    """Appointments in order, a group per local day."""
    return [
        {"day": day, "visits": list(group)}
        for day, group in groupby(visits, key=lambda visit: timezone.localdate(visit.starts_at))
    ]


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


@dataclass(frozen=True, slots=True)
class Moment:
    """Things that one person did at about the same time."""

    at: datetime
    who: str
    texts: list[str]


def history_lines(steps: Sequence[Step]) -> list[Moment]:
    """The moves of a question as sentences, newest first; what belongs together stands together.

    One tap makes several moves (a yes, an appointment, a planned question): they share a line.
    """
    moments: list[Moment] = []
    for step, following in zip_longest(steps, steps[1:]):
        if following is not None and step.offer_id and step.offer_id == following.offer_id and step.new == "queued":
            continue  # next in line and asked in the same tap: only asked counts
        text = step_words(step)
        last = moments[-1] if moments else None
        if last is not None and last.who == step.by and step.at - last.at < timedelta(minutes=1):
            if text not in last.texts:
                last.texts.append(text)
        else:
            moments.append(Moment(step.at, step.by, [text]))
    return moments[::-1]


def step_words(step: Step) -> str:
    """One move of the history as a sentence, with the reason where one is kept."""
    if step.visit is not None:
        sentence = _VISIT_STEPS[step.new] % {"name": step.visit.key_person.first_name}
    elif step.offer is not None:
        sentence = _OFFER_STEPS[step.new] % {"name": step.offer.key_person.first_name}
    elif step.new == step.old:
        return _("The question is changed")
    elif step.new == Request.State.OPEN and step.old not in {"", "unconfirmed"}:
        sentence = _("Open again")
    else:
        sentence = str(_REQUEST_STEPS[step.new])
    reason = reason_words(step.reason)
    return f"{sentence}: {reason}" if reason else sentence


def reason_words(reason: str) -> str:
    """Why something happened: our own codes in words, what a person typed as it is."""
    known = {**dict(UNMET), **_REASONS}
    return str(known.get(reason, reason))


@register.simple_tag
def whatsapp_text(offer: Offer, link: str) -> str:
    """A text without names that a coordinator can send by hand, in the key person's language."""
    with override(offer.key_person.language):
        return render_to_string(
            "bridging/mail/whatsapp_offer.txt", {"offer": offer, "request": offer.request, "link": link}
        ).strip()
