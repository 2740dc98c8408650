"""What a newcomer wishes, as a request log writes it: "liefst vrouw", "niet uit zelfde dorp"."""

import re

from sleutelbos.exchange.reading.asking import NOTHING, Asker, Certainty, Json, Understood, settle
from sleutelbos.exchange.reading.values.words import plain, says_nothing


def wish(text: str, asker: Asker) -> Understood:
    """{"gender": "" | "woman" | "man", "required", "not_from_own_place", "same_person": bool}.

    "vrouw" without "liefst" is a demand. What is left over is asked about: a wish has no reason, so words that read
    like one are not kept.
    """
    raw = text.strip()
    if says_nothing(raw):
        return NOTHING
    said = plain(raw)
    soft = re.search(r"\b(?:liefst|liever|graag|bij voorkeur|voorkeur|evt|eventueel|prefer\w*)\b", said) is not None
    woman = re.search(r"\b(?:vrouw\w*|female|woman|v)\b", said) is not None
    man = re.search(r"\b(?:man|mannen|mannelijk\w*|male|m)\b", said) is not None
    refused = re.search(r"\b(?:geen|niet|no|not)\b[^,;]{0,12}\b(man|mannen|vrouw|vrouwen|woman)\b", said)
    value: dict[str, Json] = {
        "gender": "",
        "required": False,
        "not_from_own_place": False,
        "same_person": False,
    }
    rest = said
    if refused:
        value["gender"] = "woman" if refused[1].startswith("man") else "man"
        value["required"] = not soft or said.startswith(("geen", "niet"))
        rest = rest.replace(refused[0], " ")
    elif woman != man:
        value["gender"] = "woman" if woman else "man"
        value["required"] = not soft
    elif woman and man:
        asker.ask("wish-unclear", f"wish:unclear:{said}", [], words=raw)
    place = (
        r"\b(?:niet|not)\b[^,;]{0,12}\b(?:zelfde|eigen|same)?\s*(?:dorp|plaats|stad|woonplaats|gemeente|town|village)\b"
    )
    if re.search(place, said):
        value["not_from_own_place"] = True
        rest = re.sub(place, " ", rest)
    same = r"\b(?:zelfde|same|vaste|weer)\b[^,;]{0,10}\b(?:persoon|sleutelpersoon|person|als vorige keer)\b[^,;]*"
    if re.search(same, said):
        value["same_person"] = True
        rest = re.sub(same, " ", rest)
    rest = re.sub(
        r"\b(?:liefst|liever|graag|bij voorkeur|voorkeur|een|eventueel|evt|vrouw\w*|man|mannen|mannelijk\w*|female|male"
        r"|woman|v|m|alleen|uit|als vorige keer|geen voorkeur|maakt niet uit|prefer\w*|a|voor)\b|[^\w']",
        " ",
        rest,
    )
    rest = " ".join(rest.split())
    if rest:
        asker.ask("wish-left-over", f"wish:left-over:{rest}", [], words=rest)
    if not any(bool(one) for one in value.values()):
        return settle(None, raw, Certainty.UNSURE, asker)
    return settle(dict(value), raw, Certainty.SURE, asker)


def looks_like_wish(text: str) -> bool:
    """Whether a text reads like a wish about who comes; for recognising a column by its content."""
    found = wish(text, Asker())
    return found.value is not None and not found.questions
