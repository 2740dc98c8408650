"""Codes of this app in plain words, for people without the desk: askers, key persons, newcomers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from sleutelbos.accounts.models import Region
from sleutelbos.audit.models import Event
from sleutelbos.guidance.models import TriageRule
from sleutelbos.guidance.queries import in_language
from sleutelbos.keypersons import queries as keypersons
from sleutelbos.keypersons.languages import own_name, variety_name
from sleutelbos.keypersons.models import Engagement, KeyPerson
from sleutelbos.newcomers.models import Newcomer
from sleutelbos.ui import guard
from sleutelbos.ui.errors import LazyText
from sleutelbos.ui.pocket import version_of
from sleutelbos.ui.templatetags.ui import words_for

from . import rules
from .forms.moments import parts_of
from .models import Offer, Request, Visit

Fact = tuple[LazyText, LazyText, str]

STEP_NAMES: dict[str, LazyText] = {
    "wat": gettext_lazy("What"),
    "rol": gettext_lazy("Check"),
    "onderwerp": gettext_lazy("About"),
    "wensen": gettext_lazy("Wishes"),
    "wanneer": gettext_lazy("When"),
    "wie": gettext_lazy("You"),
}
# A kind of organisation as a key person reads it before a yes: never the name.
SOMEBODY_AT: dict[str, LazyText] = {
    "municipality": gettext_lazy("The municipality"),
    "school": gettext_lazy("A school"),
    "practice": gettext_lazy("A doctor or care practice"),
    "welfare": gettext_lazy("A welfare organisation"),
    "participation": gettext_lazy("An organisation for work or volunteering"),
    "language_school": gettext_lazy("A language school"),
    "go_between": gettext_lazy("The coordinator"),
}
KIND_ICONS = {
    "one_newcomer": "hand-helping",
    "accompaniment": "footprints",
    "group_session": "users-round",
    "reading_panel": "file-text",
    "advice": "message-circle",
}


def _own(name: str) -> str:
    """A name in its own direction, on pages that are read from right to left."""
    return f"\u2068{name}\u2069" if name and get_language_bidi() else name


def ask_steps(names: Iterable[str]) -> list[str]:
    """The screens of asking as words."""
    return [str(STEP_NAMES[name]) for name in names]


def reach(region: Region) -> str:
    """How to reach a human in a region: phone, else mail."""
    way = region.coordinator_phone or region.coordinator_email
    return _("Questions? Call or mail us: %(way)s") % {"way": way} if way else ""


def advice(triage: rules.Triage, router: Sequence[TriageRule]) -> dict[str, Any]:
    """What the role router says: outcome, the question that decided, and its advice in the page's language."""
    rule = next((rule for rule in router if rule.code == triage.rule), None)
    return {
        "outcome": triage.outcome,
        "because": in_language(rule.question) if rule else "",
        "advice": in_language(rule.advice) if rule else "",
        "source": rule.source if rule else "",
    }


def cautions(typed: QueryDict | None) -> list[str]:
    """Hints about words that are better told in person; never a refusal."""
    text = (typed or QueryDict()).get("summary", "")
    return [str(guard.advise(kind)) for kind in dict.fromkeys(hint.caution for hint in guard.find_sensitive(str(text)))]


def question_facts(question: Request) -> list[Fact]:
    """A question in a few lines, for whoever asked it."""
    when = words_for(question.starts_at, "long") if question.starts_at else _("The time is still open")
    where = ", ".join(part for part in (question.address, question.place) if part)
    if question.where != Request.Where.PLACE:
        where = str(question.get_where_display())
    return [
        (_("What"), question.get_kind_display(), KIND_ICONS.get(question.kind, "question")),
        (_("About"), in_language(question.topic.names), "info"),
        (_("Language"), variety_name(question.language) if question.language else "", "language"),
        (_("When"), when, "calendar"),
        (_("How long"), minutes_in_words(question.duration_minutes), "clock"),
        (_("Where"), where, "place"),
        (_("Your words"), question.summary, "message-circle"),
    ]


