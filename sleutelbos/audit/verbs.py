"""What each verb of the trail means, in words everybody understands; the only table of it.

A sentence follows a name: "Renske Bos" + "opened the profile". It says nothing about whom, because the same sentence
stands on the page of the person concerned and on the page of the privacy officer.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# A verb, or the beginning of a family of verbs ending in a dot ("bridging.offer."); the longest that fits counts.
SENTENCES: Final[dict[str, str | Promise]] = {
    "accounts.factor.added": _("added a passkey or an app for signing in"),
    "accounts.factor.forgotten": _("took all passkeys and apps for signing in away"),
    "accounts.factor.removed": _("removed a passkey or an app for signing in"),
    "accounts.membership.ended": _("ended a role"),
    "accounts.membership.given": _("gave a role"),
    "accounts.municipality.joined": _("let a municipality join the region"),
    "accounts.organisation.added": _("added an organisation"),
    "accounts.organisation.changed": _("changed an organisation"),
    "accounts.organisation.closed": _("closed an organisation"),
    "accounts.organisation.reopened": _("opened an organisation again"),
    "accounts.region.added": _("made the region"),
    "accounts.region.changed": _("changed the settings of the region"),
    "accounts.session.ended": _("signed out on a device"),
    "accounts.support.ended": _("stopped looking along to help"),
    "accounts.support.page_seen": _("saw a page while looking along to help"),
    "accounts.support.started": _("started looking along to help"),
    "accounts.trail.seen": _("read who saw and changed what"),
    "accounts.user.changed": _("changed name or language of the account"),
    "accounts.user.signed_in": _("signed in"),
    "allowances.booking.": _("kept the hours and costs up to date"),
    "allowances.booking.made": _("booked hours and costs"),
    "allowances.booking.released": _("set booked hours and costs free"),
    "allowances.booking.restored": _("put hours and costs back"),
    "allowances.booking.reversed": _("took hours and costs back"),
    "allowances.law.added": _("added amounts set by law"),
    "allowances.month.exported": _("put hours and costs in the file for payment"),
    "bridging.bulk.": _("changed many questions at once"),
    "bridging.bulk.undone": _("undid a change of many questions"),
    "bridging.call.asked": _("asked to be called"),
    "bridging.call.handled": _("called back"),
    "bridging.experience.given": _("said how it went"),
    "bridging.links.sent": _("sent new links to everything that still runs"),
    "bridging.offer.": _("kept an answer to a question up to date"),
    "bridging.offer.accepted": _("said yes to a question"),
    "bridging.offer.another_chosen": _("chose somebody else for a question"),
    "bridging.offer.declined": _("said no to a question"),
    "bridging.offer.expired": _("closed a question that was not answered in time"),
    "bridging.offer.later": _("asked to be asked later"),
    "bridging.offer.open": _("asked somebody to help"),
    "bridging.offer.other_time": _("proposed another time"),
    "bridging.offer.queued": _("put somebody on the list to be asked"),
    "bridging.offer.referred": _("knew somebody else"),
    "bridging.offer.stepped_out": _("could not come after all"),
    "bridging.offer.taken": _("told that somebody else helps"),
    "bridging.offer.withdrawn": _("took a question back"),
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
    "bridging.visit.": _("kept an appointment up to date"),
    "bridging.visit.cancelled": _("cancelled an appointment"),
    "bridging.visit.confirmed": _("said yes to an appointment"),
    "bridging.visit.logged": _("wrote down how an appointment went"),
    "bridging.visit.made": _("made an appointment"),
    "bridging.visit.moved": _("moved an appointment"),
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
    "exchange.person.": _("kept an imported person up to date"),
    "exchange.person.taken_back": _("took an imported person back"),
    "exchange.questions.answered": _("answered what was unclear in a file"),
    "exchange.report.exported": _("took the report of an import out of the system"),
    "exchange.request.imported": _("imported a question"),
    "exchange.row.corrected": _("corrected a row of a file"),
    "guidance.rule.ended": _("ended a rule"),
    "guidance.rule.succeeded": _("gave a rule a new version"),
    "keypersons.account.invited": _("invited to the own page"),
    "keypersons.conflict.ended": _("took back for whom somebody is not asked"),
    "keypersons.conflict.set": _("said for whom somebody is not asked"),
    "keypersons.engagement.added": _("added for whom somebody works"),
    "keypersons.engagement.ended": _("ended for whom somebody works"),
    "keypersons.exception.added": _("added days that are different"),
    "keypersons.exception.removed": _("removed days that are different"),
    "keypersons.languages.set": _("changed the languages in the profile"),
    "keypersons.pause.changed": _("changed the pause"),
    "keypersons.profile.changed": _("changed the profile"),
    "keypersons.profile.made": _("made the profile"),
    "keypersons.profile.published": _("put the profile where organisations can see it"),
    "keypersons.profile.seen": _("opened the profile"),
    "keypersons.profile.unpublished": _("took the profile away from where organisations can see it"),
    "keypersons.readiness.removed": _("removed something from the checklist"),
    "keypersons.readiness.seen": _("ticked something on the checklist"),
    "keypersons.state.moved": _("changed whether somebody can be asked"),
    "keypersons.topics.set": _("changed the topics in the profile"),
    "keypersons.week.set": _("changed the week"),
    "keypersons.wishes.set": _("changed what somebody does not want"),
    "matching.plan.changed": _("changed a plan of the week"),
    "matching.plan.discarded": _("put a plan of the week away"),
    "matching.plan.proposed": _("made a proposal for the week"),
    "matching.plan.published": _("asked people for the visits of a week"),
    "matching.plan.started": _("asked for a proposal for the week"),
    "matching.plan.stopped": _("stopped the search for a proposal"),
    "matching.repair.made": _("looked for other people because somebody cannot come"),
    "matching.repair.viewed": _("looked who could go to the appointments instead"),
    "matching.suggestion.used": _("chose from the list of suggestions"),
    "newcomers.consent.given": _("said yes or no to keeping something"),
    "newcomers.newcomer.erased": _("erased the data of a newcomer"),
    "newcomers.newcomer.made": _("made a code for a newcomer"),
    "newcomers.wishes.changed": _("changed the wishes of a newcomer"),
    "notices.choice.changed": _("changed how messages come"),
    "notices.number.code_sent": _("asked for a code for a phone number"),
    "notices.number.confirmed": _("confirmed a phone number"),
    "pocket.phone.lost": _("said that a phone is lost"),
    "pocket.phone.wiped": _("let a lost phone forget everything"),
    "notices.number.forgotten": _("took the phone number for SMS away"),
    "notices.push.started": _("switched messages on a phone on"),
    "notices.push.ended": _("switched messages on a phone off"),
}

# What a name in the trail points at: "keyperson:12" is key person 12.
NOUNS: Final[dict[str, str | Promise]] = {
    "booking": _("hours"),
    "bulkaction": _("change of many questions"),
    "callrequest": _("request to be called"),
    "engagement": _("agreement to work"),
    "importbatch": _("import"),
    "keyperson": _("key person"),
    "membership": _("role"),
    "message": _("message in the Group"),
    "municipality": _("municipality"),
    "newcomer": _("newcomer"),
    "offer": _("question to a key person"),
    "organisation": _("organisation"),
    "readinessitem": _("line of the checklist"),
    "region": _("region"),
    "request": _("question"),
    "room": _("room of the Group"),
    "supportsession": _("looking along"),
    "triagerule": _("rule"),
    "user": _("account"),
    "visit": _("appointment"),
}

UNKNOWN: Final = _("did something that has no words here yet")


def sentence(verb: str) -> str:
    """What somebody did, in the page's language; a verb that is not in the table gets a sentence that says so."""
    key = next((part for part in _families(verb) if part in SENTENCES), None)
    return str(UNKNOWN if key is None else SENTENCES[key])


def thing(name: str) -> str:
    """What a name in the trail points at, in words: "key person 12"; a name without words stays as it is."""
    kind, _colon, number = name.partition(":")
    return f"{NOUNS[kind]} {number}" if kind in NOUNS and number else name


def known(verb: str) -> bool:
    """Whether the table has words for this verb, or for the family it belongs to."""
    return any(part in SENTENCES for part in _families(verb))


def _families(verb: str) -> list[str]:
    parts = verb.split(".")
    return [verb, *(".".join(parts[:count]) + "." for count in range(len(parts) - 1, 0, -1))]
