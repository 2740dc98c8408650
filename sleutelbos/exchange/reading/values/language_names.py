"""From what people call a language to the product's tags: CLDR names, their own names, and daily speech.

A word that can mean several languages is listed as such and always asked about; nothing is picked.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from babel import Locale

from sleutelbos.exchange.reading.values.words import letters
from sleutelbos.matching.engine.languages import load_languages

# Whose words for languages people type, and whose own names for themselves.
_LOCALES: Final = ("nl", "en", "de", "fr", "ar", "ti", "fa", "tr", "uk", "so", "ps", "am")

# What CLDR does not have: spellings, abbreviations, daily names. Tag -> words.
_ALSO: Final[Mapping[str, str]] = {
    "ar": "arabisch,arabische,arabic,arab,arabi",
    "arb": "standaard arabisch,modern standaard arabisch,msa,fusha,hoogarabisch,klassiek arabisch",
    "apc": "levantijns,levantijns arabisch,syrisch arabisch,arabisch syrisch,arabisch syrie,libanees,"
    "libanees arabisch,palestijns,palestijns arabisch,jordaans arabisch,shami,levantine,levantine arabic,"
    "syrian arabic",
    "arz": "egyptisch,egyptisch arabisch,masri,egyptian,arabisch egypte",
    "ary": "darija,marokkaans arabisch,moroccan arabic,arabisch marokko",
    "arq": "algerijns,algerijns arabisch,algerian arabic",
    "aeb": "tunesisch,tunesisch arabisch,tunisian arabic",
    "ayl": "libisch,libisch arabisch,libyan arabic",
    "apd": "soedanees arabisch,sudanees arabisch,sudanees,soedanees,sudanese arabic,arabisch soedan",
    "acm": "iraaks arabisch,irakees arabisch,mesopotamisch,mesopotamisch arabisch,iraqi arabic,arabisch irak",
    "afb": "golfarabisch,golf arabisch,khaliji,gulf arabic",
    "ayh": "jemenitisch arabisch hadramaut,hadhrami",
    "acw": "hijazi,saoedisch arabisch",
    "fa": "farsi,perzisch,persisch,persian,iraans farsi,farsi iran,parsi",
    "fa-AF": "dari,darie,dari farsi,farsi dari,afghaans perzisch,afghaans farsi,dari afghanistan",
    "haz": "hazaragi,hazara,hazaragi dari",
    "tg": "tadzjiek,tajik,tadjieks",
    "ps": "pasjtoe,pashto,pashtu,pasjto,pasjtu,pachto,pashtoe,pasthoe,pathaans,pathan",
    "pbt": "zuidelijk pasjtoe",
    "kmr": "kurmanji,kurmandji,kurmanci,kurmandzji,koermandji,koermanji,kermanji,bahdini,badini,behdini,"
    "koerdisch kurmanji,kurmanji koerdisch,noord koerdisch,northern kurdish",
    "ckb": "sorani,soerani,koerdisch sorani,sorani koerdisch,centraal koerdisch,central kurdish",
    "sdh": "zuid koerdisch,feyli,feili,kalhori",
    "ku": "koerdisch,kurdish,koerd,kurdi,kurd",
    "ti": "tigrinya,tigrinja,tigrigna,tigrinia,tigrina,tigrynia,tigrinha",
    "tig": "tigre,tigree",
    "byn": "bilen,blin,bileens",
    "ssy": "saho",
    "am": "amhaars,amharic,amhaarsch,amharisch,amhaarisch",
    "om": "oromo,oromiffa,afaan oromo,oromoo",
    "so": "somalisch,somali,somalis,af somali,somaals",
    "ymm": "maay,af maay,maay maay",
    "aa": "afar",
    "tr": "turks,turkish,turkce,turkisch,tuerkisch",
    "az": "azeri,azerbeidzjaans,azerbeidjaans",
    "tk": "turkmeens,turkmens",
    "uz": "oezbeeks,uzbeeks",
    "ug": "oeigoers,uyghur,uighur",
    "uk": "oekraiens,oekrains,ukrainian,ukraiens,ukrainisch,oekrainisch",
    "ru": "russisch,russian",
    "pl": "pools,polish",
    "rw": "kinyarwanda,rwandees,kinyarwandees,ruandees",
    "rn": "kirundi,rundi,burundees",
    "sw": "swahili,kiswahili,suaheli",
    "swc": "congolees swahili,swahili congo",
    "ln": "lingala",
    "ff": "fula,fulani,peul,pulaar,fulfulde",
    "man": "mandinka,mandingo,malinke,mandenka",
    "kri": "krio",
    "din": "dinka",
    "bal": "baluchi,balochi,beloetsj",
    "ur": "urdu,oerdoe",
    "pa": "punjabi,panjabi",
    "bn": "bengaals,bengali,bangla",
    "si": "singalees,sinhala",
    "my": "birmees,birmaans,burmees",
    "rhg": "rohingya",
    "zgh": "standaard tamazight",
    "rif": "riffijns,tarifit,rif berbers,riffijns berbers,tmazight rif",
    "shi": "tashelhit,tachelhit,soussi,sous berbers,chleuh",
    "kab": "kabylisch",
    "tzm": "centraal tamazight",
    "ber": "berbers,amazigh,tamazight,berber,imazighen",
    "syr": "aramees,syriac,suryoyo,aramaic,suroyo,suryani",
    "aii": "assyrisch,sureth,assyrian",
    "cld": "chaldeeuws,chaldean,chaldees",
    "tru": "turoyo,surayt,suroyo turoyo",
    "hy": "armeens,armenian",
    "hyw": "west armeens,westarmeens",
    "zh": "chinees,mandarijn,mandarin",
    "yue": "kantonees,cantonees",
    "nl": "nederlands,nl,ned,nederlandse,hollands,dutch,nederl,nt2",
    "en": "engels,eng,en,english,engl",
    "fr": "frans,fr,french,fra",
    "de": "duits,de,german,du,dui",
    "es": "spaans,es,spanish",
    "pt": "portugees,pt,portuguese",
    "it": "italiaans,italian",
}

# As the product itself names varieties, so that an exported list can come back and a name from a menu can be typed.
_AS_SHOWN: Final[Mapping[str, str]] = {
    "acm": "arabisch iraaks,arabic iraqi",
    "acw": "arabisch hidjazi,arabic hijazi",
    "aeb": "arabisch tunesisch,arabic tunisian",
    "afb": "arabisch golf,arabic gulf",
    "apd": "arabisch soedanees,arabisch sudanees,arabic sudanese",
    "arb": "arabisch standaard,arabic standard",
    "arq": "arabisch algerijns,arabic algerian",
    "ayh": "arabisch hadramitisch,arabic hadhrami",
    "ayl": "arabisch libisch,arabic libyan",
    "azb": "azerbeidzjaans zuidelijk,azerbaijani southern",
    "azj": "azerbeidzjaans noordelijk,azerbaijani northern",
    "gax": "oromo borana",
    "gaz": "oromo westelijk,oromo western",
    "hae": "oromo oostelijk,oromo eastern",
    "orc": "oromo orma",
    "hyw": "armeens westelijk,armenian western",
    "pbt": "pasjtoe zuidelijk,pashto southern",
    "pbu": "pasjtoe noordelijk,pashto northern",
    "pst": "pasjtoe centraal,pashto central",
    "sdh": "koerdisch zuidelijk,kurdish southern",
    "swc": "swahili congo",
    "swh": "swahili kust,swahili coastal",
    "tzm": "tamazight midden atlas,tamazight middle atlas",
    "zgh": "tamazight marokkaans standaard,tamazight moroccan standard",
}

# Words for a people or a country that do not say which language. Never guessed.
_UNCLEAR: Final[Mapping[str, tuple[str, ...]]] = {
    "afghaans": ("fa-AF", "ps", "haz", "uz"),
    "afghan": ("fa-AF", "ps", "haz", "uz"),
    "iraans": ("fa", "azb", "ckb"),
    "irakees": ("acm", "ckb", "kmr"),
    "iraaks": ("acm", "ckb", "kmr"),
    "syrisch": ("apc", "kmr", "aii", "tru"),
    "syrian": ("apc", "kmr", "aii", "tru"),
    "eritrees": ("ti", "tig", "ar", "byn", "ssy"),
    "eritrean": ("ti", "tig", "ar", "byn", "ssy"),
    "ethiopisch": ("am", "om", "ti", "so"),
    "ethiopian": ("am", "om", "ti", "so"),
    "marokkaans": ("ary", "rif", "tzm", "shi"),
    "moroccan": ("ary", "rif", "tzm", "shi"),
    "pakistaans": ("ur", "pa", "ps"),
    "indiaas": ("hi", "pa", "ta"),
    "jemenitisch": ("ayh", "ar"),
    "jemens": ("ayh", "ar"),
    "congolees": ("ln", "swc", "fr"),
    "nigeriaans": ("en", "ha", "yo", "ig", "pcm"),
    "joegoslavisch": (),
    "afrikaans": (),  # the language of South Africa, or "something from Africa"
}  # fmt: skip


@cache
def known_names() -> dict[str, str]:
    """Name in the form of `words.letters` -> tag, for every name that means exactly one tag."""
    rules = load_languages()
    names: dict[str, str] = {}
    for tag in sorted(rules.varieties):
        for code in _LOCALES:
            name = Locale(code).languages.get(tag.replace("-", "_"))
            if name:
                names.setdefault(letters(name), tag)
        names.setdefault(tag.lower(), tag)
    for code in _LOCALES:
        names.setdefault(letters(Locale(code).get_language_name() or code), code)
    # Daily speech wins from CLDR: in a Dutch list "de" between commas is German.
    for table in (_ALSO, _AS_SHOWN):
        for tag, words in table.items():
            for word in words.split(","):
                names[letters(word)] = tag
    # Two letters that are Dutch words say nothing on their own.
    for word in (
        "en",
        "of",
        "in",
        "is",
        "so",
        "am",
        "it",
        "man",
        "my",
        "no",
        "si",
        "hi",
        "ha",
        "aa",
        "be",
        *_UNCLEAR,
    ):
        if word not in ("en",):
            names.pop(word, None)
    return names


@cache
def long_names() -> frozenset[str]:
    """Names long enough that one wrong letter still points at them."""
    return frozenset(name for name in known_names() if len(name) > 3) | frozenset(_UNCLEAR)


def meanings(name: str) -> tuple[str, ...]:
    """The tags a name may stand for: one when it is clear, several when not, () when the name is not known.

    A closed family ("Koerdisch") stands for its members, because they must not stand in for each other.
    """
    word = letters(name)
    if word in _UNCLEAR:
        return _UNCLEAR[word]
    tag = known_names().get(word)
    if tag is None:
        return _narrowed(word)
    family = load_languages().family(tag)
    if family is not None and not family.open:
        return family.members
    return (tag,)


def _narrowed(word: str) -> tuple[str, ...]:
    """ "koerdisch kurmandji": two words of which one says which of the other's meanings it is."""
    one, space, other = word.partition(" ")
    if not space or " " in other:
        return ()
    first, second = meanings(one), meanings(other)
    for clear, wide in ((first, second), (second, first)):
        if len(clear) == 1 and len(wide) > 1 and clear[0] in wide:
            return clear
    return ()


def is_wide(tag: str) -> bool:
    """Whether a tag names several varieties at once, so that a word beside it may say which."""
    return load_languages().family(tag) is not None


def is_unclear(name: str) -> bool:
    """Whether this is a word for a people or country that no language follows from."""
    return letters(name) in _UNCLEAR
