"""The engine's codes as sentences: the only place where a reason gets words."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sleutelbos.keypersons.languages import variety_name
from sleutelbos.keypersons.models import SpokenLanguage
from sleutelbos.matching.engine import NearMiss, PlanReason, Points, Reason, Relaxation, Rule, moments

register = template.Library()

_LEVELS = dict(SpokenLanguage.LEVELS)

_RULES: dict[Rule, str | Promise] = {
    Rule.NOT_DEPLOYABLE: gettext_lazy("Not ready to be asked yet"),
    # One sentence for every exclusion: nobody can read from it who asked for it, or why.
    Rule.NOT_POSSIBLE: gettext_lazy("Not possible for this question"),
    Rule.LANGUAGE: gettext_lazy("Does not speak this language well enough"),
    Rule.ALSO_LANGUAGE: gettext_lazy("Does not speak the second language well enough"),
    Rule.GENDER: gettext_lazy("The newcomer asks for a man or a woman"),
    Rule.OWN_WISH: gettext_lazy("Does not want this kind of question"),
    Rule.SAME_PLACE: gettext_lazy("Comes from the same place as the newcomer"),
    Rule.KNOWN_ONLY: gettext_lazy("Is not the person the newcomer knows"),
    Rule.ONLINE: gettext_lazy("Does not help by phone or video"),
    Rule.TRAVEL: gettext_lazy("Too far away"),
    Rule.ENGAGEMENT: gettext_lazy("Does not work for this municipality then"),
    Rule.READINESS: gettext_lazy("A paper or training is missing or over"),
    Rule.PAUSED: gettext_lazy("Has a pause"),
    Rule.AVAILABILITY: gettext_lazy("Not available at this time"),
    Rule.OVERLAP: gettext_lazy("Has another appointment too close to this one"),
    Rule.WEEK_CAP: gettext_lazy("Has enough work in that week"),
    Rule.MONTH_CAP: gettext_lazy("Has enough work in that month"),
    Rule.NO_COMMON_START: gettext_lazy("No moment where everything fits"),
    Rule.ALREADY_ASKED: gettext_lazy("Has been asked already"),
    Rule.DECLINED: gettext_lazy("Said no to this question"),
    Rule.ASK_LATER: gettext_lazy("Wants to be asked again later"),
    Rule.ASK_CAP: gettext_lazy("Was asked often in the past two weeks"),
    Rule.OPEN_ASKS: gettext_lazy("Still has open questions to answer"),
}

_WISHES: dict[Relaxation, str | Promise] = {
    Relaxation.GENDER: gettext_lazy("a man or a woman, both are fine"),
    Relaxation.FALLBACK: gettext_lazy("a related language is fine"),
    Relaxation.LEVEL: gettext_lazy("speaking the language a little less well is fine"),
    Relaxation.SAME_PLACE: gettext_lazy("from the same place is fine"),
    Relaxation.KNOWN_ONLY: gettext_lazy("somebody new is fine"),
    Relaxation.DISTANCE: gettext_lazy("further away is fine"),
    Relaxation.ONLINE: gettext_lazy("by phone or video is fine"),
    Relaxation.SAME_DAY: gettext_lazy("another time on the same day"),
    Relaxation.SAME_WEEK: gettext_lazy("another time in the same week"),
    Relaxation.ANY_TIME: gettext_lazy("another time, to be agreed"),
}


@register.filter
def moment_of(minute: int) -> datetime:
    """A minute of the engine as a moment here."""
    return timezone.make_aware(moments.datetime_of(minute))


@register.filter
def rule_words(rule: Rule) -> str:
    """Why somebody is out, in a few words."""
    return str(_RULES[rule])


@register.filter
def wish_words(wish: Relaxation) -> str:
    """What is let go, in a few words."""
    return str(_WISHES[wish])


@register.simple_tag
def near_words(near: NearMiss) -> str:
    """What stands between somebody and this question, and what would help."""
    sentence = str(_RULES[near.rule])
    if near.freed_by:
        return _("%(rule)s. Fits when: %(wishes)s.") % {
            "rule": sentence,
            "wishes": _(" or ").join(str(_WISHES[wish]) for wish in near.freed_by),
        }
    return sentence + "."


@register.simple_tag
def reason_words(item: Points) -> str:
    """One reason as a sentence with its numbers."""
    values: dict[str, Any] = dict(item.values)
    match item.reason:
        case Reason.LANGUAGE_DIRECT:
            return _("Speaks %(language)s: %(level)s") % _spoken(values, "used")
        case Reason.LANGUAGE_OPEN:
            return _("Speaks %(language)s, a kind of %(asked)s: %(level)s") % _spoken(values, "used")
        case Reason.LANGUAGE_FALLBACK:
            return _(
                "Speaks %(language)s, not %(asked)s; people mostly understand each other. Check it first"
            ) % _spoken(values, "used")
        case Reason.LANGUAGE_ACCEPTED:
            return _("In a language the newcomer said is fine too")
        case Reason.LANGUAGE_LEVEL:
            return _("Knows the language better than needed")
        case Reason.KNOWN:
            visits = int(values.get("visits", 1))
            return ngettext(
                "Helped this newcomer before, once", "Helped this newcomer before, %(visits)s times", visits
            ) % {"visits": visits}
        case Reason.TRAVEL:
            return _("%(minutes)s minutes of travel") % {"minutes": values.get("minutes", 0)}
        case Reason.TRAVEL_UNKNOWN:
            return _("Travel time is not known")
        case Reason.LAST_ASKED:
            weeks = int(values.get("weeks", -1))
            if weeks < 0:
                return _("Was never asked before")
            if weeks == 0:
                return _("Was asked this past week")
            return ngettext("Was asked %(weeks)s week ago", "Was asked %(weeks)s weeks ago", weeks) % {"weeks": weeks}
        case Reason.LOAD:
            return _("Week full for %(after)s percent with this visit") % {"after": values.get("after", 0)}
        case Reason.FIRST_WORK:
            return _("Had no visits for weeks")
        case Reason.TOPIC:
            return _("Knows this topic")
        case Reason.ROLE:
            return _("Does this role")
        case Reason.PREFERRED_GENDER:
            return _("Fits the wish for a man or a woman")
        case Reason.REST:
            visits = int(values.get("visits", 1))
            return ngettext(
                "Had a heavy visit shortly before", "Had %(visits)s heavy visits shortly before", visits
            ) % {"visits": visits}
        case Reason.REST_AFTER:
            return _("This visit is heavy, and another one begins soon after")
        case Reason.DUO:
            return _("Goes with somebody from a duo")
        case Reason.GOES_ALONG:
            return _("One of them goes along with somebody who knows the work")
        case Reason.TIME_TO_ARRANGE:
            return _("Gave no fixed hours: ask if this time is good")
        case Reason.WAIT:
            return _("Can come in %(days)s days") % {"days": values.get("days", 0)}
        case PlanReason.SERVE:
            return _("This question gets somebody")
        case PlanReason.URGENT:
            return _("The question is urgent")
        case PlanReason.WAITING:
            days = int(values.get("days", 0))
            return ngettext("Waits for %(days)s day", "Waits for %(days)s days", days) % {"days": days}
        case PlanReason.SWITCH:
            return _("One more person for this newcomer in the same week")


def _spoken(values: dict[str, Any], key: str) -> dict[str, str]:
    return {
        "language": variety_name(str(values.get(key, ""))),
        "asked": variety_name(str(values.get("asked", ""))),
        "level": str(_LEVELS.get(int(values.get("level", 0)), "")),
    }
