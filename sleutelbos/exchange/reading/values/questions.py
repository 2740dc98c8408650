"""What an organisation asked: kind of help, topic, and a hint for the role router."""

import re
from collections.abc import Sequence
from typing import Final

from sleutelbos.exchange.reading.asking import LEAVE_OUT, Asker, Certainty, Json, Option, Understood, settle
from sleutelbos.exchange.reading.values.subjects import KnownTopic, topic_of_group
from sleutelbos.exchange.reading.values.words import plain, says_nothing

KINDS: Final = ("one_newcomer", "accompaniment", "group_session", "reading_panel", "advice")

# The first line that fits decides. Words, kind of question.
_KINDS: Final[tuple[tuple[str, str], ...]] = (
    (
        r"mee ?lezen|brief testen|leespanel|begrijpelijk(?:e|er)? brief|tekst(?:en)? lezen|reading panel",
        "reading_panel",
    ),
    (r"mee ?denken|advies (?:over|bij)|beleid|klankbord|denktank|consultatie|panel", "advice"),
    (r"voorlichting|groep|bijeenkomst|themabijeenkomst|workshop|groepsgesprek|training geven", "group_session"),
    (
        r"\bmee (?:naar|met)\b|meegaan|begeleid|vergezel|\bmee\b.*\b(?:afspraak|gesprek|intake)\b|go along",
        "accompaniment",
    ),
)

# Words, groups of topics in order of preference.
_TOPICS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (r"kinderopvang|\bbso\b|peuter", ("childcare", "parenting", "school")),
    (r"speciaal onderwijs|school|leerkracht|juf|ouderavond|leerling|\bles\b|rapport", ("school", "parenting")),
    (
        r"diagnose|huisarts|ziekenhuis|gezondheid|medisch|tandarts|apotheek|ggd|consultatie|operatie|verloskund",
        ("health",),
    ),
    (r"opvoed|kinderen|gezin(?!shereniging)", ("parenting", "school")),
    (
        r"inburgering|\bpip\b|z-route|b1-route|leerroute|onderwijsroute|intake|leerbaarheid|\bduo\b|taalles",
        ("integration",),
    ),
    (r"werk|sollicit|stage|participatie|baan", ("work",)),
    (r"schuld|toeslag|belasting|geld|uitkering|bijstand|betal", ("money",)),
    (r"woning|huur|wonen|verhuiz|afval|buren", ("housing",)),
    (r"brief|formulier|post", ("letters", "government")),
    (r"sport|vrije tijd|zwem", ("sport",)),
    (r"gemeente|digid|beleid", ("government",)),
)

# A hint only: the role router's own rules decide, and a person answers them. Words, where it would lead.
_ROUTES: Final[tuple[tuple[str, str], ...]] = (
    (r"\b112\b|spoed(?:eisend)?|levensgevaar|suicid", "emergency"),
    (
        r"diagnose|slecht nieuws|uitslag|operatie|behandel(?:ing|plan)|bevalling|psychiat|psycholoog|wilsverklaring"
        r"|specialist|onderzoek in (?:het )?ziekenhuis",
        "interpreter_first",
    ),
    (
        r"\bbesluit\b|bezwaar|beroep|rechtbank|advocaat|politie|aangifte|veilig thuis|uithuisplaats|\bboete\b"
        r"|tekenen|ondertekenen|gehoor\b|hoorzitting|ontheffing|scheiding",
        "interpreter_first",
    ),
    (r"huiselijk geweld|mishandel|mensenhandel|kindermishandel|eerwraak|bedreig", "professional_first"),
)
_PERSONS: Final = re.compile(r"(\d{1,3})\s*(?:pers(?:onen)?\b\.?|deelnemers|vrouwen|mannen|ouders|mensen)")


def asked(text: str, asker: Asker, topics: Sequence[KnownTopic]) -> Understood:
    """{"summary", "kind", "topic", "route", "persons"}: the words, and what follows from them.

    `kind` and `topic` are questions when no word gives them away; `route` is a hint ("" when there is none).
    """
    raw = text.strip()
    if says_nothing(raw):
        return settle(None, "", Certainty.NOTHING, asker)
    said = plain(raw)
    certainty = Certainty.LIKELY
    kind = next((kind for words, kind in _KINDS if re.search(words, said)), None)
    if kind is None and re.search(r"uitleg|begrijp|aanvra|verleng|gesprek|contact|help|hulp|brief|invul|regel", said):
        kind = "one_newcomer"
    if kind is None:
        kind = asker.ask("question-kind", f"question:kind:{said[:80]}", KINDS, words=raw)
    topic = _topic(said, raw, asker, topics)
    persons = _PERSONS.search(said)
    value: dict[str, Json] = {
        "summary": raw[:600],
        "kind": kind if kind in KINDS else "",
        "topic": topic or "",
        "route": route(said) if kind in {"one_newcomer", "accompaniment"} else "",
        "persons": int(persons[1]) if persons else None,
    }
    return settle(value, raw, certainty, asker)


def route(text: str) -> str:
    """Where the role router would probably send this: "interpreter_first", "professional_first", "emergency" or ""."""
    said = plain(text)
    return next((outcome for words, outcome in _ROUTES if re.search(words, said)), "")


def looks_like_question(text: str) -> bool:
    """Whether a text reads like what an organisation asks; for recognising a column by its content."""
    said = plain(text)
    words = (*(words for words, _ in _KINDS), *(words for words, _ in _TOPICS))
    return len(said) > 8 and any(re.search(one, said) for one in words)


def _topic(said: str, raw: str, asker: Asker, topics: Sequence[KnownTopic]) -> str | None:
    for words, groups in _TOPICS:
        if re.search(words, said):
            for group in groups:
                code = topic_of_group(group, topics)
                if code:
                    return code
    options = [Option(topic.code, {"topic": topic.code}) for topic in topics]
    answer = asker.ask("question-topic", f"question:topic:{said[:80]}", options, words=raw)
    return None if answer in (None, LEAVE_OUT) else answer
