"""Codes of this app in plain words, and the few sentences that may stand in a push message or an SMS."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

# All that leaves the house by push or SMS besides a link and a code: no name, no place, no time.
SHORT: Final[dict[str, str | Promise]] = {
    "question": _("New question. Open Sleutelbos."),
    "appointment": _("News about an appointment. Open Sleutelbos."),
    "news": _("There is news for you. Open Sleutelbos."),
    "test": _("This is a test. It works."),
}

# Why a message did not arrive, and what somebody can do about it.
REASONS: Final[dict[str, tuple[str | Promise, str | Promise]]] = {
    "address-unknown": (
        _("This e-mail address does not exist."),
        _("Call and ask for the right address. Change it in the profile."),
    ),
    "mail-refused": (
        _("The mail server of this person refused the message."),
        _("Call. Ask whether the mail is in the spam folder, or for another address."),
    ),
    "number-wrong": (
        _("This phone number cannot get an SMS."),
        _("Ask for the right mobile number. The person types it under “Messages” in the own profile."),
    ),
    "phone-off": (
        _("The phone was off or full for a long time."),
        _("Call, or wait for an answer by mail."),
    ),
    "push-gone": (
        _("This phone does not take messages any more."),
        _("Ask the person to switch them on again, under “Messages” in the own profile."),
    ),
    "no-number": (
        _("There is no confirmed phone number any more."),
        _("Ask the person to type the number again, under “Messages” in the own profile."),
    ),
    "no-answer": (
        _("The company that brings our messages did not answer. We tried eight times."),
        _("Call if it cannot wait. Tell the functional administrator."),
    ),
    "provider": (
        _("The company that brings our messages had a fault."),
        _("Call if it cannot wait. Tell the functional administrator."),
    ),
    "setup": (
        _("Sending is not set up right in this installation."),
        _("Tell the functional administrator."),
    ),
    "too-late": (_("It was too late: the question had ended."), ""),
}
STATE_TONES: Final = {
    "queued": "info",
    "sending": "info",
    "sent": "good",
    "delivered": "good",
    "failed": "bad",
    "cancelled": "neutral",
    "merged": "neutral",
}
CHANNEL_ICONS: Final = {"push": "smartphone", "sms": "message-circle", "mail": "mail"}


def short(kind: str) -> str:
    """The one sentence of a push message or an SMS, in the active language."""
    return str(SHORT.get(kind, SHORT["news"]))


def short_digest(count: int) -> str:
    """The same for the one message of the day or week."""
    return ngettext("%(count)d message. Open Sleutelbos.", "%(count)d messages. Open Sleutelbos.", count) % {
        "count": count
    }


def reason(code: str) -> tuple[str, str]:
    """What happened and what to do; an unknown code says that sending failed."""
    said, do = REASONS.get(code, REASONS["provider"])
    return str(said), str(do)