def minutes_in_words(minutes: int) -> str:
    """ "90" as "1 hour and 30 minutes": no decimals, no colon that looks like a clock."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(count)s minutes") % {"count": rest}
    if not rest:
        return _("1 hour") if hours == 1 else _("%(count)s hours") % {"count": hours}
    if hours == 1:
        return _("1 hour and %(count)s minutes") % {"count": rest}
    return _("%(hours)s hours and %(count)s minutes") % {"hours": hours, "count": rest}


def status(question: Request, visits: Sequence[Visit]) -> dict[str, Any]:
    """Where a question is on its way and what happens next, in the asker's words."""
    asks_newcomer = question.individual and question.newcomer_informed != Request.Informed.YES
    labels = [_("Received"), _("We ask key persons"), _("The newcomer says yes"), _("Appointment"), _("Finished")]
    place = {"unconfirmed": 1, "open": 1, "asking": 2, "accepted": 3, "planned": 4, "done": 5}
    current = place.get(question.state, 0)
    if not asks_newcomer:
        del labels[2]
        current = {3: 3, 4: 3, 5: 4}.get(current, current)
    waiting = any(visit.state == Visit.State.AWAITING for visit in visits)
    tone, title, text = _next(question, waiting=waiting)
    return {"labels": labels, "current": current, "tone": tone, "state_title": title, "state_text": text}


def _next(question: Request, *, waiting: bool) -> tuple[str, str, str]:
    states: dict[str, tuple[str, str, str]] = {
        "unconfirmed": ("info", _("Not confirmed yet"), _("Open the mail we sent you and tap the button in it.")),
        "open": (
            "info",
            _("We have your question"),
            _("The coordinator looks for somebody who fits. You get a mail as soon as there is news."),
        ),
        "asking": (
            "info",
            _("We are asking key persons"),
            _("You get a mail as soon as somebody says yes, and also when nobody can."),
        ),
        "accepted": (
            "warn",
            _("Somebody can help"),
            _("First the newcomer says yes or no to this person. See below how.")
            if waiting
            else _("The coordinator now plans the time with you."),
        ),
        "planned": (
            "good",
            _("The appointment stands"),
            _("You have it in your mail, with an invitation for your calendar."),
        ),
        "done": ("good", _("Finished"), _("Thank you. You can ask a new question at any time.")),
        "redirected": (
            "warn",
            _("First an interpreter or a professional"),
            _("A key person is not the right first help here. The coordinator looks along with you."),
        ),
        "unmet": (
            "bad",
            _("Nobody could help this time"),
            _("We are sorry. Your question counts: it shows where key persons are missing."),
        ),
        "cancelled": ("info", _("Cancelled"), _("Nothing more happens with this question.")),
        "expired": ("info", _("Closed"), _("This question was not confirmed, so nobody was asked.")),
    }
    return states[question.state]


def who_asks(question: Request) -> str:
    """Who asks, before a yes: the kind of organisation and the town, never a name."""
    somebody = str(SOMEBODY_AT.get(question.asking_kind, gettext_lazy("An organisation")))
    return (
        _("%(organisation)s in %(place)s") % {"organisation": somebody, "place": _own(question.place)}
        if (question.place)
        else somebody
    )


def pay_in_words(engagement: Engagement | None) -> str:
    """Whether there is a fee and travel money under an engagement; no amounts, those are on the own page."""
    if engagement is None:
        return _("Ask the coordinator about money")
    fee = engagement.form in {Engagement.Form.EMPLOYED, Engagement.Form.HIRED} or engagement.fee_cents_per_hour > 0
    travel = engagement.km_cents > 0
    if fee and travel:
        return _("A fee and travel money")
    if fee:
        return _("A fee, no travel money")
    return _("Travel money, no fee") if travel else _("No fee: this is volunteer work")


