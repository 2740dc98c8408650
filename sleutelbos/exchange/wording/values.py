"""What was understood of a cell, as a person reads it back."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, Literal

from babel.dates import format_date, get_day_names
from babel.lists import format_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sleutelbos.bridging.models import Request
from sleutelbos.keypersons.languages import variety_name
from sleutelbos.keypersons.models import Engagement, KeyPerson, SpokenLanguage
from sleutelbos.ui.errors import LazyText
from sleutelbos.ui.templatetags.ui.moments import page_locale

_LEVELS: Final = dict(SpokenLanguage.LEVELS)

_FIELDS: Final[dict[str, LazyText]] = {
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Family name"),
    "full_name": gettext_lazy("Whole name"),
    "infix": gettext_lazy("Part between the names"),
    "gender": gettext_lazy("Man or woman"),
    "languages": gettext_lazy("Languages"),
    "place": gettext_lazy("Place"),
    "postcode": gettext_lazy("Postcode"),
    "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("E-mail"),
    "topics": gettext_lazy("Topics"),
    "availability": gettext_lazy("When"),
    "vog": gettext_lazy("VOG seen"),
    "training": gettext_lazy("Training"),
    "agreement": gettext_lazy("Agreement"),
    "confidentiality": gettext_lazy("Promise to keep secrets"),
    "code_of_conduct": gettext_lazy("Code of conduct"),
    "insurance": gettext_lazy("Insurance"),
    "form": gettext_lazy("Works as"),
    "organisation": gettext_lazy("Organisation"),
    "since": gettext_lazy("Since"),
    "travel": gettext_lazy("Travel"),
    "remarks": gettext_lazy("Remarks"),
    "state": gettext_lazy("Stage"),
    "received": gettext_lazy("Came in on"),
    "requester": gettext_lazy("Who asks"),
    "contact": gettext_lazy("Contact"),
    "question": gettext_lazy("Question"),
    "language": gettext_lazy("Language"),
    "wish": gettext_lazy("Wish"),
    "when": gettext_lazy("When"),
    "asked_who": gettext_lazy("Who was asked"),
    "status": gettext_lazy("Status"),
    "hours": gettext_lazy("Hours"),
    "row": gettext_lazy("The whole row"),
    "day_0": gettext_lazy("Monday"),
    "day_1": gettext_lazy("Tuesday"),
    "day_2": gettext_lazy("Wednesday"),
    "day_3": gettext_lazy("Thursday"),
    "day_4": gettext_lazy("Friday"),
    "day_5": gettext_lazy("Saturday"),
    "day_6": gettext_lazy("Sunday"),
}
_READINESS: Final[dict[str, LazyText]] = {
    "yes": gettext_lazy("yes, but no date"),
    "no": gettext_lazy("not yet"),
    "not_needed": gettext_lazy("not needed"),
    "requested": gettext_lazy("asked for"),
    "expired": gettext_lazy("over"),
    "to_follow": gettext_lazy("still to come"),
}
STATUSES: Final[dict[str, LazyText]] = {
    "open": gettext_lazy("Still open"),
    "planned": gettext_lazy("Planned"),
    "done": gettext_lazy("Finished"),
    "unmet": gettext_lazy("Nobody could help"),
    "cancelled": gettext_lazy("Cancelled"),
    "redirected": gettext_lazy("To an interpreter or professional"),
}


def field_label(name: str) -> str:
    """What a field is called; an unknown one comes back as it is."""
    return str(_FIELDS.get(name, name))


def value_text(name: str, value: Any, topics: Mapping[str, str]) -> str:
    """The value of a field in words; "" where there is none. `topics` are the names of topics by code."""
    if value in (None, "", [], {}):
        return ""
    if name == "topics":
        return listed(topics.get(code, code) for code in value)
    if name == "question":
        kind = str(Request.Kind(value["kind"]).label) if value["kind"] else "?"
        return f"{kind} · {topics.get(value['topic'], value['topic'] or '?')}"
    words = _WORDS.get(name)
    return words(value) if words else str(value)


def listed(words: Iterable[str]) -> str:
    """Words joined as the page's language does: "a, b and c"."""
    return str(format_list([str(word) for word in words], locale=page_locale()))


def day_names(width: Literal["wide", "abbreviated"] = "wide") -> list[str]:
    """The days of the week in the page's language, Monday first."""
    names = get_day_names(width, locale=page_locale())
    return [names[day] for day in range(7)]


def clock(minute: int) -> str:
    """Minutes from midnight as 9:30."""
    return f"{minute // 60}:{minute % 60:02d}"


def day_text(on: str, precision: str = "day") -> str:
    """An ISO day with the precision it has: "6 mei 2025", "mei 2025", "2025"."""
    pattern = {"day": "d MMM y", "month": "LLLL y", "year": "y"}[precision or "day"]
    return str(format_date(date.fromisoformat(on), pattern, locale=page_locale()))


def levels_text(one: dict[str, Any]) -> str:
    """How well, of one language: "as a mother tongue", or per way of using it when they differ."""
    speaking, understanding = one["speaking"], one["understanding"]
    if speaking == understanding:
        return str(_LEVELS[speaking])
    if not speaking:
        return _("understands: %(level)s") % {"level": _LEVELS[understanding]}
    return _("speaks: %(one)s, understands: %(other)s") % {
        "one": _LEVELS[speaking],
        "other": _LEVELS[understanding],
    }


