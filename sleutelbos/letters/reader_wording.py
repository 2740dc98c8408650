"""Words for codes that readers see, in their own language; `wording` has those of the desk."""

from typing import Any

from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sleutelbos.letters.readability import Finding, Rule

# What is asked back after reading, in the reader's own language; the same three for every letter.
ASK_BACK: dict[str, str | Promise] = {
    "what": gettext_lazy("What must the person who gets this letter do?"),
    "when": gettext_lazy("When, or before which day?"),
    "otherwise": gettext_lazy("What happens if this person does nothing?"),
}
REASONS: dict[str, str | Promise] = {
    "word": gettext_lazy("difficult word"),
    "long": gettext_lazy("too long"),
    "what": gettext_lazy("what must I do?"),
    "angry": gettext_lazy("sounds angry"),
    "not_us": gettext_lazy("not right for us"),
}
# Why the words of a sentence stay; also on the desk, where it is chosen.
KEPT_LAW = gettext_lazy("The law asks for these words")
KEPT_TERM = gettext_lazy("This term must stay; the letter explains it")
KEPT_MEANING = gettext_lazy("Other words would say something else")
KEPT_CLEAR = gettext_lazy("Most readers find it clear")


def question_text(question: Any) -> str:
    """What is asked: our own words in the page's language, or the writer's."""
    return str(ASK_BACK.get(question.code, question.text))


def reason(finding: Finding) -> str:
    """One sentence about a finding; it never says what a reader can or cannot do."""
    facts = dict(finding.facts)
    if finding.rule in {Rule.OVER_20, Rule.OVER_25}:
        return _("A sentence of %(count)s words. Make two of it.") % facts
    if finding.rule is Rule.PASSIVE:
        if "agent" in facts:
            return _("Who does this? Start with who: %(agent)s.") % facts
        return _("Who does this? Say it.")
    if finding.rule is Rule.TERM:
        return _("This term must stay. Explain it: %(explanation)s") % facts
    if finding.rule is Rule.DEADLINE:
        day = parse_date(facts["day"]) if "day" in facts else None
        if day:
            return _("Add the date: %(day)s.") % {"day": formats.date_format(day, "j F Y")}
        return _("Add the date. From which day does this count?")
    return str(_PLAIN[finding.rule])


_PLAIN: dict[Rule, str | Promise] = {
    Rule.FORMAL: gettext_lazy("A formal word."),
    Rule.NUMBER: gettext_lazy("Write this number in digits."),
    Rule.ABBREVIATION: gettext_lazy("Write this in full."),
    Rule.COMMAS: gettext_lazy("Many parts in one sentence. Split it or make a list."),
    Rule.RARE: gettext_lazy("Maybe a difficult word."),
    Rule.EASIER: gettext_lazy("Maybe a difficult word."),
    Rule.ARTICLE: gettext_lazy("An article of law in the sentence. Move it to the end of the letter."),
    Rule.HARSH: gettext_lazy("This sounds like a threat. Say calmly what happens and what the reader can do."),
}
