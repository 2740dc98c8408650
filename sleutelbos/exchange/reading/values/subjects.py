"""Topics: what lists call them, matched to the topics the product has now, whatever their codes are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sleutelbos.exchange.reading.asking import NOTHING, Asker, Certainty, Json, Option, Understood, settle
from sleutelbos.exchange.reading.values.words import letters, nearest, says_nothing, split_outside_brackets

# Words that mean the same. A topic of the product belongs to a group when its code or one of its names is in it.
GROUPS: Final[dict[str, frozenset[str]]] = {
    name: frozenset(words.split("|"))
    for name, words in {
        "money": "geldzaken|geld|financien|financieel|schulden|toeslagen|belasting|uitkering|inkomen|money|finance"
        "|debts",
        "health": "zorg|gezondheid|gezondheidszorg|huisarts|ziekenhuis|medisch|health|care|ggd",
        "women": "vrouwen|vrouw|vrouwengroep|women|emancipatie",
        "integration": "inburgering|inburgeren|wet inburgering|pip|brede intake|civic integration|integration"
        "|integratie|inburgering en taal|civic_integration|civic-integration",
        "work": "werk|werken|arbeid|participatie|solliciteren|work|werk en inkomen|werk en participatie"
        "|work and income",
        "school": "onderwijs|school|scholen|scholing|opleiding|leren|studie|education|school en opleiding",
        "housing": "wonen|woning|huisvesting|huis|huur|housing|woonruimte|living|home",
        "parenting": "opvoeding|opvoeden|kinderen|ouderschap|gezin|jeugd|parenting|growing up|opgroeien"
        "|opvoeden en opgroeien|family|gezin en opvoeding|children",
        "childcare": "kinderopvang|opvang|bso|peuterspeelzaal|childcare|voorschool",
        "sport": "sport|sporten|bewegen|vrije tijd|sport en bewegen|leisure|free time|ontmoeten|vrije tijd en sport",
        "language": "taal|taalles|nederlands leren|taalschool|language|nt2",
        "letters": "brieven|brief|post|formulieren|letters|letter|brieven en formulieren|papieren",
        "government": "gemeente|overheid|instanties|duo|ind|government|regelingen|bureaucratie|municipality|digid",
        "law": "juridisch|recht|rechten|rechten en plichten|law|rights|legal",
        "safety": "veiligheid|huiselijk geweld|politie|safety",
        "culture": "cultuur|religie en cultuur|culture|diversiteit",
        "transport": "vervoer|reizen|verkeer|rijbewijs|transport|travel",
        "other": "anders|overig|overige|diversen|other|algemeen|something else|iets anders",
    }.items()
}


@dataclass(frozen=True, slots=True)
class KnownTopic:
    """A topic the product has: its code and its names in every language."""

    code: str
    names: tuple[str, ...]


def topic_for(word: str, topics: Sequence[KnownTopic]) -> str | None:
    """The code of the topic a word names, or None."""
    wanted = letters(word)
    if not wanted:
        return None
    for topic in topics:
        if wanted in _words(topic):
            return topic.code
    group = next((name for name, words in GROUPS.items() if wanted in words), None)
    return topic_of_group(group, topics) if group else None


def topic_of_group(group: str, topics: Sequence[KnownTopic]) -> str | None:
    """The code of the first topic that belongs to a group of words."""
    words = GROUPS[group]
    for topic in topics:
        if words & _words(topic) or letters(topic.code) == group:
            return topic.code
    for topic in topics:
        # "Zorg en gezondheid", "School, opleiding": one of the words of a name is enough when nothing fits whole.
        if any(words & set(name.split()) for name in _words(topic)):
            return topic.code
    return None


def topics_of(text: str, asker: Asker, topics: Sequence[KnownTopic]) -> Understood:
    """The topics of a list as codes, each once; a word that is no topic is asked about."""
    raw = text.strip()
    if says_nothing(raw):
        return NOTHING
    found: list[str] = []
    for piece in _pieces(raw, topics)[:30]:
        code = topic_for(piece, topics)
        if code is None:
            word = letters(piece)
            close = nearest(word, [name for topic in topics for name in _words(topic)])
            first = [topic_for(name, topics) for name in close]
            order = dict.fromkeys([code for code in first if code] + [topic.code for topic in topics])
            options = [Option(one, {"topic": one}) for one in order]
            code = asker.ask("topic-unknown", f"topics:unknown:{word}", options, words=piece)
        if code in {topic.code for topic in topics} and code not in found:
            found.append(str(code))
    value: Json = list(found) if found else None
    return settle(value, raw, Certainty.SURE, asker)


def _pieces(text: str, topics: Sequence[KnownTopic]) -> list[str]:
    """The words of a list; "School en opleiding" is one topic where the product has it, and two words elsewhere."""
    found: list[str] = []
    for piece, _ in split_outside_brackets(text, r"\s*[,;/+&\n|]\s*"):
        whole = topic_for(piece, topics)
        found += [piece] if whole else [part for part, _ in split_outside_brackets(piece, r"\s+(?:en|and)\s+")]
    return found


def looks_like_topics(text: str, topics: Sequence[KnownTopic] = ()) -> bool:
    """Whether most pieces of a text are words for topics; for recognising a column by its content."""
    pieces = _pieces(text, topics)
    every = frozenset().union(*GROUPS.values())
    return bool(pieces) and sum(
        letters(piece) in every or topic_for(piece, topics) is not None for piece in pieces
    ) * 2 > len(pieces)


def _words(topic: KnownTopic) -> frozenset[str]:
    return frozenset({letters(topic.code), *(letters(name) for name in topic.names)})
