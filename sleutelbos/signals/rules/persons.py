"""Finds people in the words of a signal: names, and words that say somebody's name comes. Pure.

A signal is about what does not work. What is found here is refused with a sentence, never changed in silence. The
finder reads scripts with capitals (a capital in the middle of a sentence) and, in every script, titles, words such as
"is called", common first names, and the names of people the writer works with. What it cannot see: of anybody else, a
rare name at the beginning of a sentence, in small letters, or in a script without capitals, where nothing before it
says that a name comes. The page says the rule; the finder helps to keep it.
"""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Final

# Before a name, in the languages people here write. The word after it is taken for a name.
_TITLES: Final = (
    r"mevrouw|mevr\.?|mw\.?|meneer|mijnheer|dhr\.?|de heer|juf|juffrouw|meester|dokter|dr\.|"
    r"mister|mr\.?|mrs\.?|ms\.?|miss|madame|mme\.?|monsieur|m\.|family|familie|gezin|famille|"
    r"пан|пані|господин|госпожа|ainaa|xildhibaan|marwo|mudane"
)
_CALLED: Final = (
    r"heet|heten|genaamd|genoemd|noemt zich|zijn naam is|haar naam is|named|called|his name is|her name is|"
    r"s'appelle|nommée?|prénommée?|adı|ismi|adlı|isimli|звати|на ім'я|на ім’я|lagu magacaabo"
)
_CAPITAL: Final = r"[A-ZÀ-ÖØ-ÞĀ-ŽΑ-ΩА-ЯІЇЄҐİŞĞÇÖÜ]"
_NAME: Final = rf"{_CAPITAL}[\w'’-]+"
_TITLED: Final = re.compile(rf"(?<!\w)(?i:{_TITLES})\s+((?:(?:van|de|der|den|el|al|bin|ibn)\s+)*{_NAME})")
_NAMED: Final = re.compile(rf"(?<!\w)(?i:{_CALLED})\s+({_NAME})")
# With these words before it a name is found in small letters too.
_SMALL: Final = re.compile(
    r"(?<!\w)(?i:(?:hij|zij|ze|ik) heet|(?:zijn|haar|mijn) naam is|(?:his|her|my) name is)\s+([^\W\d_]{3,})"
)
# A shorter word in small letters is more often an ordinary word than the name of a colleague: wil, bas, roos.
_LONG_ENOUGH: Final = 5
_BEY: Final = re.compile(rf"(?<!\w)({_NAME})\s+(?:Bey|Hanım|bey|hanım)(?!\w)")
# Scripts without capitals: the word after a title or after "his name is".
_ARABIC: Final = re.compile(
    r"(?<!\w)و?(?:السيدة?|الآنسة|الأستاذة?|الدكتورة?|المدعوة?|اسمها?|اسمه|اسمي|تدعى|يدعى|آقای|خانم|اسمش|نامش|به نام)"
    r"\s+([\u0600-\u06ff]{2,})"
)
_ETHIOPIC: Final = re.compile(r"(?<!\w)(?:ኣይተ|አቶ|ወይዘሮ|ወይዘሪት|ወ/ሮ|ስማ|ስሙ|ስሜ|ሽማ|ሽሙ|ሽመይ|ዝበሃል|ትበሃል)\s+([\u1200-\u137f]{2,})")
_CAPITALISED: Final = re.compile(rf"(?<![\w'’-]){_CAPITAL}[\w'’-]*")
_SENTENCE_END: Final = frozenset('.!?:;…\n"“”‘(•-–—؟।')


def _words(file_name: str) -> frozenset[str]:
    lines = (Path(__file__).with_name(file_name)).read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


_FIRST_NAMES: Final = _words("first_names.txt")
_NO_NAME: Final = _words("after_is.txt")
# Capitals in the middle of a sentence that name nobody, beside the places and organisations the caller knows.
_NOBODY: Final = _words("nobody.txt")


def find_person(text: str, known: Collection[str] = (), people: Collection[str] = ()) -> str:
    """The first word in a text that looks like somebody's name; "" where there is none.

    `known` are words of places and organisations that may stand there, in small letters; `people` are words of the
    names of people the writer works with, in small letters.
    """
    for pattern in (_TITLED, _NAMED, _BEY, _ARABIC, _ETHIOPIC):
        # A title stands before no place; some villages are called like people.
        places = known if pattern is _NAMED else ()
        for match in pattern.finditer(text):
            if not _is_nobody(match[1].split()[-1], places):
                return str(match[1])
    for match in _SMALL.finditer(text):
        if match[1].casefold() not in _NO_NAME and not _is_nobody(match[1], known):
            return str(match[1])
    for found in re.finditer(r"[^\W\d_][\w'’-]*", text):
        word = found[0]
        if _plain(word) in _FIRST_NAMES or (_is_one_of(word, people) and not _is_nobody(word, known)):
            return str(word)
    for match in _CAPITALISED.finditer(text):
        word = match[0]
        if word.isupper() or len(word) < 3 or _begins_sentence(text, match.start()) or _is_nobody(word, known):
            continue
        return word
    return ""


def small_letters_help(text: str, name: str, known: Collection[str] = (), people: Collection[str] = ()) -> bool:
    """Whether a name that was found in a text is none any more once it is written in small letters."""
    small = text.replace(name, name.lower())
    return small != text and find_person(small, known, people).casefold() != name.casefold()


def _is_one_of(word: str, people: Collection[str]) -> bool:
    # In a script without capitals a word is never in small letters.
    return _plain(word) in people and (not word.islower() or len(word) >= _LONG_ENOUGH)


def _begins_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t«„“\"'(")
    return not before or before[-1] in _SENTENCE_END


def _plain(word: str) -> str:
    return word.casefold().removesuffix("'s").removesuffix("’s")


def _is_nobody(word: str, known: Collection[str]) -> bool:
    if _plain(word) in _NOBODY or _plain(word) in known:
        return True
    # DUO-brief, Z-route: what follows the name of an institute is an ordinary word.
    first, *rest = word.split("-")
    return bool(rest) and (first.isupper() or _plain(first) in _NOBODY) and all(part.islower() for part in rest)
