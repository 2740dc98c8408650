"""Words that ask for care. A small list on purpose: a warning that is always there is not read.

"Ziekenhuis", "huisarts" or "inburgering" are ordinary questions and are not in it.
"""

import re
from typing import Literal

Caution = Literal["health", "asylum", "belief"]

_HEALTH = r"""
    diagnose|diagnosis|kanker|cancer|hiv|aids|ptss|ptsd|trauma|depressi(?:e|ef)|depress(?:ion|ed)
    |psychose|psychosis|schizofrenie|schizophrenia|su[iï]cid(?:e|aal|al)|zelfmoord|abortus|abortion
    |miskraam|miscarriage|verslaafd|verslaving|addict(?:ed|ion)?|medicijnen|medication
    |verstandelijk\w*[ ]beperk\w*|autis(?:me|tisch|m|tic)
"""
_ASYLUM = r"""
    asielverhaal|asylum[ ]story|vluchtverhaal|asielaanvraag|asylum[ ](?:claim|application)
    |gemarteld|marteling|tortured?|verkracht(?:ing)?|raped?|mensenhandel|trafficking
    |mensensmokkel(?:aar)?|smugglers?|afgewezen[ ]asiel|uitgeprocedeerd|eerwraak|honou?r[ ]killing
"""
_BELIEF = r"""
    moslim|muslim|islamitisch|soenniet|sunni|sjiiet|shia|alevi(?:et)?|[yj]ezidi|yazidi|christen|christian
    |orthodox|jood|joods|jewish|hindoe|hindu|ateïst|atheist|bekeerd|bekeerling|convert(?:ed)?|religie|religion
    |geloof|politieke[ ](?:voorkeur|overtuiging)|political[ ]view|homo(?:seksueel)?|gay|lesbisch|lesbian
    |transgender|lhbti?q?\+?|lgbti?q?\+?
"""

SENSITIVE: dict[Caution, re.Pattern[str]] = {
    "health": re.compile(rf"(?<!\w)(?:{_HEALTH})(?!\w)", re.VERBOSE),
    "asylum": re.compile(rf"(?<!\w)(?:{_ASYLUM})(?!\w)", re.VERBOSE),
    "belief": re.compile(rf"(?<!\w)(?:{_BELIEF})(?!\w)", re.VERBOSE),
}
