"""Facts as lines of a mail, moments in words without markup, and what a topic is drawn with."""

from datetime import datetime

from django import template
from django.utils.safestring import SafeString, mark_safe

from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.ui.templatetags.ui import words_for

from .. import wording
from ..models import Offer, Request, Visit

register = template.Library()


@register.filter
def moment(value: datetime | None, style: str = "long") -> str:
    """A moment in words that nobody can misread, without markup: "donderdag 26 november 2026, 14:00"."""
    return "" if value is None else words_for(value, style)


def _lines(facts: list[wording.Fact]) -> SafeString:
    # Mails are text: nothing here is markup, so nothing is escaped.
    return mark_safe("\n".join(f"{label}: {value}" for label, value, _icon in facts if value))


@register.simple_tag
def offer_lines(offer: Offer) -> SafeString:
    """What a key person is asked, line by line; nothing that says who it is about or who asks."""
    return _lines(wording.offer_facts(offer))


@register.simple_tag
def question_lines(request: Request, chosen: bool = False) -> SafeString:
    """A question line by line without its own words; `chosen` leaves out everything that was typed."""
    return _lines(wording.question_facts(request)[: 5 if chosen else -1])


@register.simple_tag
def visit_lines(visit: Visit) -> SafeString:
    """An appointment line by line, with its address."""
    return _lines(wording.visit_facts(visit, with_address=True))


@register.filter
def spoken_by(person: KeyPerson) -> str:
    """The languages somebody speaks well, the best first."""
    return wording.spoken_by(person)


@register.simple_tag
def helper_facts(visit: Visit) -> list[wording.Fact]:
    """Who offers help, for the newcomer."""
    return wording.helper_facts(visit)


@register.filter
def kind_picture(code: str) -> str:
    """The picture that goes with a kind of question."""
    return wording.KIND_ICONS.get(code, "question")