def _languages(value: list[dict[str, Any]]) -> str:
    return "; ".join(f"{variety_name(one['variety'])} ({levels_text(one)})" for one in value)


def _week(value: dict[str, Any]) -> str:
    if value.get("flexible"):
        return _("every time can be asked")
    names = day_names("abbreviated")
    hours: dict[str, list[int]] = {}
    for day, start, end in value.get("blocks", []):
        hours.setdefault(f"{clock(start)}-{clock(end)}", []).append(day)
    return "; ".join(f"{', '.join(names[day] for day in days)} {span}" for span, days in hours.items())


def _home(value: dict[str, str]) -> str:
    return " ".join(part for part in (value.get("postcode", ""), value.get("place", "")) if part)


def _where(value: dict[str, Any]) -> str:
    if "where" not in value:
        return _home(value)
    return value["place"] if value["where"] == "place" else str(Request.Where(value["where"]).label)


def _phone(value: dict[str, Any]) -> str:
    return f"{value['number']} (WhatsApp)" if value.get("whatsapp") else str(value["number"])


def _readiness(value: dict[str, str]) -> str:
    if value["status"] == "seen":
        return day_text(value["on"], value["precision"])
    return str(_READINESS[value["status"]])


def _form(value: dict[str, Any]) -> str:
    label = str(Engagement.Form(value["form"]).label)
    hours = value.get("hours_per_week")
    # Not within the f-string: xgettext finds no words there.
    weekly = _("hours a week")
    return f"{label}, {hours:g} {weekly}" if hours else label


def _remarks(value: dict[str, Any]) -> str:
    said = [proposal_text(one) for one in value.get("proposals", [])]
    if value.get("note"):
        said.append(_("note: %(text)s") % {"text": value["note"]})
    return "; ".join(said)


def proposal_text(one: dict[str, Any]) -> str:
    """What a remark leads to, in words."""
    do = one["do"]
    if do == "wish":
        return _("does not want questions of this kind of organisation")
    if do == "not_in_own_place":
        return _("not in the own place")
    if do == "travel":
        return str(KeyPerson.Travel(one["means"]).label)
    if do == "language":
        return f"{variety_name(one['variety'])} ({_LEVELS[one['level']]})"
    if do == "pause":
        return _("pause until %(day)s") % {"day": day_text(one["until"])}
    if do == "state":
        return str(KeyPerson.State(one["state"]).label)
    if do == "less":
        return _("at most one visit a week")
    return _("nothing changes")


def _wish(value: dict[str, Any]) -> str:
    said = []
    if value["gender"]:
        said.append(
            {
                ("woman", True): _("must be a woman"),
                ("woman", False): _("a woman if possible"),
                ("man", True): _("must be a man"),
                ("man", False): _("a man if possible"),
            }[(value["gender"], value["required"])]
        )
    if value["not_from_own_place"]:
        said.append(_("not from the same place"))
    if value["same_person"]:
        said.append(_("the same person as before"))
    return ", ".join(said)


def _when(value: dict[str, Any]) -> str:
    if value["kind"] == "asap":
        return _("as soon as possible")
    days = day_text(value["first_day"])
    if value["last_day"] != value["first_day"]:
        days = f"{days} - {day_text(value['last_day'])}"
    if value["start"] is None:
        return days
    return f"{days}, {clock(value['start'])}" + (f"-{clock(value['end'])}" if value["end"] is not None else "")


def _who(value: dict[str, Any]) -> str:
    if value["said"] == "nobody":
        return _("nobody found")
    if value["said"] == "message":
        return _("a message to the group")
    return ngettext("one person", "%(count)d people", len(value["people"])) % {"count": len(value["people"])}


def _travel(value: Any) -> str:
    if isinstance(value, str):
        return str(KeyPerson.Travel(value).label)
    said = []
    if value["km"] or not value["cents"]:
        said.append(f"{value['km']:g} km")
    if value["cents"]:
        said.append(f"€ {value['cents'] / 100:.2f}".replace(".", ","))
    return " + ".join(said)


def _contact(value: dict[str, str]) -> str:
    return " ".join(value[name] for name in ("name", "email", "phone") if value.get(name))


def _minutes(value: int) -> str:
    return f"{value // 60}:{value % 60:02d}"


_WORDS: Final[dict[str, Callable[[Any], str]]] = {
    "full_name": lambda value: f"{value['first_name']} {value['last_name']}".strip(),
    "gender": lambda value: str(KeyPerson.Gender(value).label),
    "languages": _languages,
    "place": _where,
    "postcode": _home,
    "phone": _phone,
    "availability": _week,
    **dict.fromkeys(("vog", "training", "agreement", "confidentiality", "code_of_conduct", "insurance"), _readiness),
    "form": _form,
    "organisation": lambda value: str(value["name"]),
    "since": lambda value: day_text(value["on"], value["precision"]),
    "travel": _travel,
    "remarks": _remarks,
    "state": lambda value: str(KeyPerson.State(value).label),
    "received": lambda value: day_text(value["on"], value["precision"]),
    "requester": lambda value: str(value["name"]),
    "contact": _contact,
    "language": lambda value: variety_name(value["variety"]),
    "wish": _wish,
    "when": _when,
    "asked_who": _who,
    "status": lambda value: str(STATUSES[value]),
    "hours": _minutes,
}