def offer_facts(offer: Offer) -> list[Fact]:
    """What a key person reads before answering: nothing that says who it is about or who asks."""
    question, person = offer.request, offer.key_person
    here = (person.latitude, person.longitude)
    travel = 0
    if question.where == Request.Where.PLACE:
        travel = keypersons.travel_minutes(person, here, (question.latitude, question.longitude))
    where = _own(question.place) if question.where == Request.Where.PLACE else str(question.get_where_display())
    when = words_for(question.starts_at, "long") if question.starts_at else _open_time(question)
    return [
        (_("When"), when, "calendar"),
        (_("How long"), minutes_in_words(question.duration_minutes), "clock"),
        (_("Who asks"), who_asks(question), "building"),
        (_("What"), f"{question.get_kind_display()}: {in_language(question.topic.names)}", KIND_ICONS[question.kind]),
        (_("Where"), ", ".join([where, *([travel_in_words(person, travel)] if travel else [])]), "place"),
        (_("Language"), variety_name(question.language) if question.language else "", "language"),
        (_("Beside an interpreter"), _("An interpreter is there too") if _interpreter(question) else "", "users"),
        (_("Money"), pay_in_words(offer.engagement), "money"),
    ]


def _interpreter(question: Request) -> bool:
    return question.interpreter_arranged or question.triage_outcome == TriageRule.Outcome.BESIDE


def _open_time(question: Request) -> str:
    names = {
        "morning": _("in the morning"),
        "afternoon": _("in the afternoon"),
        "evening": _("in the evening"),
        "weekend": _("in the weekend"),
    }
    parts = [names[part] for part in parts_of(question.windows)]
    words = _("The time is still open")
    return f"{words} ({', '.join(parts)})" if parts else words


def travel_in_words(person: KeyPerson, minutes: int) -> str:
    """About how long the way is, by this person's own means; five minutes exact, no more."""
    rounded = max(5, round(minutes / 5) * 5)
    ways = {
        KeyPerson.Travel.WALK: _("about %(count)s minutes on foot"),
        KeyPerson.Travel.BIKE: _("about %(count)s minutes by bike"),
        KeyPerson.Travel.PUBLIC: _("about %(count)s minutes by bus or train"),
        KeyPerson.Travel.CAR: _("about %(count)s minutes by car"),
    }
    return ways[KeyPerson.Travel(person.travel)] % {"count": rounded}


def offer_page(offer: Offer, *, holds: bool, now: datetime) -> str:
    """Which of the answer page's faces to show: ask, accepted, declined, changed_mind, other_time, referred, later,
    taken, expired or withdrawn. A late tap and a second tap always have one; none of them is an error.
    """
    question = offer.request
    free = question.state in {Request.State.OPEN, Request.State.ASKING} and (
        question.accepted_count < question.persons_wanted
    )
    on_time = offer.expires_at is None or offer.expires_at > now
    if not holds or offer.state in {Offer.State.WITHDRAWN, Offer.State.ANOTHER_CHOSEN}:
        return "withdrawn"
    if offer.state == Offer.State.OPEN:
        if not free:
            return "taken"
        return "ask" if on_time else "expired"
    if offer.state == Offer.State.DECLINED:
        return "changed_mind" if free and on_time else "declined"
    return str(offer.state)


def visit_facts(visit: Visit, *, with_address: bool) -> list[Fact]:
    """An appointment in a few lines for the key person; the address only once the newcomer said yes."""
    question = visit.request
    where = visit.place
    if visit.where != Request.Where.PLACE:
        where = str(visit.get_where_display())
    elif with_address:
        where = ", ".join(part for part in (visit.address, visit.place) if part)
    return [
        (_("When"), f"{words_for(visit.starts_at, 'long')}\u2009–\u2009{words_for(visit.ends_at, 'time')}", "calendar"),
        (_("Where"), where, "place"),
        (_("What"), f"{question.get_kind_display()}: {in_language(question.topic.names)}", KIND_ICONS[question.kind]),
        (_("Language"), variety_name(question.language) if question.language else "", "language"),
        (_("Beside an interpreter"), _("An interpreter is there too") if _interpreter(question) else "", "users"),
    ]


