"""What each verb of the trail means, in words everybody understands; the only table of it.

A sentence follows a name: "Renske Bos" + "opened the profile". It says nothing about whom, because the same sentence
stands on the page of the person concerned and on the page of the privacy officer. What a person can read on their own
page stands in own_verbs.py, because those words are there in every language.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .own_verbs import OWN_SENTENCES, UNKNOWN

# A verb, or the beginning of a family of verbs ending in a dot ("bridging.offer."); the longest that fits counts.
SENTENCES: Final[dict[str, str | Promise]] = {
    **OWN_SENTENCES,
    "accounts.municipality.joined": _("let a municipality join the region"),
    "accounts.organisation.added": _("added an organisation"),
    "accounts.organisation.changed": _("changed an organisation"),
    "accounts.organisation.closed": _("closed an organisation"),
    "accounts.organisation.reopened": _("opened an organisation again"),
    "accounts.region.added": _("made the region"),
    "accounts.region.changed": _("changed the settings of the region"),
    "accounts.support.ended": _("stopped looking along to help"),
    "accounts.support.page_seen": _("saw a page while looking along to help"),
    "accounts.support.started": _("started looking along to help"),
    "accounts.trail.seen": _("read who saw and changed what"),
    "allowances.law.added": _("added amounts set by law"),
    "bridging.bulk.": _("changed many questions at once"),
    "bridging.bulk.undone": _("undid a change of many questions"),
    "bridging.experience.given": _("said how it went"),
    "bridging.handover.": _("asked or said whether somebody else may come"),
    "bridging.request.": _("kept a question up to date"),
    "bridging.request.asked": _("asked a question"),
    "bridging.request.cancelled": _("stopped a question"),
    "bridging.request.done": _("closed a question: it is done"),
    "bridging.request.role_checked": _("checked whether a key person is the right help"),
    "bridging.request.redirected": _("sent a question on to somebody else"),
    "bridging.request.unmet": _("closed a question: nobody could help"),
    "bridging.request.viewed": _("opened a question"),
    "bridging.request.wishes_changed": _("changed the wishes of a question"),
    "bridging.requests.exported": _("took a list of questions out of the system"),
    "community.answer.thanked": _("thanked a colleague for an answer"),
    "community.message.changed": _("changed a message in the Group"),
    "community.message.reported": _("reported a message in the Group"),
    "community.message.withdrawn": _("took a message in the Group away"),
    "community.message.written": _("wrote a message in the Group"),
    "community.question.closed": _("closed a question to colleagues"),
    "community.question.reopened": _("asked a question to colleagues again"),
    "community.report.handled": _("looked at a reported message in the Group"),
    "community.room.changed": _("changed a room of the Group"),
    "community.room.closed": _("closed a room of the Group"),
    "community.room.made": _("made a room of the Group"),
    "community.room.reopened": _("opened a room of the Group again"),
    "exchange.columns.chosen": _("said what the columns of a file mean"),
    "exchange.file.uploaded": _("uploaded a file"),
    "exchange.import.": _("took a step in an import"),
    "exchange.import.let_go": _("removed the contents of an uploaded file"),
    "exchange.import.taken_back": _("took a whole import back"),
    "exchange.people.exported": _("took a list of people out of the system"),
    "exchange.questions.answered": _("answered what was unclear in a file"),
    "exchange.report.exported": _("took the report of an import out of the system"),
    "exchange.request.imported": _("imported a question"),
    "exchange.row.corrected": _("corrected a row of a file"),
    "guidance.guide.dropped": _("threw a draft of a topic page away"),
    "guidance.guide.published": _("let everybody read a topic page"),
    "guidance.guide.reviewed": _("said that a native speaker read a topic page"),
    "guidance.guide.written": _("wrote a draft of a topic page"),
    "guidance.rule.ended": _("ended a rule"),
    "guidance.rule.succeeded": _("gave a rule a new version"),
    "insights.council_page.": _("took a step with the page for the council"),
    "insights.council_page.asked": _("had the figures for a council counted"),
    "insights.council_page.changed": _("changed the words on the page for the council"),
    "insights.council_page.published": _("made the page for the council public"),
    "insights.council_page.withdrawn": _("took the page for the council back"),
    "insights.edition.": _("took a step with the publication"),
    "insights.edition.changed": _("changed the publication"),
    "insights.edition.published": _("made the publication public"),
    "insights.issue.emptied": _("emptied an issue of the publication"),
    "insights.issue.made": _("made an issue of the publication"),
    "insights.release.": _("took a step with open figures"),
    "insights.release.discarded": _("threw a draft of open figures away"),
    "insights.release.prepared": _("had open figures made"),
    "insights.release.published": _("made open figures public"),
    "insights.source_edition.kept": _("kept a newer edition of national figures"),
    "matching.plan.discarded": _("put a plan of the week away"),
    "matching.plan.proposed": _("made a proposal for the week"),
    "matching.plan.published": _("asked people for the visits of a week"),
    "matching.plan.started": _("asked for a proposal for the week"),
    "matching.plan.stopped": _("stopped the search for a proposal"),
    "matching.suggestion.used": _("chose from the list of suggestions"),
    "letters.answer.judged": _("said whether an answer about a letter was right"),
    "letters.letter.": _("took a step with a letter"),
    "letters.letter.changed": _("changed the text of a letter"),
    "letters.letter.discarded": _("threw a letter away"),
    "letters.letter.exported": _("took a letter out of the system as a Word file"),
    "letters.letter.printed": _("made a page about a letter to print"),
    "letters.letter.published": _("made a page about a letter for everybody"),
    "letters.letter.ready": _("said that others may see a letter"),
    "letters.letter.unpublished": _("took the page about a letter away"),
    "letters.letter.uploaded": _("uploaded a letter"),
    "letters.privacy.": _("dealt with personal data in a letter"),
    "letters.round.": _("took a step in a reading round"),
    "letters.round.asked": _("asked for a panel"),
    "letters.round.let_go": _("let go of what readers wrote"),
    "letters.round.open": _("invited a panel"),
    "letters.round.published": _("made a page about advice for everybody"),
    "letters.round.told": _("told the readers what was done with it"),
    "letters.round.unpublished": _("took the page about advice away"),
    "letters.sentence.": _("decided about a sentence of a letter"),
    "letters.voice.heard": _("listened to what a reader said"),
    "letters.voice.removed": _("deleted a recording of the own voice"),
    "letters.voice.sent": _("recorded an answer or other words"),
    "letters.version.made": _("made a new version of a letter"),
    "newcomers.consent.given": _("said yes or no to keeping something"),
    "newcomers.newcomer.erased": _("erased the data of a newcomer"),
    "newcomers.newcomer.made": _("made a code for a newcomer"),
    "newcomers.wishes.changed": _("changed the wishes of a newcomer"),
    "signals.absence.": _("took a step after somebody could not come"),
    "signals.absence.asked": _("asked a key person to call after somebody could not come"),
    "signals.absence.seen": _("opened a call to make after somebody could not come"),
    "signals.absence.settled": _("called after somebody could not come"),
    "signals.absence.told": _("told that somebody could not come"),
    "signals.absence.withdrawn": _("took back that somebody did not come"),
    "signals.absence_rule.ended": _("ended an agreement about people who do not come"),
    "signals.absence_rule.made": _("made an agreement about people who do not come"),
    "signals.agreement.": _("kept what was agreed in a talk up to date"),
    "signals.alert.seen": _("saw that many families meet the same"),
    "signals.answer.given": _("answered signals"),
    "signals.bottleneck.": _("kept something that does not work up to date"),
    "signals.contact.": _("kept who to call up to date"),
    "signals.rule.added": _("said who sees to signals"),
    "signals.rule.ended": _("ended who sees to signals"),
    "signals.talk.": _("kept a talk with an organisation up to date"),
    "signals.theme.changed": _("changed a theme of signals"),
    "signals.theme.made": _("made a theme of signals"),
}

# What a name in the trail points at: "keyperson:12" is key person 12.
NOUNS: Final[dict[str, str | Promise]] = {
    "absence": _("somebody could not come"),
    "absencerule": _("agreement about people who do not come"),
    "agreement": _("agreement in a talk"),
    "alert": _("notice about signals"),
    "answer": _("answer"),
    "booking": _("hours"),
    "bottleneck": _("something that does not work"),
    "bulkaction": _("change of many questions"),
    "calendarfeed": _("address for a calendar"),
    "callrequest": _("request to be called"),
    "contact": _("who to call"),
    "engagement": _("agreement to work"),
    "guidetext": _("topic page"),
    "importbatch": _("import"),
    "keyperson": _("key person"),
    "letter": _("letter"),
    "membership": _("role"),
    "message": _("message in the Group"),
    "municipality": _("municipality"),
    "newcomer": _("newcomer"),
    "offer": _("question to a key person"),
    "organisation": _("organisation"),
    "reader": _("reader of a panel"),
    "readinessitem": _("line of the checklist"),
    "region": _("region"),
    "request": _("question"),
    "room": _("room of the Group"),
    "round": _("reading round"),
    "signal": _("signal"),
    "supportsession": _("looking along"),
    "talk": _("talk with an organisation"),
    "theme": _("theme of signals"),
    "triagerule": _("rule"),
    "user": _("account"),
    "visit": _("appointment"),
}


def sentence(verb: str) -> str:
    """What somebody did, in the page's language; a verb that is not in the table gets a sentence that says so."""
    key = next((part for part in families(verb) if part in SENTENCES), None)
    return str(UNKNOWN if key is None else SENTENCES[key])


def thing(name: str) -> str:
    """What a name in the trail points at, in words: "key person 12"; a name without words stays as it is."""
    kind, _colon, number = name.partition(":")
    return f"{NOUNS[kind]} {number}" if kind in NOUNS and number else name


def known(verb: str) -> bool:
    """Whether the table has words for this verb, or for the family it belongs to."""
    return any(part in SENTENCES for part in families(verb))


def families(verb: str) -> list[str]:
    """A verb and the families it belongs to, the closest first."""
    parts = verb.split(".")
    return [verb, *(".".join(parts[:count]) + "." for count in range(len(parts) - 1, 0, -1))]
