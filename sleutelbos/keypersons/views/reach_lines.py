"""How messages reach somebody, as the lines a page shows."""

from collections.abc import Collection, Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sleutelbos.notices import wording as notice_wording
from sleutelbos.notices.channels import push, sms
from sleutelbos.notices.models import Channel, Kind, Notice, Reader
from sleutelbos.notices.queries import confirmed_phone

from .. import wording
from ..models import KeyPerson

Line = dict[str, Any]
_ABOUT = {Kind.QUESTION: "vraag", Kind.APPOINTMENT: "afspraak", Kind.NEWS: "nieuws"}
_ICONS = {Kind.QUESTION: "question", Kind.APPOINTMENT: "calendar", Kind.NEWS: "megaphone"}


def sms_here() -> bool:
    """Whether this installation sends SMS."""
    return sms.available()


def push_key() -> str:
    """What a browser needs to subscribe; nothing where this installation sends no push."""
    return push.public_key() if push.available() else ""


def chosen_of(row: Reader | None, kind: str) -> list[str]:
    """The channels somebody chose for one kind; mail where nothing was chosen yet."""
    return list(row.channels.get(kind, [Channel.MAIL])) if row is not None else [Channel.MAIL.value]


def _names(ways: Collection[str]) -> str:
    names = [str(Channel(way).label) for way in Channel.values if way in ways]
    return wording.listed(names) if names else _("Nothing. It stands on your page.")


def clock_words(minute: int) -> str:
    """22:00"""
    return f"{minute // 60:02}:{minute % 60:02}"


def quiet_words(row: Reader) -> str:
    """The quiet hours as a sentence."""
    if not row.quiet:
        return _("Your phone may make a sound at any time.")
    return _("Quiet from %(start)s to %(end)s.") % {
        "start": clock_words(row.quiet_from),
        "end": clock_words(row.quiet_until),
    }


def overview(person: KeyPerson, row: Reader | None, usable: Collection[str]) -> list[Line]:
    """One line for every question about messages: words, icon, address and how it stands now."""
    state = row or Reader()
    lines: list[Line] = [
        {
            "text": kind.label,
            "icon": _ICONS[kind],
            "href": reverse("keypersons:choose-channels", args=[about]),
            "note": _names(chosen_of(row, kind)),
        }
        for kind, about in _ABOUT.items()
    ]
    if push.available():
        note = _("On") if "push" in usable else _("Off")
        lines.append(_line(_("Messages on this phone"), "smartphone", "show-browsers", note))
    if sms.available():
        phone = confirmed_phone(row)
        # A number runs from left to right, whatever the language beside it.
        note = f"\u2066{wording.phone_words(phone)}\u2069" if phone else _("Not yet. You need it for SMS.")
        lines.append(_line(_("My mobile number"), "phone", "change-number", note))
    note = person.email or _("Not yet")
    lines.append(_line(_("My e-mail address"), "mail", "change-own-person", note))
    if push.available() or sms.available():
        lines.append(_line(_("At night"), "moon", "change-quiet-hours", quiet_words(state)))
    lines.append(_line(_("How soon messages come"), "clock", "change-rhythm", state.get_rhythm_display()))
    return lines


def _line(text: str, icon: str, name: str, note: str) -> Line:
    return {"text": text, "icon": icon, "href": reverse(f"keypersons:{name}"), "note": note}


def channel_lines(row: Reader | None, chosen: Collection[str], usable: Collection[str]) -> list[Line]:
    """The three ways: on, off, or what is needed first."""
    first = {
        "push": (push.available(), _("First switch it on for your phone."), "show-browsers"),
        "sms": (sms.available(), _("First type your mobile number."), "change-number"),
        "mail": (True, _("First add your e-mail address."), "change-own-person"),
    }
    lines = []
    for channel in Channel:
        here, needed, name = first[channel.value]
        if not here:
            continue
        on = channel.value in chosen
        lines.append(
            {
                "way": channel.value,
                "text": channel.label,
                "icon": notice_wording.CHANNEL_ICONS[channel.value],
                "on": on,
                "note": (_("On. Tap to switch off.") if on else _("Off. Tap to switch on.")),
                "needed": "" if channel.value in usable else needed,
                "href": reverse(f"keypersons:{name}"),
            }
        )
    return lines


def quiet_lines(row: Reader) -> list[Line]:
    """The three answers about the night, with the present one marked."""
    now = "always" if not row.quiet else "urgent" if row.wake_for_urgent else "quiet"
    hours = {"start": clock_words(row.quiet_from), "end": clock_words(row.quiet_until)}
    answers = [
        ("quiet", _("No"), "moon", _("Quiet from %(start)s to %(end)s.") % hours),
        ("urgent", _("Only when it cannot wait"), "bell", _("A question that needs an answer within half a day.")),
        ("always", _("Yes, always"), "volume-2", _("Your phone may make a sound at any time.")),
    ]
    return [
        {"value": value, "text": text, "icon": icon, "note": note, "now": value == now}
        for value, text, icon, note in answers
    ]


def rhythm_lines(now: str) -> list[Line]:
    """At once, once a day, once a week, with the present one marked."""
    answers = [
        (Reader.Rhythm.NOW, "send", _("Every message by itself.")),
        (Reader.Rhythm.DAY, "sun", _("One message at 8 o'clock with everything.")),
        (Reader.Rhythm.WEEK, "calendar", _("One message on Monday at 8 o'clock with everything.")),
    ]
    return [
        {"value": rhythm.value, "text": rhythm.label, "icon": icon, "note": note, "now": rhythm.value == now}
        for rhythm, icon, note in answers
    ]


def message_line(notice: Notice) -> Line:
    """One message by one channel: what about, when, how it ended, and what can be done; not what it said."""
    said, do = ("", "")
    if notice.reason and notice.state in {"failed", "cancelled"}:
        said, do = notice_wording.reason(notice.reason)
    elif notice.reason and notice.state == "queued":
        said = _("It did not work yet. We try again.")
    return {
        "about": notice.get_kind_display(),
        "at": notice.delivered_at or notice.sent_at or notice.created_at,
        "channel": notice.get_channel_display(),
        "icon": notice_wording.CHANNEL_ICONS[notice.channel],
        "state": notice.get_state_display(),
        "tone": notice_wording.STATE_TONES[notice.state],
        "said": said,
        "do": do if notice.state == "failed" else "",
    }


def person_id(notice: Notice) -> int | None:
    """The key person a message was for, if it was for one."""
    kind, _colon, number = notice.reader.partition(":")
    return int(number) if kind == "keyperson" and number.isdigit() else None


def person_ids(rows: Iterable[Notice]) -> list[int]:
    """Those of many."""
    return [number for number in map(person_id, rows) if number is not None]