def card_version(visit: Visit) -> str:
    """A short word that changes when a phone has to fetch the card of an appointment again."""
    question = visit.request
    region = question.region
    return version_of(
        visit.pk,
        visit.state,
        visit.sequence,
        visit.starts_at,
        visit.ends_at,
        visit.place,
        visit.address,
        question.asker_name,
        question.asker_phone,
        region.coordinator_phone,
        region.safety_contact,
    )


# Which sentence of the role card to say in which situation: the card has the same sentences in every language.
_SENTENCES = {"interpret": 0, "money": 5, "sign": 3, "drive": 5, "private": 4, "other": 5}


def situations(card: Mapping[str, Any], codes: Sequence[tuple[str, LazyText]]) -> list[tuple[str, LazyText, str]]:
    """What may be asked that is not the role: code, situation, and a sentence to say from the role card."""
    sentences: list[str] = card.get("sentences", [])
    return [(code, words, dict(enumerate(sentences)).get(_SENTENCES[code], "")) for code, words in codes]


def newcomer_facts(newcomer: Newcomer) -> list[Fact]:
    """What is kept about a newcomer, for that newcomer."""
    wishes = {
        ("woman", False): _("Rather a woman"),
        ("woman", True): _("Only a woman"),
        ("man", False): _("Rather a man"),
        ("man", True): _("Only a man"),
    }
    own_place = newcomer.place if newcomer.not_from_own_place else ""
    return [
        (_("My code"), newcomer.code, "key"),
        (_("My language"), variety_name(newcomer.language) if newcomer.language else "", "language"),
        (_("Man or woman"), wishes.get((newcomer.gender_wish, newcomer.gender_required), _("No wish")), "person"),
        (_("Nobody from"), own_place, "place"),
        (_("Not this person"), ", ".join(row.first_name for row in newcomer.excluded.all()), "no"),
        (_("Deleted by itself on"), words_for(newcomer.delete_on, "long") if newcomer.delete_on else "", "calendar"),
    ]


_EVENTS: dict[str, LazyText] = {
    "newcomers.newcomer.made": gettext_lazy("Made this page for you"),
    "newcomers.wishes.changed": gettext_lazy("Changed your wishes"),
    "newcomers.consent.given": gettext_lazy("Kept your answer"),
    "bridging.request.viewed": gettext_lazy("Looked at the question about you"),
}


def newcomer_event(event: Event) -> dict[str, object]:
    """One line of the trail for the newcomer: when, what, who."""
    what = _EVENTS.get(
        event.verb, gettext_lazy("Looked at your record") if event.look else gettext_lazy("Changed something")
    )
    who = _("You yourself") if event.actor_role == "link" and event.actor_label == "newcomer" else event.actor_label
    return {"at": event.at, "text": what, "who": who}


def helper_facts(visit: Visit) -> list[Fact]:
    """Who offers help, for the newcomer: first name, languages, about what, when and roughly where."""
    person = visit.key_person
    gender = {KeyPerson.Gender.WOMAN: _("a woman"), KeyPerson.Gender.MAN: _("a man")}.get(
        KeyPerson.Gender(person.gender), ""
    )
    where = visit.place if visit.where == Request.Where.PLACE else str(visit.get_where_display())
    return [
        (_("When"), f"{words_for(visit.starts_at, 'long')}\u2009–\u2009{words_for(visit.ends_at, 'time')}", "calendar"),
        (_("Who"), f"{_own(person.first_name)}, {gender}" if gender else person.first_name, "person"),
        (_("Speaks"), spoken_by(person), "language"),
        (_("About"), in_language(visit.request.topic.names), "info"),
        (_("Where"), where, "place"),
    ]


def spoken_by(person: KeyPerson) -> str:
    """The languages somebody speaks well, the best first: "Tigrinya (ትግርኛ), Nederlands"."""
    names = []
    for row in person.languages.all():
        if row.speaking >= 2:
            name, own = variety_name(row.variety), own_name(row.variety)
            names.append(f"{name} ({_own(own)})" if own and own.casefold() not in name.casefold() else name)
    return ", ".join(names)
