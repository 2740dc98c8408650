"""In which form somebody works: "vrijwilliger", "vrijw + vergoeding", "betaald 12u", "in dienst welzijn", "ZZP"."""

import re
from typing import Final

from sleutelbos.exchange.reading.asking import NOTHING, Asker, Certainty, Json, Understood, settle
from sleutelbos.exchange.reading.values.words import plain, says_nothing

FORMS: Final = ("volunteer", "volunteer_fee", "employed", "hired", "via_welfare")
_HOURS: Final = re.compile(r"(\d{1,2}(?:[.,]\d)?)\s*(?:u(?:ur|ren)?|h|hrs?)\b\.?")


def form(text: str, asker: Asker) -> Understood:
    """{"form": one of FORMS, "hours_per_week": 12 or None}; "betaald" can be two forms and is asked."""
    raw = text.strip()
    if says_nothing(raw):
        return NOTHING
    said = plain(raw)
    hours = _HOURS.search(said)
    found = _form(said)
    if found is None:
        paid = re.search(r"betaald|paid|contract|salaris", said) is not None
        options = ("employed", "hired", "via_welfare") if paid else FORMS
        key = "form:paid" if paid else f"form:unclear:{said}"
        answer = asker.ask("form-paid" if paid else "form-unclear", key, options, words=raw)
        if answer not in options:
            return settle(None, raw, Certainty.UNSURE, asker)
        found = answer
    week = float(hours[1].replace(",", ".")) if hours else None
    value: Json = {"form": found, "hours_per_week": week if week and week <= 60 else None}
    return settle(value, raw, Certainty.SURE, asker)


def looks_like_form(text: str) -> bool:
    """Whether a text names a form of working; for recognising a column by its content."""
    said = plain(text)
    return _form(said) is not None or re.search(r"^(?:on)?betaald\b", said) is not None


def _form(said: str) -> str | None:
    volunteer = re.search(r"vrijw|volunteer|onbetaald|\bvw\b", said)
    fee = re.search(r"vergoeding|\bfee\b|\bverg\b", said)
    if volunteer:
        without = re.search(r"(?:zonder|geen|no)\s+(?:vergoeding|fee)", said)
        return "volunteer_fee" if fee and not without else "volunteer"
    if fee and re.search(r"vrijwilligers|onkosten", said):
        return "volunteer_fee"
    if re.search(r"\bzzp\b|\bzzp'?er\b|ingehuurd|inhuur|freelance|eigen bedrijf|self-employed|hired|factuur", said):
        return "hired"
    if re.search(r"welzijn|welfare", said):
        return "via_welfare"
    if re.search(r"in dienst|loondienst|dienstverband|werknemer|medewerker|employed|payroll|vast contract", said):
        return "employed"
    return None
