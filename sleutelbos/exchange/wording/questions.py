"""Questions about a list, and their answers, as sentences."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sleutelbos.bridging.models import Request
from sleutelbos.keypersons.languages import variety_name
from sleutelbos.keypersons.models import Engagement, KeyPerson, SpokenLanguage
from sleutelbos.ui.errors import LazyText

from ..reading.asking import LEAVE_OUT, Option, Question
from .values import STATUSES, clock, day_names, day_text, listed, proposal_text

_LEVELS: Final = dict(SpokenLanguage.LEVELS)
LEAVE_IT_OUT: Final = gettext_lazy("Leave it out")
LEAVE_ROW_OUT: Final = gettext_lazy("Leave this row out")

_SENTENCES: Final[dict[str, LazyText]] = {
    # the row itself
    "row-greyed": gettext_lazy("This row is grey. What does that mean?"),
    "row-struck": gettext_lazy("This row is crossed out. What does that mean?"),
    "row-hidden": gettext_lazy("This row is hidden in the file. What does that mean?"),
    "request-twice": gettext_lazy("The same question stands higher up, in row %(row)s. Is it another one?"),
    # names, contact
    "note-with-name": gettext_lazy("Beside the name stands “%(words)s”. It is not kept."),
    "odd-name": gettext_lazy("Is “%(words)s” a name?"),
    "name-unclear": gettext_lazy("Which part of “%(words)s” is the first name?"),
    "gender-unclear": gettext_lazy("What does “%(words)s” mean here: woman, man or other?"),
    "phone-unclear": gettext_lazy("“%(words)s” is not a phone number we know. Please type it again."),
    "phone-several": gettext_lazy("Two phone numbers stand in one cell. Which one do we keep?"),
    "email-unclear": gettext_lazy("“%(words)s” is not a good e-mail address."),
    "email-several": gettext_lazy("Two e-mail addresses stand in one cell. Which one do we keep?"),
    "contact-several": gettext_lazy("In “%(words)s” stands more than one contact. We took the first."),
    "contact-unclear": gettext_lazy("We do not understand “%(words)s” as a contact."),
    # languages
    "language-which": gettext_lazy("“%(words)s” can be several languages. Which one is it?"),
    "language-several": gettext_lazy("“%(words)s”: which language is needed?"),
    "language-doubted": gettext_lazy("There is a question mark after “%(words)s”. Is it this language?"),
    "language-unknown": gettext_lazy("We do not know the language “%(words)s”."),
    "language-star": gettext_lazy("What does the star (*) after a language mean in this list?"),
    "language-twice": gettext_lazy("%(variety)s stands there twice, with different levels. Which one is right?"),
    # places, organisations
    "place-unknown": gettext_lazy("We do not know the place “%(words)s”. Do you mean one of these?"),
    "place-several": gettext_lazy("“%(words)s” names two places. Which one?"),
    "organisation-near": gettext_lazy("“%(words)s” looks like an organisation of your region. Is it?"),
    # dates
    "date-unclear": gettext_lazy("Which day is “%(words)s”?"),
    "date-odd": gettext_lazy("Is the date “%(words)s” right?"),
    "date-missing": gettext_lazy("There is “%(words)s”, but no date. Nothing is written down as seen."),
    "only-a-year": gettext_lazy("There is only a year, %(words)s. From which day do we count?"),
    # hours in the week
    "by-agreement": gettext_lazy("“%(words)s”: can somebody be asked at every time, or are there no hours yet?"),
    "days-not-said": gettext_lazy("“%(words)s” (%(times)s) does not say on which days."),
    "only-when-not": gettext_lazy("“%(words)s” says when not. Can this person on all other days?"),
    "every-other-week": gettext_lazy("“%(words)s” is not every week. Do we write it down for every week?"),
    "words-left-over": gettext_lazy("We did not understand “%(words)s”. The rest of the cell we did."),
    "availability-unclear": gettext_lazy("We do not understand “%(words)s” as days and hours."),
    # forms, topics
    "form-paid": gettext_lazy("“%(words)s”: paid in which way?"),
    "form-unclear": gettext_lazy("In which form does somebody work who has “%(words)s”?"),
    "topic-unknown": gettext_lazy("Which of your topics is “%(words)s”?"),
    "travel-unclear": gettext_lazy("How does somebody travel who has “%(words)s”?"),
    "state-unclear": gettext_lazy("Which stage is “%(words)s”?"),
    # remarks
    "wish-no-care": gettext_lazy("“%(words)s”: no questions of GPs and care practices?"),
    "wish-no-organisation": gettext_lazy("“%(words)s”: no questions of this kind of organisation?"),
    "wish-not-own-place": gettext_lazy("“%(words)s”: never in the own place?"),
    "maybe-stopped": gettext_lazy("“%(words)s”: did this person stop?"),
    "maybe-paused": gettext_lazy("“%(words)s”: a pause until then?"),
    "maybe-less-time": gettext_lazy("“%(words)s”: what do we change?"),
    "travel-means": gettext_lazy("“%(words)s”: is this how they travel?"),
    "also-language": gettext_lazy("“%(words)s”: add this language?"),
    "vog-remark": gettext_lazy("“%(words)s”: keep this as a note?"),
    "remark-keep": gettext_lazy("Keep “%(words)s” as a note?"),
    # requests
    "question-kind": gettext_lazy("What kind of help is “%(words)s”?"),
    "question-topic": gettext_lazy("Which topic is “%(words)s”?"),
    "wish-unclear": gettext_lazy("“%(words)s”: man or woman?"),
    "wish-left-over": gettext_lazy("We do not understand the wish “%(words)s”. A wish needs no reason."),
    "when-unclear": gettext_lazy("We do not understand “%(words)s” as a day and time. We keep the words."),
    "weekday-differs": gettext_lazy("“%(words)s”: that date is another day of the week. Which day is right?"),
    "when-before-received": gettext_lazy("“%(words)s” is before the day the question came in. Is that right?"),
    "status-missing": gettext_lazy("The status is empty. What is it?"),
    "status-unclear": gettext_lazy("Which status is “%(words)s”?"),
    "status-contradicts": gettext_lazy("“%(words)s”: which of the two is right?"),
    "planned-past": gettext_lazy("It says “%(words)s”, but that day is over. What happened?"),
    "route-hint": gettext_lazy(
        "“%(words)s” is still open and may be a talk for a professional interpreter or professional first. "
        "Where does it go?"
    ),
    "hours-unclear": gettext_lazy("We do not understand “%(words)s” as hours."),
    "hours-odd": gettext_lazy("“%(words)s” is more than a day. How many hours was it?"),
    "hours-or-minutes": gettext_lazy("Is “%(words)s” minutes or hours?"),
    "travel-odd": gettext_lazy("“%(words)s” is much. Is it right?"),
    "person-several": gettext_lazy("More people are called “%(words)s”. Who is it?"),
    "person-unknown": gettext_lazy("We do not know anybody called “%(words)s”."),
    # cells
    "formula": gettext_lazy("Here stands a formula, with “%(words)s” as its result. We never compute."),
    "cell-struck": gettext_lazy("“%(words)s” is crossed out."),
    "cell-partly-struck": gettext_lazy("A part of “%(words)s” is crossed out."),
    "cell-too-long": gettext_lazy("This text is too long. Please type what matters."),
}
_REASONS: Final[dict[str, LazyText]] = {
    "phone": gettext_lazy("the same phone number"),
    "email": gettext_lazy("the same e-mail address"),
    "name-place": gettext_lazy("the same name and place"),
}
_ANSWERS: Final[dict[tuple[str, str], LazyText]] = {
    ("row", "import"): gettext_lazy("It means nothing: take it in"),
    ("row", "alumni"): gettext_lazy("This person stopped: take in as alumni"),
    ("row", "paused"): gettext_lazy("This person has a pause"),
    ("person-twice", "different"): gettext_lazy("It is somebody else"),
    ("person-known", "different"): gettext_lazy("It is somebody else"),
    ("person-known", "complete"): gettext_lazy("It is the same person: fill in what is missing"),
    ("request-twice", "different"): gettext_lazy("It is another question"),
    ("by-agreement", "flexible"): gettext_lazy("Every time can be asked"),
    ("by-agreement", "later"): gettext_lazy("No hours yet"),
    ("every-other-week", "every-week"): gettext_lazy("Yes, for every week"),
    ("only-a-year", "first"): gettext_lazy("From the first day of that year (careful)"),
    ("only-a-year", "last"): gettext_lazy("From the last day of that year"),
    ("hours-or-minutes", "minutes"): gettext_lazy("Minutes"),
    ("hours-or-minutes", "hours"): gettext_lazy("Hours"),
    ("route-hint", "redirected"): gettext_lazy("To an interpreter or professional first"),
    ("route-hint", "key-person"): gettext_lazy("A key person can do this"),
    ("maybe-stopped", "active"): gettext_lazy("No, nothing changes"),
    ("remark-keep", "note"): gettext_lazy("Yes, keep it as a note"),
    ("vog-remark", "note"): gettext_lazy("Yes, keep it as a note"),
    ("when-unclear", "note"): gettext_lazy("Keep the words"),
    ("days-not-said", "every-day"): gettext_lazy("Every day"),
    ("days-not-said", "workdays"): gettext_lazy("Monday to Friday"),
}
_EVERYWHERE: Final[dict[str, LazyText]] = {
    "note": gettext_lazy("Keep the words as a note"),
    "use": gettext_lazy("Use it as it stands"),
    "every-day": gettext_lazy("Yes, all other days"),
    "workdays": gettext_lazy("Only Monday to Friday"),
    "paused": gettext_lazy("A pause"),
    "alumni": gettext_lazy("Yes: alumni"),
}


def question_text(question: Question) -> str:
    """The sentence of a question; facts and words filled in."""
    facts: dict[str, Any] = {"words": question.words, "row": "", "variety": "", "times": "", **dict(question.facts)}
    if "variety" in question.facts:
        facts["variety"] = variety_name(str(question.facts["variety"]))
    times: Any = question.facts.get("times")
    if times:
        facts["times"] = listed(f"{clock(start)}-{clock(end)}" for start, end in times)
    if question.code in {"person-twice", "person-known"}:
        return _same_person(question, facts)
    if question.code == "language-level":
        return _level_question(question)
    if question.code == "language-mode-level":
        return _mode_question(question)
    sentence = _SENTENCES.get(question.code)
    return str(sentence) % facts if sentence else question.words


def group_text(question: Question) -> str:
    """The sentence of a question that stands for several rows."""
    if question.key == "row:known":
        return _("These people are in your network already: the same name, and the same phone or e-mail address.")
    return question_text(question)


def _same_person(question: Question, facts: dict[str, Any]) -> str:
    reasons: Any = question.facts["reasons"]
    why = listed(str(_REASONS[reason]) for reason in reasons)
    if question.code == "person-twice":
        return _("This may be %(words)s of row %(row)s: %(why)s.") % {**facts, "why": why}
    return _("This may be %(words)s, who is in your network: %(why)s.") % {**facts, "why": why}


def _level_question(question: Question) -> str:
    if question.facts.get("place") == "first":
        return _("The first language in a cell has no level. How well do people speak it?")
    return _("Further languages in a cell have no level. How well do people speak them?")


def _mode_question(question: Question) -> str:
    if question.facts.get("modes") == ["understanding"]:
        return _("“%(words)s”: how well do people understand it?") % {"words": question.words}
    return _("“%(words)s”: how well?") % {"words": question.words}


def option_text(question: Question, option: Option, topics: Mapping[str, str]) -> str:
    """One answer in words; `topics` are the names of topics by code."""
    code, value, facts = question.code, option.value, dict(option.facts)
    if value == LEAVE_OUT:
        return str(LEAVE_ROW_OUT if question.key.startswith("row:") else LEAVE_IT_OUT)
    if question.key.startswith("row:") and ("row", value) in _ANSWERS and code.startswith("row-"):
        return str(_ANSWERS[("row", value)])
    if (code, value) in _ANSWERS:
        return str(_ANSWERS[(code, value)])
    if "topic" in facts:
        return topics.get(str(facts["topic"]), str(facts["topic"]))
    if facts.get("do"):
        return _("Yes: %(what)s") % {"what": proposal_text(facts)}
    if "variety" in facts:
        return variety_name(str(facts["variety"]))
    if code.startswith("language") and value in {"1", "2", "3", "4"}:
        return str(_LEVELS[int(value)])
    if code in {"status-missing", "status-unclear", "status-contradicts", "planned-past"}:
        return str(STATUSES[value])
    if value == "keep":
        return _("Keep “%(text)s”") % {"text": facts["text"]} if facts.get("text") else _("Yes, it is right")
    return str(_named(code, value, facts) or _EVERYWHERE.get(value, value))


def _named(code: str, value: str, facts: dict[str, Any]) -> LazyText | None:
    """Answers that are something of the product: a form, a person, a day."""
    if "on" in facts:
        day = str(facts["on"])
        if code == "weekday-differs":
            return f"{day_names()[date.fromisoformat(day).weekday()]} {day_text(day)}"
        return day_text(day)
    if "name" in facts:
        place = facts.get("place")
        return f"{facts['name']} ({place})" if place else str(facts["name"])
    if code in {"form-paid", "form-unclear"}:
        return str(Engagement.Form(value).label)
    if code == "question-kind":
        return str(Request.Kind(value).label)
    if code == "gender-unclear":
        return str(KeyPerson.Gender(value).label)
    if code == "state-unclear":
        return str(KeyPerson.State(value).label)
    if code == "travel-unclear" and value in KeyPerson.Travel.values:
        return str(KeyPerson.Travel(value).label)
    return None
