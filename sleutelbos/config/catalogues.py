"""Which words of the product each language must have: every word, what people on a phone see, or the light pages.

A word belongs to a level when one of the files it stands in does. The light pages are found by what they extend; the
pages of key persons by the list below, which a test holds against the list of who may open which address.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from .languages import Filled

PACKAGE = Path(__file__).resolve().parents[1]
LOCALE = PACKAGE / "locale"

# What key persons see beside the light pages, newcomers and people with a link included. Paths below the package.
PEOPLE = (
    # frame, refusals, dates
    "ui/*.py",
    "ui/templates/*",
    "config/context.py",
    "config/navigation.py",
    "config/wsgi.py",
    "config/templates/*",
    # signing in and the own account
    "accounts/access.py",
    "accounts/adapters.py",
    "accounts/forms/own.py",
    "accounts/models.py",
    "accounts/templates/account/*",
    "accounts/templates/accounts/c*_own_account.html",
    "accounts/templates/accounts/choose_role.html",
    "accounts/templates/accounts/demo_sign_in.html",
    "accounts/templates/accounts/explain_accounts.html",
    "accounts/templates/accounts/list_sessions.html",
    "accounts/templates/accounts/mail/factors_forgotten.txt",
    "accounts/templates/accounts/require_second_factor.html",
    "accounts/templates/accounts/show_own_*",
    "accounts/templates/mfa/*",
    "accounts/templates/socialaccount/*",
    "accounts/views/account.py",
    "accounts/views/roles.py",
    "accounts/views/sign_in.py",
    # who saw or changed the own data
    "accounts/views/trail.py",
    "audit/own_verbs.py",
    # the own profile
    "keypersons/access.py",
    "keypersons/forms/conflicts.py",
    "keypersons/forms/person.py",
    "keypersons/forms/spoken.py",
    "keypersons/forms/times.py",
    "keypersons/forms/versioned.py",
    "keypersons/models.py",
    "keypersons/services/*",
    "keypersons/templates/keypersons/change_*",
    "keypersons/templates/keypersons/choose_channels.html",
    "keypersons/templates/keypersons/confirm_number.html",
    "keypersons/templates/keypersons/less_time.html",
    "keypersons/templates/keypersons/only_for_now.html",
    "keypersons/templates/keypersons/reach.html",
    "keypersons/templates/keypersons/show_browsers.html",
    "keypersons/templates/keypersons/engagement.html",
    "keypersons/templates/keypersons/exception.html",
    "keypersons/templates/keypersons/mail/ends_soon.txt",
    "keypersons/templates/keypersons/mail/invitation.txt",
    "keypersons/templates/keypersons/own_*",
    "keypersons/templates/keypersons/pause.html",
    "keypersons/templates/keypersons/subject.html",
    "keypersons/views/frame.py",
    "keypersons/views/lines.py",
    "keypersons/views/own.py",
    "keypersons/forms/reach.py",
    "keypersons/views/reach.py",
    "keypersons/views/reach_lines.py",
    "keypersons/views/subjects.py",
    "keypersons/wording.py",
    # questions, appointments, logs
    "bridging/forms/answering.py",
    "bridging/forms/asking.py",
    "bridging/forms/moments.py",
    "bridging/forms/newcomer.py",
    "bridging/forms/record.py",
    "bridging/forms/typed.py",
    "bridging/models/record.py",
    "bridging/models/requests.py",
    "bridging/models/visits.py",
    "bridging/services/logs.py",
    "bridging/services/offers.py",
    "bridging/services/visits.py",
    "bridging/templates/bridging/mail/*_key_person.txt",
    "bridging/templates/bridging/mail/_end.txt",
    "bridging/templates/bridging/mail/letter_to_agree.txt",
    "bridging/templates/bridging/mail/log_please.txt",
    "bridging/templates/bridging/mail/new_links.txt",
    "bridging/templates/bridging/mail/newcomer_*",
    "bridging/templates/bridging/mail/offer*",
    "bridging/templates/bridging/mail/whatsapp_offer.txt",
    "bridging/templates/bridging/show_own_*",
    "bridging/views/answering.py",
    "bridging/views/asking.py",
    "bridging/templates/bridging/ask_letter.html",
    "bridging/templates/bridging/list_handovers.html",
    "bridging/templates/bridging/say_goodbye.html",
    "bridging/templates/bridging/show_record.html",
    "bridging/newcomer_wording.py",
    "bridging/record_wording.py",
    "bridging/services/newcomer.py",
    "bridging/services/record.py",
    "bridging/views/newcomer*",
    "bridging/views/own_work.py",
    "bridging/views/record.py",
    "bridging/views/telling.py",
    "bridging/wording.py",
    "newcomers/*",
    # the own hours
    "allowances/templates/allowances/show_own_*",
    # the own calendar, the phone, reading along with letters
    "exchange/templates/exchange/list_feeds.html",
    "exchange/views/feeds.py",
    "exchange/wording/feeds.py",
    "pocket/*",
    "letters/templates/letters/list_own_readings.html",
    "letters/services/reading.py",
    "letters/services/speaking.py",
    "letters/templates/letters/mail/invite.txt",
    "letters/templates/letters/mail/told.txt",
    "letters/templates/letters/waiting.html",
    "letters/views/speaking.py",
    "ui/sound.py",
    "ui/templates/ui/recorder.html",
    "letters/views/reading.py",
    "letters/forms/reading.py",
    "letters/reader_wording.py",
    # signals
    "signals/forms/telling.py",
    "signals/models/absences.py",
    "signals/models/contacts.py",
    "signals/templates/signals/mail/please_call.txt",
    "signals/templates/signals/calls.html",
    "signals/views/calls.py",
    "signals/templates/signals/answers.html",
    "signals/templates/signals/choose_theme.html",
    "signals/templates/signals/list_own_signals.html",
    "signals/templates/signals/mail/answer.txt",
    "signals/templates/signals/own_answer.html",
    "signals/templates/signals/send_signal.html",
    "signals/templates/signals/signal_told.html",
    "signals/views/telling.py",
    "signals/wording/people.py",
    # the own words in a publication
    "insights/forms/own_quotes.py",
    "insights/templates/insights/figure_choice.html",
    "insights/templates/insights/show_load.html",
    "insights/templates/insights/mail/quotes.txt",
    # being told, the group, what to know
    "notices/*",
    "community/*",
    "guidance/templates/guidance/*role_card*",
    "guidance/templates/guidance/guide.html",
    "guidance/templates/guidance/guide_ask_person.html",
    "guidance/templates/guidance/guide_body.html",
    "guidance/templates/guidance/guide_list.html",
    "guidance/models.py",
)
# Words in these stand on pages of other people only.
OTHERS = (
    "ui/styleguide.py",
    "ui/templates/ui/styleguide*",
    "ui/theme.py",
    "ui/spreadsheet.py",
    "ui/templates/ui/filters.html",
)

_PARENTS = re.compile(r"\{% *extends +([^%]+)%\}")
_PARTS = re.compile(r"""\{% *include +["']([^"']+)["']""")
_NAMES = re.compile(r"""["',]([^"',]+\.html)(?=["',])""")


def read_catalogue(code: str, folder: Path = LOCALE) -> Catalog:
    """One catalogue, refusing what gettext would refuse."""
    with (folder / code / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """Singular and plural, or the one text."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def is_empty(message: Message) -> bool:
    """Whether a form of this entry has no translation."""
    return not all(forms(message.string))


