"""The fields a column can be, and the headings people give them, in Dutch and English."""

import re
from functools import cache, lru_cache
from typing import Final

from sleutelbos.exchange.reading.values import language_names
from sleutelbos.exchange.reading.values.words import letters, likeness

PEOPLE: Final = "people"
REQUESTS: Final = "requests"
IGNORED: Final = ""  # nothing is read from this column
REFUSED: Final = "refused"  # a column the product never keeps: BSN, IBAN, religion

_DAY_WORDS: Final = (
    "ma|maandag|mon|monday",
    "di|dinsdag|tue|tuesday",
    "wo|woe|woensdag|wed|wednesday",
    "do|donderdag|thu|thursday",
    "vr|vrij|vrijdag|fri|friday",
    "za|zaterdag|sat|saturday",
    "zo|zondag|sun|sunday",
)

_PEOPLE_HEADINGS: Final[dict[str, str]] = {
    "first_name": "voornaam|roepnaam|voornamen|vnaam|first name|given name|forename|firstname",
    "last_name": "achternaam|familienaam|anaam|last name|surname|family name|lastname",
    "full_name": "naam|sleutelpersoon|naam sleutelpersoon|volledige naam|name|full name|vrijwilliger naam|wie"
    "|achternaam voornaam|naam voornaam|key person|persoon|voor en achternaam",
    "infix": "tussenvoegsel|tussenv|tv|tussenvoegsels|infix|voorvoegsel",
    "gender": "m v|mv|m v x|geslacht|gender|sexe|sekse|man vrouw|sex|m f|v m",
    "languages": "talen|taal|gesproken talen|spreekt|languages|language|taalvaardigheid|moedertaal|talen niveau"
    "|welke talen|spoken languages|taal talen|moedertaal en andere talen|languages spoken|overige talen|andere talen",
    "place": "woonplaats|plaats|wpl|stad|dorp|gemeente woonplaats|city|town|place|residence|woonachtig|postcode plaats"
    "|postcode en plaats|pc plaats|pc woonplaats|postcode woonplaats|adres|woont in|lives in",
    "postcode": "postcode|pc|postal code|zip|zipcode|post code",
    "phone": "telefoon|tel|telefoonnummer|tel nr|telnr|mobiel|mobiele nummer|06|06 nummer|gsm|phone|mobile"
    "|phone number|telephone|nummer|telefoon mobiel|whatsapp|app nummer|contactnummer",
    "email": "e mail|email|mail|mailadres|e mailadres|emailadres|e mail adres|email address",
    "topics": "themas|thema s|thema|onderwerpen|onderwerp|topics|expertise|deskundigheid|kennis|specialisatie"
    "|gebieden|aandachtsgebieden|inzetbaar voor|kan helpen bij|subjects|themes",
    "availability": "beschikbaar|beschikbaarheid|wanneer|tijden|dagen|availability|available|inzetbaar|werkdagen"
    "|beschikbare dagen|dagdelen|wanneer beschikbaar",
    "vog": "vog|vog gezien|vog datum|vog d d|verklaring omtrent het gedrag|verklaring omtrent gedrag"
    "|certificate of conduct|vog aanwezig|vog afgegeven",
    "training": "training|training pharos|opleiding|cursus|basistraining|pharos|basiscursus|getraind|trained|scholing"
    "|training gevolgd|training sleutelpersoon|certificaat|trained on|opleiding pharos",
    "agreement": "overeenkomst|vrijwilligersovereenkomst|vwo|contract getekend|agreement|contract",
    "confidentiality": "geheimhouding|geheimhoudingsverklaring|confidentiality|privacyverklaring|nda",
    "code_of_conduct": "gedragscode|code of conduct|gedragsregels",
    "insurance": "verzekering|verzekerd|insurance",
    "form": "vorm|dienstverband|soort inzet|type|betaald|engagement|contractvorm|vorm inzet|aanstelling"
    "|vrijwillig betaald"
    "|betaald vrijwillig|statuut|employment|inzetvorm|soort",
    "organisation": "organisatie|werkgever|via|organisation|employer|contractpartij|bij organisatie|in dienst bij",
    "since": "sinds|startdatum|start|vanaf|begindatum|actief sinds|since|start date|datum start",
    "travel": "vervoer|vervoermiddel|reist met|transport|travel|reizen",
    "remarks": "opmerkingen|opmerking|bijzonderheden|notitie|notities|aantekeningen|toelichting|remarks|notes|comments"
    "|overig|extra|let op|bijz|opm",
    "state": "status|actief|fase|state|active|stand van zaken",
}

