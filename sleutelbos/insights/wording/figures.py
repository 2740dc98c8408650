"""Figures as people read them: each with its definition, sentences, and lists in the page's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sleutelbos.bridging.models import Request
from sleutelbos.guidance.queries import topic_choices
from sleutelbos.keypersons.languages import variety_name
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.newcomers.models import Newcomer
from sleutelbos.signals.models import Theme
from sleutelbos.signals.wording.people import theme_name
from sleutelbos.ui.templatetags.ui.moments import hours
from sleutelbos.ui.templatetags.ui.words import euros

from ..definitions import BY_CODE, STATUS_WORDS, Definition
from ..periods import Period
from .grids import Grid, Row, Words, number

ENDED: Final[dict[str, Words]] = {
    "arranged": _("A key person came or comes"),
    "unmet_language": _("Nobody could: the language"),
    "unmet_time": _("Nobody could: the time"),
    "unmet_other": _("Nobody could: another reason"),
    "redirected": _("To an interpreter or professional"),
    "cancelled": _("Cancelled"),
    "running": _("Still runs"),
}
UNMET: Final[dict[str, Words]] = {
    "unmet_language": _("The language"),
    "unmet_time": _("The time"),
    "unmet_other": _("Another reason"),
}
ANSWERED: Final[dict[str, Words]] = {
    "d1": _("within 1 day"),
    "d2": _("1 to 2 days"),
    "d3": _("2 to 3 days"),
    "d7": _("3 to 7 days"),
    "d14": _("7 to 14 days"),
    "later": _("later"),
    "unknown": _("the moment was not kept"),
    "none": _("still runs, or cancelled"),
}
HELPED: Final[dict[str, Words]] = {
    "3": pgettext_lazy("did it help", "Yes"),
    "2": pgettext_lazy("did it help", "A little"),
    "1": pgettext_lazy("did it help", "No"),
}
VISITS: Final[dict[str, Words]] = {
    "done": _("Took place"),
    "no_show": _("The newcomer did not come"),
    "cancelled": _("Cancelled"),
    "ahead": _("Still to come, or not told yet"),
}
WEEKDAYS: Final[dict[str, Words]] = {
    "1": _("Monday"),
    "2": _("Tuesday"),
    "3": _("Wednesday"),
    "4": _("Thursday"),
    "5": _("Friday"),
    "6": _("Saturday"),
    "7": _("Sunday"),
    "none": _("No day asked for"),
}
# More questions in the period for each person who can than this is much.
_MUCH: Final = 12


@dataclass(frozen=True, slots=True)
class Block:
    """One figure of the page: what it is, what it says in sentences, its lists."""

    definition: Definition
    sentences: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = field(default=())

    @property
    def status(self) -> Words:
        """How far it can be trusted, in words."""
        return STATUS_WORDS[self.definition.status]


def period_words(period: Period) -> str:
    """A period as people say it."""
    if period.quarter:
        return gettext("%(year)s, quarter %(number)s") % {"year": period.year, "number": period.quarter}
    return str(period.year) if period.year else gettext("The past twelve months")


def blocks(content: Mapping[str, Any], places: Mapping[str, str]) -> list[Block]:
    """Everything of a sheet, in the order of the page; `places`: names of municipalities by their number."""
    topics = dict(topic_choices())
    found = [
        Block(
            BY_CODE["questions"],
            (_questions(content),),
            (
                _list(_("How questions ended"), _("Outcome"), content["ended"], ENDED),
                _months(content["month"]),
                divided(_("Questions by kind"), _("Kind"), content["kind"], dict(Request.Kind.choices)),
            ),
        ),
        Block(BY_CODE["answered"], _days(content["answer_days"]), (_answered(content),)),
        Block(BY_CODE["unmet"], unmet_sentences(content), _unmet_lists(content, topics, places)),
        Block(BY_CODE["waiting"], _days(content["waiting_days"])),
    ]
    if "network" in content:
        found.append(Block(BY_CODE["coverage"], _people(content), _coverage(content)))
    found += [
        Block(BY_CODE["no_shows"], (_missed(content),), (_visit_list(content),)),
        Block(BY_CODE["experience"], (), experience_lists(content)),
        Block(BY_CODE["signals"], signal_sentences(content), theme_lists(content)),
        Block(BY_CODE["cost"], cost_sentences(content)),
    ]
    if "continuation" in content:
        found.append(Block(BY_CODE["continuation"], (_stayed(content),)))
        found.append(Block(BY_CODE["paid_work"], (_steps(content),)))
    return found


Naming = Mapping[str, Any] | Callable[[str], str]


def _named(names: Naming, code: str) -> str:
    if callable(names):
        return names(code)
    return str(names.get(code, code))


def _months(values: Mapping[str, int | None]) -> Grid:
    rows = []
    for code, count in values.items():
        year, month = code.split("-")
        day = date(int(year), int(month), 1)
        rows.append(Row(str(date_format(day, "M Y")), (count,), short=str(date_format(day, "M"))))
    return Grid(_("Questions per month"), _("Month"), (gettext("Number"),), tuple(rows), "columns")


def _list(title: Words, column: Words, values: Mapping[str, int | None], names: Naming) -> Grid:
    """One count per row, in the order of the names where they are a table, else as they come."""
    order = [code for code in names if code in values] if isinstance(names, Mapping) else list(values)
    rows = tuple(Row(_named(names, code), (values[code],)) for code in order)
    return Grid(title, column, (gettext("Number"),), rows)


def divided(
    title: Words,
    column: Words,
    values: Mapping[str, list[int | None]],
    names: Naming,
    *,
    keep_order: bool = False,
    only_asked: bool = False,
) -> Grid:
    """Asked and unmet per row, most asked first; what is not shown stands last and tells nothing by its place."""
    codes = [code for code, pair in values.items() if pair != [0, 0] and pair != [0, None]]
    if not keep_order:
        codes.sort(key=lambda code: (-(values[code][0] or 0), _named(names, code)))
    only_asked = only_asked or all(values[code][1] is None for code in codes)
    columns = (gettext("Asked"), gettext("Nobody could"))[: 1 if only_asked else 2]
    return Grid(
        title, column, columns, tuple(Row(_named(names, code), tuple(values[code][: len(columns)])) for code in codes)
    )


def language(code: str) -> str:
    """What a language is called, or that none was needed."""
    return gettext("No language needed") if code == "none" else variety_name(code)


def _questions(content: Mapping[str, Any]) -> str:
    total = content["questions"]
    if total is None:
        return gettext("There were fewer than five questions: nothing of them is shown.")
    return ngettext("%(count)s question came in.", "%(count)s questions came in.", total) % {"count": total}


def _days(days: Mapping[str, float | None]) -> tuple[str, ...]:
    if days["median"] is None:
        return (gettext("Fewer than ten: too few to say how long it took."),)
    return (
        gettext("Half of them within %(days)s days, nine in ten within %(most)s days.")
        % {"days": number(days["median"]), "most": number(days["nine_in_ten"])},
    )


def answer_sentences(content: Mapping[str, Any]) -> tuple[str, ...]:
    """How soon there was an answer, or nothing where there were too few to say."""
    if content["answer_days"]["median"] is None:
        return ()
    said = gettext("Half of the questions had an answer within %(days)s days, nine in ten within %(most)s days.")
    return (
        said
        % {
            "days": number(content["answer_days"]["median"]),
            "most": number(content["answer_days"]["nine_in_ten"]),
        },
    )


def reasons(content: Mapping[str, Any]) -> Grid:
    """Why nobody could."""
    values = {code: count for code, count in content["ended"].items() if code in UNMET}
    return _list(_("Why nobody could"), _("Reason"), values, UNMET)


def _answered(content: Mapping[str, Any]) -> Grid:
    return _list(_("Days until there was an answer"), _("Days"), content["answered"], ANSWERED)


def unmet_sentences(content: Mapping[str, Any]) -> tuple[str, ...]:
    """Which share nobody could do, or that it is not shown."""
    total, unmet = content["questions"], content["ended"].get("unmet")
    if total is None or unmet is None:
        return (gettext("How many questions nobody could do is not shown: the number is too small."),)
    share = round(100 * unmet / total) if total else 0
    return (
        gettext("%(unmet)s of %(total)s questions (%(share)s in a hundred) could not be done by anybody.")
        % {"unmet": unmet, "total": total, "share": share},
    )


def _unmet_lists(content: Mapping[str, Any], topics: Mapping[str, str], places: Mapping[str, str]) -> tuple[Grid, ...]:
    grids = [
        divided(_("By language"), _("Language"), content["language"], language),
        divided(_("By topic"), _("Topic"), content["topic"], topics),
    ]
    if "place" in content:
        names = {**places, "none": gettext("No municipality named")}
        grids.append(divided(_("By municipality"), _("Municipality"), content["place"], names))
    grids.append(
        divided(_("By day of the week"), _("Day"), content["weekday"], WEEKDAYS, keep_order=True),
    )
    return tuple(grids)


def _people(content: Mapping[str, Any]) -> tuple[str, ...]:
    people = content["network"]["people"]
    if people is None:
        return (gettext("Fewer than five people can be asked."),)
    said = ngettext("%(count)s person can be asked today.", "%(count)s people can be asked today.", people)
    return (said % {"count": people},)


def _coverage(content: Mapping[str, Any]) -> tuple[Grid, ...]:
    """Languages with who speaks them well; a warning where many ask and few can."""
    speakers, asked = content["network"]["languages"], content["language"]
    rows = []
    for code in sorted(asked, key=lambda one: (-(asked[one][0] or 0), language(one))):
        if code == "none" or asked[code][0] == 0:
            continue
        people = speakers.get(code, 0)
        warning: Words = ""
        if people == 0:
            warning = _("Nobody can")
        elif people is None:
            warning = _("Few people")
        elif asked[code][0] is not None and asked[code][0] > _MUCH * people:
            warning = _("Much is asked of few")
        rows.append(Row(language(code), (asked[code][0], people), warning, "bad" if people == 0 else "warn"))
    genders = dict(KeyPerson.Gender.choices)
    wishes = dict(Newcomer.GenderWish.choices)
    return (
        Grid(_("Languages"), _("Language"), (gettext("Asked"), gettext("People who speak it well")), tuple(rows)),
        _list(_("Women and men who can be asked"), _("Gender"), content["network"]["genders"], genders),
        _list(_("Wishes for a woman or a man"), _("Wish"), content["wish"], wishes),
    )


def _missed(content: Mapping[str, Any]) -> str:
    missed = content["visits"].get("no_show")
    if missed is None:
        return gettext("How many newcomers did not come is not shown: it is too small.")
    said = ngettext(
        "To %(count)s appointment the newcomer did not come.",
        "To %(count)s appointments the newcomer did not come.",
        missed,
    )
    return said % {"count": missed} + " " + gettext("How many were avoided is not measured yet.")


def _visit_list(content: Mapping[str, Any]) -> Grid:
    return _list(_("Appointments"), _("How it went"), content["visits"], VISITS)


def experience_lists(content: Mapping[str, Any]) -> tuple[Grid, ...]:
    """Whether it helped, by who answered."""
    titles = {"professional": _("Professionals: did it help?"), "newcomer": _("Newcomers: did it help?")}
    return tuple(
        _list(title, _("Answer"), content["experience"][who], HELPED)
        for who, title in titles.items()
        if content["experience"][who]["all"] != 0
    )


def signal_sentences(content: Mapping[str, Any]) -> tuple[str, ...]:
    """How many signals came, and how many got an answer."""
    came = content["signals"]
    if came["all"] is None:
        return (gettext("How many signals came in is not shown: the number is too small."),)
    if not came["all"]:
        return (gettext("No signals came in."),)
    said = ngettext("%(count)s signal came in.", "%(count)s signals came in.", came["all"]) % {"count": came["all"]}
    told = gettext("How many got an answer is not shown.")
    if came["answered"] is not None:
        told = gettext("%(count)s of them got an answer.") % {"count": came["answered"]}
    if came["median_days"] is not None:
        told += " " + gettext("Half of the answers came within %(days)s days.") % {"days": number(came["median_days"])}
    return (said, told)


def theme_lists(content: Mapping[str, Any]) -> tuple[Grid, ...]:
    """What signals were about."""
    came = content["signals"]
    names = {
        code: theme_name(Theme(code=code, names=own)) for code, own in came["names"].items() if code in came["theme"]
    }
    rows = tuple(
        Row(names.get(code, code), (pair[0], pair[1]))
        for code, pair in sorted(came["theme"].items(), key=lambda one: (-(one[1][0] or 0), one[0]))
    )
    columns = (gettext("Signals"), gettext("Answered"))
    return (Grid(_("What signals were about"), _("Theme"), columns, rows),) if rows else ()


def cost_sentences(content: Mapping[str, Any]) -> tuple[str, ...]:
    """Money and time, or that they are not shown because few people earned them."""
    cents, per = content["cents"], content["cents_per_visit"]
    if cents["all"] is None:
        return (gettext("What it cost is not shown: it came from so few people that it would tell what they got."),)
    lines = [gettext("%(amount)s in all.") % {"amount": euros(cents["all"])}]
    if cents.get("fee") is not None and cents.get("costs") is not None:
        lines = [
            gettext("%(amount)s in all: %(fee)s in fees and %(costs)s in real costs.")
            % {"amount": euros(cents["all"]), "fee": euros(cents["fee"]), "costs": euros(cents["costs"])}
        ]
    if content["minutes"] is not None:
        lines.append(gettext("%(hours)s hours of work.") % {"hours": hours(content["minutes"])})
    if per is not None:
        lines.append(gettext("%(amount)s for each appointment that took place.") % {"amount": euros(per)})
    return tuple(lines)


def _stayed(content: Mapping[str, Any]) -> str:
    began, stayed = content["continuation"]["began"], content["continuation"]["stayed"]
    if began is None or stayed is None:
        return gettext("Not shown: it is about fewer than five people, or would tell about so few.")
    if not began:
        return gettext("Nobody's twelfth month was full in this period.")
    return gettext("%(stayed)s of %(began)s were still there.") % {"stayed": stayed, "began": began}


def _steps(content: Mapping[str, Any]) -> str:
    steps = content["paid_work"]
    if steps is None:
        return gettext("Fewer than five people: how many is not shown.")
    if not steps:
        return gettext("Nobody, as far as we know.")
    return ngettext("%(count)s person.", "%(count)s people.", steps) % {"count": steps}