@cache
def light_templates() -> frozenset[str]:
    """Templates that make up the pages for people without an account: from the base page down, with their parts."""
    templates = {str(path).split("/templates/", 1)[1]: path for path in PACKAGE.glob("*/templates/**/*.html")}
    parents = {
        name: {parent for found in _PARENTS.findall(path.read_text("utf-8")) for parent in _NAMES.findall(found)}
        for name, path in templates.items()
    }
    light = {"ui/light.html"}
    while grown := {name for name, above in parents.items() if above & light} - light:
        light |= grown
    light -= {name for name in light if "styleguide" in name}
    light |= parents["ui/light.html"]
    while parts := {part for name in light for part in _PARTS.findall(templates[name].read_text("utf-8"))} - light:
        light |= parts
    return frozenset(str(templates[name].relative_to(PACKAGE)) for name in light)


def belongs(place: str, level: Filled) -> bool:
    """Whether the words of a file, as a path below the package, must be there at this level."""
    if level in {"all", "none"}:
        return level == "all"
    if place in light_templates():
        return True
    if level == "light" or any(fnmatchcase(place, pattern) for pattern in OTHERS):
        return False
    return any(fnmatchcase(place, pattern) for pattern in PEOPLE)


def required(catalogue: Catalog, level: Filled) -> Iterator[Message]:
    """The entries of a catalogue that must be filled at this level."""
    for message in catalogue:
        if message.id and any(belongs(place, level) for place, _ in message.locations):
            yield message


def missing(code: str, level: Filled, folder: Path = LOCALE) -> list[Message]:
    """The entries a language lacks at this level."""
    return [message for message in required(read_catalogue(code, folder), level) if is_empty(message)]