_REQUEST_HEADINGS: Final[dict[str, str]] = {
    "received": "datum binnen|datum aanvraag|aanvraagdatum|binnengekomen|datum|ontvangen|datum ontvangst|date received"
    "|received|datum melding|ingediend|aangevraagd op|date|datum vraag|binnen",
    "requester": "aanvrager|organisatie|instelling|requester|organisation|klant|opdrachtgever|verwijzer"
    "|aangevraagd door"
    "|organisatie aanvrager|wie vraagt|requested by|school instelling",
    "contact": "contact|contactgegevens|contactpersoon|contact details|bereikbaar|telefoon|e mail|email|tel|mail"
    "|contact aanvrager|contactinfo|phone",
    "question": "vraag|hulpvraag|omschrijving|waarvoor|verzoek|question|request|onderwerp|wat|aanvraag"
    "|toelichting vraag"
    "|casus|probleem|soort vraag|reden|description",
    "language": "taal|talen|language|gewenste taal|taal client|taal nieuwkomer|welke taal|language needed",
    "wish": "wens|wensen|voorkeur|m v|voorkeur m v|wish|preference|man vrouw|gewenst|voorkeuren|bijzondere wensen",
    "place": "plaats|locatie|waar|place|location|woonplaats|gemeente|adres|afspraak waar|plaats afspraak",
    "when": "wanneer|datum afspraak|afspraak|datum tijd|when|datum en tijd|moment|gewenste datum|datum inzet"
    "|wanneer nodig"
    "|datum gesprek|date of visit|tijdstip",
    "asked_who": "wie gevraagd|gevraagd|sleutelpersoon|wie|ingezet|asked|key person|toegewezen|wie gaat"
    "|ingezette persoon"
    "|gekoppeld aan|match|who",
    "status": "status|stand|stand van zaken|afgehandeld|resultaat|state|uitkomst|voortgang",
    "hours": "uren|tijd|duur|aantal uren|hours|bestede tijd|tijdsduur|uur|tijdsbesteding|time spent|duration",
    "travel": "km|kilometers|reiskosten|reis|kosten|travel|km s|kilometer|onkosten|vervoer|reisafstand|travel costs",
    "remarks": "opmerkingen|opmerking|bijzonderheden|notitie|notities|aantekeningen|remarks|notes|toelichting"
    "|comments|opm",
}

# Columns that are understood and left alone, because the product does not keep such things.
_NEVER: Final[dict[str, str]] = {
    "bsn": "bsn|burgerservicenummer|sofinummer|sofi|bsn nummer|burger service nummer",
    "v_number": "v nummer|vnummer|v nr|vreemdelingennummer|coa nummer|ind nummer|zorgnummer",
    "iban": "iban|rekeningnummer|bankrekening|bank|rekening|bankrekeningnummer|bank account",
    "document_number": "paspoort|paspoortnummer|id nummer|documentnummer|verblijfsdocument|id kaart|identiteitsbewijs",
    "origin": "nationaliteit|land van herkomst|herkomst|geboorteland|afkomst|land|nationality|country|country of origin"
    "|etniciteit|culturele achtergrond",
    "belief": "religie|geloof|godsdienst|religion|levensovertuiging|geloofsovertuiging|politiek",
    "birth": "geboortedatum|geb datum|geboren|leeftijd|birth date|date of birth|age|gebdat|geb|geboortejaar",
    "health": "gezondheid|medisch|bijzonderheden gezondheid|diagnose|health|medicatie",
    "client": "client|naam client|naam nieuwkomer|clientnaam|nieuwkomer|statushouder|naam statushouder|deelnemer|gezin"
    "|naam deelnemer|client naam|naam gezin",
    "family": "burgerlijke staat|partner|gehuwd|kinderen|gezinssamenstelling|marital status",
    "address": "straat|huisnummer|straatnaam|straat en huisnummer|street|house number|huisnr",
    "photo": "foto|photo|pasfoto",
    "number": "nr|no|volgnummer|nummer rij|id|rij|#|volgnr|lopend nummer",
}
# Of these even the heading is a reason to say aloud that nothing is kept.
SAID_ALOUD: Final = frozenset(
    {"bsn", "v_number", "iban", "document_number", "origin", "belief", "birth", "health", "client"}
)

