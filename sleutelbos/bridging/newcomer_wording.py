"""What a newcomer reads of answers, wishes, questions and appointments, in the language of the page."""

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sleutelbos.guidance.queries import in_language
from sleutelbos.keypersons.languages import variety_name
from sleutelbos.newcomers.models import Consent, Newcomer
from sleutelbos.ui.templatetags.ui import words_for

from .models import Handover, Request, TimeWish, Visit

Line = dict[str, Any]
WHEN_PICTURES: Final = [
    (TimeWish.When.SAME_DAY, TimeWish.When.SAME_DAY.label, "clock"),
    (TimeWish.When.SAME_WEEK, TimeWish.When.SAME_WEEK.label, "calendar"),
    (TimeWish.When.LATER, TimeWish.When.LATER.label, "calendar-plus"),
]
PART_PICTURES: Final = [
    (TimeWish.Part.MORNING, TimeWish.Part.MORNING.label, "sun"),
    (TimeWish.Part.AFTERNOON, TimeWish.Part.AFTERNOON.label, "clock"),
    (TimeWish.Part.EVENING, TimeWish.Part.EVENING.label, "moon"),
    (TimeWish.Part.ANY, TimeWish.Part.ANY.label, "check"),
]
_GENDERS: Final = {
    ("woman", False): gettext_lazy("Rather a woman"),
    ("woman", True): gettext_lazy("Only a woman"),
    ("man", False): gettext_lazy("Rather a man"),
    ("man", True): gettext_lazy("Only a man"),
}
_WAYS: Final = {
    "link": gettext_lazy("You said it on this page."),
    "spoken": gettext_lazy("You said it to the organisation. They wrote it down."),
    "paper": gettext_lazy("You said it on paper."),
}


def yes_to_visit(visit: Visit) -> str:
    """The sentence a yes is given to; it stays on the receipt as it is now."""
    return _("%(name)s may come on %(when)s. It is about: %(topic)s.") % {
        "name": visit.key_person.first_name,
        "when": words_for(visit.starts_at, "long"),
        "topic": in_language(visit.request.topic.names),
    }


def no_to_visit(visit: Visit) -> str:
    """The sentence with which one appointment is called off."""
    return _("Nobody comes on %(when)s.") % {"when": words_for(visit.starts_at, "long")}


def yes_to_handover(handover: Handover) -> str:
    """The sentence with which somebody else may come."""
    visit = handover.visit
    return _("Somebody else may come instead of %(name)s on %(when)s. I see first who it is.") % {
        "name": visit.key_person.first_name,
        "when": words_for(visit.starts_at, "long"),
    }


_SAID: Final = {
    ("help_by_key_person", "yes"): gettext_lazy("Yes, I want this help."),
    ("help_by_key_person", "another"): gettext_lazy("I want somebody else."),
    ("help_by_key_person", "stop"): gettext_lazy("Stop. I want no help."),
    ("help_by_key_person", "not_now"): gettext_lazy("Not this appointment."),
    ("handover", "yes"): gettext_lazy("Yes, somebody else may come."),
    ("handover", "another"): gettext_lazy("No, nobody else."),
    ("told_when_absent", "yes"): gettext_lazy("Yes, my key person may hear that I could not come."),
    ("told_when_absent", "no"): gettext_lazy("No, my key person does not hear it."),
}


def receipt(consent: Consent, taken_back: Consent | None) -> Line:
    """One answer as a receipt: what was said, when, how, and whether it still holds."""
    said = _SAID.get((consent.purpose, consent.answer), consent.get_answer_display())
    return {
        "pk": consent.pk,
        "at": consent.at,
        "said": said,
        "words": consent.words,
        "words_language": consent.language or "nl",
        "way": _WAYS.get(consent.way, ""),
        "yes": consent.answer == Consent.Answer.YES,
        "taken_back_at": taken_back.at if taken_back else None,
        "picture": "good"
        if consent.answer == Consent.Answer.YES and not taken_back
        else "undo"
        if taken_back
        else "info",
    }


def wish_lines(newcomer: Newcomer) -> list[tuple[str, str, str, str]]:
    """The wishes as they are now: word in the address, name, value, picture."""
    gender = _GENDERS.get((newcomer.gender_wish, newcomer.gender_required), _("No wish"))
    town = newcomer.place if newcomer.not_from_own_place else _("No wish")
    return [
        ("wie", _("A man or a woman?"), str(gender), "person"),
        ("taal", _("My language"), variety_name(newcomer.language) if newcomer.language else _("No wish"), "language"),
        ("plaats", _("Nobody from my own town"), town, "place"),
    ]


def kept_lines(questions: Iterable[Request], visits: Iterable[Visit]) -> list[Line]:
    """Questions and appointments as lines of one list, the newest first."""
    lines = [
        {
            "at": question.created_at,
            "style": "date",
            "title": _("Question"),
            "text": " · ".join(
                part for part in (question.asker_organisation, in_language(question.topic.names)) if part
            ),
            "quote": question.summary,
        }
        for question in questions
    ]
    lines += [
        {
            "at": visit.starts_at,
            "style": "",
            "title": _("Appointment"),
            "text": " · ".join(part for part in (visit.key_person.first_name, visit.place) if part),
            "quote": str(visit.get_state_display()),
        }
        for visit in visits
    ]
    return sorted(lines, key=lambda line: line["at"], reverse=True)
