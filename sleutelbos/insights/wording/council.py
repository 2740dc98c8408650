"""The page for the council in four parts: what was done, what was not, what people said, what it cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sleutelbos.guidance.queries import topic_choices
from sleutelbos.ui.templatetags.ui.moments import hours

from ..models import CouncilPage
from . import figures as wording
from .grids import Grid, number


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page: own words, numbers with what they are, sentences, lists. `codes`: its definitions."""

    code: str
    title: str | Promise
    words: str
    facts: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]
    grids: tuple[Grid, ...]


def parts_of(page: CouncilPage, content: Mapping[str, Any]) -> list[Part]:
    """The four parts, always all of them: an empty one says that there is nothing."""
    topics = dict(topic_choices())
    ended, minutes = content["ended"], content["minutes"]
    return [
        Part(
            "done",
            _("What we did"),
            page.done_words,
            (
                (gettext("questions of organisations"), number(content["questions"])),
                (gettext("appointments that took place"), number(content["visits"].get("done"))),
                (gettext("key persons who helped"), number(content["helpers"])),
                (gettext("hours of work"), gettext("not shown") if minutes is None else hours(minutes)),
            ),
            wording.answer_sentences(content),
            (wording.divided(_("Questions by topic"), _("Topic"), content["topic"], topics, only_asked=True),),
        ),
        Part(
            "not-done",
            _("What we could not do"),
            page.not_done_words,
            (
                (gettext("questions nobody could do"), number(ended.get("unmet"))),
                (gettext("to an interpreter or professional"), number(ended.get("redirected"))),
                (gettext("newcomers who did not come"), number(content["visits"].get("no_show"))),
            ),
            wording.unmet_sentences(content),
            (
                wording.reasons(content),
                wording.divided(_("Questions by language"), _("Language"), content["language"], wording.language),
            ),
        ),
        Part("heard", _("What people said"), page.heard_words, (), wording.signal_sentences(content), _heard(content)),
        Part("cost", _("What it cost"), page.cost_words, (), wording.cost_sentences(content), ()),
    ]


def _heard(content: Mapping[str, Any]) -> tuple[Grid, ...]:
    return (*wording.experience_lists(content), *wording.theme_lists(content))
