"""What a letter asks of its reader, and where. Pure: values in, values and codes out."""

from sleutelbos.letters.readability.check import Check, check
from sleutelbos.letters.readability.checklist import Point
from sleutelbos.letters.readability.facts import BLOCKING, Change, FactKind, compare, facts_in
from sleutelbos.letters.readability.findings import LEVELS, Finding, Level, Rule
from sleutelbos.letters.readability.index import Index, index_of, own_weights
from sleutelbos.letters.readability.sentences import Block, Kind, Sentence, block_of, blocks_of, sentences_of
from sleutelbos.letters.readability.words import WordKind, own_list

__all__ = [
    "BLOCKING", "LEVELS", "Block", "Change", "Check", "FactKind", "Finding", "Index", "Kind", "Level", "Point", "Rule",
    "Sentence", "WordKind", "block_of", "blocks_of", "check", "compare", "facts_in", "index_of", "own_list",
    "own_weights", "sentences_of",
]  # fmt: skip
