"""What the features and the findings both look for: passive, numbers in letters, abbreviations, must and may, no."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sleutelbos.letters.readability.words import Token, lemma, listed

PASSIVE_VERBS: Final = listed("word wordt worden werd werden geworden")
_HELPERS: Final = PASSIVE_VERBS | listed("heeft hebt heb hebben had hadden is zijn was waren ben bent")
_PARTICIPLE: Final = re.compile(
    r"^(?:(?:aan|af|bij|door|in|mee|na|om|onder|op|over|samen|tegen|terug|toe|tussen|uit|vast|voor|weg|open|klaar)?"
    r"ge\w{2,}(?:d|t|en|an|aan|ien)|(?:be|ver|her|ont|er|mis)\w{3,}(?:d|t|en)|\w{3,}eerd)$"
)
# Look like participles, are not.
_OTHERS: Final = listed(
    """
    gemeente gemeenten geen gezin gezinnen geld gebied gebieden gevolg gegeven gegevens gebouw gebruik geval gevallen
    gesprek gesprekken geboorte gedrag gevoel gemiddeld gezond gewoon gelijk gehele geheel betekent verschillend
    verschillende bekend bekende belangrijk beleid bericht berichten beroep bewijs bezwaren besluit besluiten bedrag
    bedragen verband verder verzoek verhaal verkeer verlof bedrijven bedrijf bestuur genoemd genoemde bezoekt beheert
    verdient betreft betekenis bestaat verandert vertelt ontstaat gebeurt gedeelte geduld hersenen herfst erkent eren
    ervaren oud overleden ontbijt gelegenheid gezondheid veranderen verlengen vertellen beginnen bekijken beoordelen
    betalen bespreken bewaren gebruiken gebeuren geven gelden geloven genieten herhalen ontvangen onderwijzen verdienen
    verhuizen verkopen verwachten verzoeken verliezen bezoeken behandelen bepalen beslissen
    """
)
_BOTH: Final = listed("ontvangen gegeven")  # infinitive or noun, and participle all the same
NUMBER_WORDS: Final = listed(
    """
    één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien
    negentien twintig dertig veertig vijftig zestig zeventig tachtig negentig honderd duizend
    """
)
ABBREVIATIONS: Final = {
    "a.h.v.": "met", "a.s.": "komende", "a.u.b.": "alstublieft", "bijv.": "bijvoorbeeld", "bv.": "bijvoorbeeld",
    "b.g.g.": "als niemand opneemt", "ca.": "ongeveer", "c.q.": "of", "d.d.": "van", "d.m.v.": "met",
    "d.w.z.": "dat betekent", "dhr.": "de heer", "e.a.": "en anderen", "e.d.": "en zo",
    "enz.": "enzovoort", "etc.": "enzovoort", "evt.": "misschien", "excl.": "zonder", "incl.": "met",
    "i.h.k.v.": "voor", "i.o.m.": "samen met", "i.p.v.": "in plaats van", "i.v.m.": "door; voor",
    "jl.": "afgelopen", "m.b.t.": "over", "m.b.v.": "met", "m.i.v.": "vanaf", "m.u.v.": "behalve",
    "mevr.": "mevrouw", "n.a.v.": "door; over", "nl.": "want", "n.v.t.": "geldt niet voor u", "o.a.": "onder andere",
    "o.b.v.": "met; door", "o.v.v.": "zet erbij", "o.i.d.": "of zoiets", "resp.": "en; of", "s.v.p.": "alstublieft",
    "t.a.v.": "voor; over", "t.b.v.": "voor", "t.g.v.": "door", "t.o.v.": "vergeleken met", "t/m": "tot en met",
    "z.s.m.": "zo snel mogelijk", "zgn.": "zogenoemd", "i.z.": "over", "i.c.m.": "samen met",
}  # fmt: skip
_BY_LETTERS: Final = {short.replace(".", "").lower(): (short, full) for short, full in ABBREVIATIONS.items()}
_ABBREVIATION: Final = re.compile(
    r"(?<![\w.])(?:"
    + "|".join(sorted((re.escape(short.rstrip(".")) for short in ABBREVIATIONS), key=len, reverse=True))
    + r")(?:\.|(?![\w.]))|(?<![\w.])(?:ivm|mbt|nav|dmv|tav|tbv|miv|ipv|zsm|obv|aub|svp|mbv)(?![\w])",
    re.IGNORECASE,
)  # fmt: skip
_NEEDS_STOP: Final = listed("nl ca bv jl dhr ez etc resp evt incl excl iz")
SYMBOLS: Final = re.compile(r"[%€&+=]")
# A place that is filled in before the letter is sent: [naam], [DATUM].
FIELD: Final = re.compile(r"\[[^\]]{1,60}\]")
_BY_WHOM: Final = re.compile(r"\bdoor\s+(?:(?:de|het|een|uw|onze|ons)\s+)?[\w'’-]+", re.IGNORECASE)
_THINKS: Final = listed(
    "u hij ze die gemeente college nodig noodzakelijk wenselijk geschikt in mogelijk aanwezig belangrijk"
)
NEGATIONS: Final = listed("niet geen nooit niemand niets nergens noch zonder nee nimmer geenszins evenmin")
MUST: Final = listed("moet moeten moest moesten verplicht verplichte dient dienen diende dienden hoeft hoeven verboden")
MAY: Final = listed("mag mogen mocht mochten kan kunt kunnen kon konden toegestaan")
# Verbs that open a sentence when it tells the reader to do something.
INSTRUCTIONS: Final = listed(
    "vul stuur bel betaal kom neem lees maak lever ga meld vraag onderteken teken zet geef schrijf log mail regel "
    "breng controleer bekijk kies houd zorg laat gebruik download scan open klik stop"
)
# More of them, for the index alone: the fact guard keeps to the short list, where each is a duty.
_TOLD: Final = INSTRUCTIONS | listed(
    """
    antwoord bedenk begin beoordeel bereid beschrijf bespreek bestel bevestig bewaar bezoek bied blijf check combineer
    denk doe draag draai druk fiets geniet haal help herhaal hou installeer kijk koop leg let log loop luister mail
    noem noteer ontdek oefen overleg pak parkeer plaats plan praat probeer raadpleeg reageer reken reserveer ruim
    scheid sluit spreek spoel start stel stem steun stuur tel test toon trek typ upload ventileer verander vergeet
    vergelijk vermeld vermijd vertel verwijder verzamel volg voeg wacht wees werk wijs wissel zie zoek
    """
)
# Also nouns: "Gebruik van gas", "Begin maart", "Vraag 3". An instruction when one of the words below comes next.
_ALSO_NOUNS: Final = listed(
    "antwoord begin bezoek gebruik open plaats plan regel start stem steun stop test vraag werk"
)
_AFTER_A_VERB: Final = listed(
    "de het een geen uw je jouw dit deze die dat op dan hier daar ons onze mij hem haar alle alleen altijd niet eerst "
    "nu ook in om met bij"
)
_OPENERS: Final = listed("of en maar want")


@dataclass(frozen=True, slots=True)
class Passive:
    """A form of "worden" and its participle; `agent` is the span of "door X" when it is there."""

    verb: tuple[int, int]
    participle: tuple[int, int]
    agent: tuple[int, int] | None


def is_participle(word: str) -> bool:
    """Whether a word looks like a Dutch participle."""
    word = word.lower()
    if not _PARTICIPLE.match(word) or (word in _OTHERS and word not in _BOTH):
        return False
    # "verhuizen", "betalen": an infinitive is its own lemma and ends as one; "betaald" is neither.
    return not (word.endswith("en") and not word.startswith("ge") and "ge" not in word[:6] and lemma(word) == word)


def passives(text: str, tokens: list[Token]) -> Iterator[Passive]:
    """Passives, by pairing each form of "worden" with the nearest participle that is free."""
    participles = [at for at, token in enumerate(tokens) if token.is_word and is_participle(token.text)]
    for at, token in enumerate(tokens):
        if token.text.lower() not in PASSIVE_VERBS or not participles:
            continue
        nearest = min(participles, key=lambda other: abs(other - at))
        if abs(nearest - at) > 20:
            continue
        participles.remove(nearest)
        other = tokens[nearest]
        agent = _BY_WHOM.search(text)
        yield Passive((token.start, token.end), (other.start, other.end), agent.span() if agent else None)


def words_between(words: list[str]) -> int:
    """Most words that part a helping verb ("heeft", "is", "wordt") from the participle nearest to it."""
    participles = [at for at, word in enumerate(words) if is_participle(word)]
    helpers = [at for at, word in enumerate(words) if word in _HELPERS]
    if not participles or not helpers:
        return 0
    return max(min(abs(at - other) for other in participles) for at in helpers) - 1


def is_instruction(words: list[str]) -> bool:
    """Whether a sentence, in lower case, tells the reader to do something: "Bel ons", "Of vraag het formulier aan"."""
    at = 1 if words[:1] and words[0] in _OPENERS else 0
    verb, *behind = words[at : at + 2] or [""]
    return verb in _TOLD and (verb not in _ALSO_NOUNS or (bool(behind) and behind[0] in _AFTER_A_VERB))


def number_words(tokens: list[Token]) -> Iterator[Token]:
    """Numbers in letters; "nodig acht" and "in acht nemen" are the verb."""
    for at, token in enumerate(tokens):
        word = token.text.lower()
        before = tokens[at - 1].text.lower() if at else ""
        if word in NUMBER_WORDS and not (word == "acht" and before in _THINKS):
            yield token


def abbreviations(text: str) -> Iterator[tuple[int, int, str]]:
    """Abbreviations with what to write instead."""
    for match in _ABBREVIATION.finditer(text):
        letters = match.group().replace(".", "").lower()
        if letters in _NEEDS_STOP and not match.group().endswith("."):
            continue
        if letters in _BY_LETTERS:
            yield match.start(), match.end(), _BY_LETTERS[letters][1]
