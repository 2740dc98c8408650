"""What stands on pages for everybody: only what readers said yes to, and counts."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from ..models import Decision, Letter, Mark, Proposal, Reader, Round, Version
from ..rules import privacy

_TOOK_PART = [Reader.State.FINISHED, Reader.State.PARTLY]


@dataclass(frozen=True, slots=True)
class Change:
    """One sentence before and after, with how many readers stumbled over it."""

    before: str
    after: str
    stumbled: int
    readers: int


@dataclass(frozen=True, slots=True)
class Thanks:
    """Names of readers who said yes to that, and how many more there were."""

    names: list[str]
    more: int


def published_rounds() -> QuerySet[Round]:
    """Advice with a page for everybody, of all regions."""
    rows = Round.objects.exclude(published_at=None).filter(kind=Round.Kind.ADVICE)
    return rows.select_related("organisation", "region").order_by("-published_at")


def changes_of(letter: Letter) -> list[Change]:
    """Every sentence that was changed after readers said something, in order."""
    return _changes(
        Decision.objects.filter(sentence__version__letter=letter, sentence__version__rounds__state=Round.State.TOLD)
    )


def changes_into(version: Version) -> list[Change]:
    """Every sentence that was changed to make this version, in order."""
    return _changes(Decision.objects.filter(sentence__version__rounds__result=version))


def _changes(decisions: QuerySet[Decision]) -> list[Change]:
    rows = (
        decisions.exclude(text="")
        .select_related("sentence")
        .annotate(
            stumbled=Count("sentence__marks", filter=~Q(sentence__marks__verdict=Mark.Verdict.CLEAR), distinct=True),
            readers=Count("sentence__marks", distinct=True),
        )
        .order_by("sentence__version__number", "sentence__position")
    )
    return [Change(row.sentence.text, row.text, row.stumbled, row.readers) for row in rows]


def quotes_of(letter: Letter) -> list[str]:
    """Words of readers who said that everybody may read them; their rewrites, without names."""
    rows = Proposal.objects.filter(
        reader__round__version__letter=letter, reader__round__state=Round.State.TOLD, reader__may_quote=True
    )
    return [str(row.text) for row in rows.order_by("sentence__position", "id")[:40] if may_stand(row.text)]


def may_stand(text: str) -> bool:
    """Whether words may be on a page for everybody: not with a name, number or address that may be anybody's."""
    return bool(text) and not privacy.found_in([text])


def thanks_of(rounds: QuerySet[Round]) -> Thanks:
    """Who took part, as far as they want to be named."""
    readers = list(Reader.objects.filter(round__in=rounds, state__in=_TOOK_PART).order_by("id"))
    names = [str(row.shown_name) for row in readers if row.may_name and row.shown_name]
    return Thanks(names, len(readers) - len(names))
