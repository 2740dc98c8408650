"""What stands on the paper card, in the newcomer's language and in Dutch."""

from io import BytesIO
from typing import Any

import segno
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from sleutelbos.guidance import queries as guidance
from sleutelbos.keypersons.wording import phone_words

from . import rules
from .models import Newcomer


def card_languages(newcomer: Newcomer) -> list[str]:
    """The languages of the card's sides: the newcomer's, and Dutch so that who hands it over can read what it says."""
    language = newcomer.page_language or rules.page_language(newcomer.language) or "nl"
    return [language] if language == "nl" else [language, "nl"]


def qr_svg(address: str) -> str:
    """The QR of an address as SVG."""
    image = BytesIO()
    segno.make(address, error="m").save(image, kind="svg", scale=4, border=2, xmldecl=False)
    return image.getvalue().decode()


def card_words(newcomer: Newcomer, *, address: str) -> dict[str, Any]:
    """The values of the card: what help this is, the code and its QR, how to stop. No name stands there."""
    region = newcomer.region
    sides = []
    for code in card_languages(newcomer):
        card = guidance.role_card_text(code, role_name=region.role_name)
        with translation.override(code):
            sides.append(
                {
                    "lang": code,
                    "rtl": bool(get_language_info(code)["bidi"]),
                    "title": _("Somebody wants to help you"),
                    "lines": [str(line) for line in card.get("agreements", [])[:3]],
                    "qr_words": _("QR code: opens your own page"),
                    "stop": _("Somebody else, or stop? Open this page, or tell it to the one who gave you the card."),
                }
            )
    with translation.override(card_languages(newcomer)[0]):
        title = _("Somebody wants to help you")
    return {
        "title": title,
        "sides": sides,
        "qr": qr_svg(address),
        "code": newcomer.code,
        "address": address,
        "region": region.name,
        "phone": phone_words(region.coordinator_phone),
    }