# More than one column may feed these; their texts are put together.
SEVERAL: Final = frozenset({"languages", "topics", "remarks", "availability", "phone", "email", "contact"})


def fields_of(kind: str) -> tuple[str, ...]:
    """Every field a column of such a list can be given by hand."""
    if kind == REQUESTS:
        return tuple(_REQUEST_HEADINGS)
    return (*_PEOPLE_HEADINGS, *(f"day_{number}" for number in range(7)))


@cache
def _synonyms(kind: str) -> dict[str, str]:
    """Heading in plain letters -> field."""
    table = _REQUEST_HEADINGS if kind == REQUESTS else _PEOPLE_HEADINGS
    found: dict[str, str] = {}
    for field, words in table.items():
        for word in words.split("|"):
            found.setdefault(letters(word), field)
    if kind == PEOPLE:
        for number, words in enumerate(_DAY_WORDS):
            for word in words.split("|"):
                found.setdefault(word, f"day_{number}")
    return found


@cache
def _never() -> dict[str, str]:
    found: dict[str, str] = {}
    for reason, words in _NEVER.items():
        for word in words.split("|"):
            found.setdefault(letters(word) or word, f"{REFUSED}:{reason}")
    return found


@lru_cache(maxsize=2_000)
def heading_scores(heading: str, kind: str) -> dict[str, float]:
    """How well a heading names each field, 0 to 1; only what is at all likely.

    A field that starts with "refused:" is a column that is never read.
    """
    word = letters(heading)
    if not word:
        return {"refused:number": 0.9} if heading.strip() == "#" else {}
    exact = _never().get(word)
    # "Client" in a list of key persons or "kinderen" in a request are not the same thing twice.
    if exact and not (kind == REQUESTS and exact in {"refused:family", "refused:number"} and word == "kinderen"):
        return {exact: 1.0}
    scores: dict[str, float] = {}
    for synonym, field in _synonyms(kind).items():
        if word == synonym:
            score = 1.0
        elif len(synonym) > 2 and re.search(rf"\b{re.escape(synonym)}\b", word):
            # "Telefoon (mobiel)", "VOG gezien d.d.": the longer the part that fits, the better.
            score = 0.7 + 0.2 * len(synonym) / len(word)
        elif len(word) > 3 and len(synonym) > 3:
            score = 0.95 * likeness(word, synonym)
            score = score if score >= 0.8 else 0.0
        else:
            score = 0.0
        if score > scores.get(field, 0.0):
            scores[field] = score
    for synonym, field in _never().items():
        if len(synonym) > 3 and re.search(rf"\b{re.escape(synonym)}\b", word):
            scores[field] = max(scores.get(field, 0.0), 0.75 + 0.2 * len(synonym) / len(word))
    if kind == PEOPLE and not scores:
        tags = language_names.meanings(heading)
        if tags and len(word) > 3:
            scores[f"speaks:{word}"] = 0.9
    return scores


def is_heading(text: str, kind: str) -> bool:
    """Whether a cell reads like a heading of such a list."""
    return max(heading_scores(text, kind).values(), default=0.0) >= 0.8
