"""What every figure means: in words, of how many, from where, and how far it can be trusted; the only table of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Status(StrEnum):
    """How far a figure can be trusted."""

    MEASURED = "measured"  # every case is in the system
    PARTLY = "partly"  # only of whoever answered or whose steps were kept
    MISSING = "missing"  # not measured yet


STATUS_WORDS: Final[dict[str, Words]] = {
    Status.MEASURED: _("Counted: every case is in the system."),
    Status.PARTLY: _("Partly counted: only what people told us."),
    Status.MISSING: _("Not measured yet."),
}


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure. `least`: from how many cases it is shown."""

    code: str
    title: Words
    meaning: Words
    denominator: Words
    source: Words
    status: Status = Status.MEASURED
    least: int = 5


_QUESTIONS: Final = _("All questions that came in during the period and were confirmed.")
_FROM_QUESTIONS: Final = _("The questions of organisations and every step with them.")

DEFINITIONS: Final = (
    Definition(
        "questions",
        _("Questions"),
        _("How many questions organisations asked, and how each of them ended."),
        _QUESTIONS,
        _FROM_QUESTIONS,
    ),
    Definition(
        "answered",
        _("How soon there was an answer"),
        _(
            "Days from the confirmation of a question until the organisation heard who comes, that nobody can, or "
            "where to go. Every fraction of a day counts: 26 hours is more than one day."
        ),
        _("All questions of the period; what still runs or was cancelled stands apart."),
        _FROM_QUESTIONS,
    ),
    Definition(
        "unmet",
        _("What nobody could do"),
        _("Questions that were closed because nobody could help, by language, topic, place and day of the week."),
        _("All questions of the period in the same language, topic, place or day."),
        _FROM_QUESTIONS,
    ),
    Definition(
        "waiting",
        _("Waiting time"),
        _(
            "Days from the confirmation of a question to the first appointment that took place. Half of them waited "
            "no longer than the middle one; nine in ten no longer than the other number."
        ),
        _("Questions of the period of which an appointment took place."),
        _("The questions and their appointments."),
        least=10,
    ),
    Definition(
        "load",
        _("How much each key person does"),
        _("Appointments and hours per key person. Only the coordinator sees all, and everybody the own."),
        _("Everybody who can be asked, or did something in the period."),
        _("Appointments that took place and booked hours."),
        least=0,
    ),
    Definition(
        "coverage",
        _("Who can be asked, against what is asked"),
        _(
            "Languages and gender of the people who can be asked today, beside what was asked in the period. Who "
            "speaks two languages well counts in both."
        ),
        _("Key persons who can be asked today; all questions of the period."),
        _("The profiles of key persons and the questions."),
    ),
    Definition(
        "no_shows",
        _("Appointments to which nobody came"),
        _(
            "Appointments to which the newcomer did not come. How many of them were avoided is not measured yet: for "
            "that we need the number from before key persons helped, and of each missed appointment whether a call "
            "was made first."
        ),
        _("All appointments of the period that were not cancelled."),
        _("What key persons tell after an appointment."),
        Status.MISSING,
    ),
    Definition(
        "continuation",
        _("Still there after twelve months"),
        _(
            "Of the key persons whose twelfth month was full in the period: how many were still there at that moment. "
            "A pause counts as being there."
        ),
        _("Key persons who could first be asked twelve months earlier."),
        _("The steps in the life cycle of key persons."),
    ),
    Definition(
        "paid_work",
        _("Steps to paid work"),
        _("Key persons who began to be paid as an employee or an own business, after they had helped without that."),
        _("No share: a number of people."),
        _("The engagements of key persons. Work elsewhere that nobody told us about is not in it."),
        Status.PARTLY,
    ),
    Definition(
        "cost",
        _("What it cost"),
        _(
            "Fees and real costs that were booked in the period, and the same divided by the appointments that took "
            "place. Wages, buildings and the coordinator's hours are not in it."
        ),
        _("Appointments that took place in the period."),
        _("The hours and costs that were booked."),
    ),
    Definition(
        "experience",
        _("What people said"),
        _("Answers to the question whether the appointment helped: yes, a little, no."),
        _("Everybody who answered; who did not answer is not in it."),
        _("Two questions after an appointment."),
        Status.PARTLY,
    ),
    Definition(
        "signals",
        _("Signals and their answers"),
        _("What key persons noticed that does not work, and how much of it got an answer."),
        _("All signals that came in during the period."),
        _("The signals and the answers to them."),
    ),
)
BY_CODE: Final = {one.code: one for one in DEFINITIONS}
