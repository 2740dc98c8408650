"""Writing an edition, and letting it out: every step of it, with who did it."""

import logging
from datetime import date
from typing import Any

import typst
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Region
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import RuleBroken, StateChanged

from .. import workflow
from ..editions import content as contents
from ..editions.data import package
from ..editions.page import article
from ..editions.paper import TYPST, paper
from ..models import Chapter, Edition, Figure, Guide, Interview, Issue, QuoteTranslation, Reading
from ..queries import editions as queries

logger = logging.getLogger(__name__)

# Asked of everybody of a kind; the writer changes them for the edition.
QUESTIONS = {
    Interview.Kind.KEY_PERSON: (
        _("What do you do on a normal day as a key person?"),
        _("When did you see that somebody was helped?"),
        _("What goes wrong again and again?"),
        _("What would you change first?"),
        _("What should everybody know who begins with this work?"),
    ),
    Interview.Kind.NEWCOMER: (
        _("What was hard in the first year?"),
        _("Who helped you, and how?"),
        _("What would you tell somebody who comes now?"),
        _("What should the municipality do in another way?"),
    ),
    Interview.Kind.PROFESSIONAL: (
        _("Why did you ask a key person?"),
        _("What went better than without?"),
        _("Where does it still get stuck?"),
        _("What do you need to do this more often?"),
    ),
}


@transaction.atomic
def create_edition(*, region: Region, values: dict[str, Any], actor: Viewer) -> Edition:
    """An empty edition with a guide per kind of interview; `values`: title, subtitle, year, language, publisher, ..."""
    edition = Edition.objects.create(region=region, writer_id=actor.user_id, **values)
    with translation.override(edition.language):
        Guide.objects.bulk_create(
            Guide(edition=edition, kind=kind, questions="\n".join(str(one) for one in questions))
            for kind, questions in QUESTIONS.items()
        )
    audit.record("insights.edition.created", actor=actor, target=edition, region_id=region.pk)
    return edition


@transaction.atomic
def change_edition(*, edition: Edition, values: dict[str, Any], actor: Viewer) -> None:
    """New words on the cover, in the accountability or the colophon."""
    _must_be_open(edition)
    for name, value in values.items():
        setattr(edition, name, value)
    edition.save(update_fields=list(values))
    _changed(edition, actor, "cover")


@transaction.atomic
def change_guide(*, guide: Guide, questions: str, actor: Viewer) -> None:
    """Other questions for one kind of interview."""
    _must_be_open(guide.edition)
    guide.questions = questions
    guide.save(update_fields=["questions"])
    _changed(guide.edition, actor, "guide")


@transaction.atomic
def save_chapter(*, edition: Edition, chapter: Chapter | None, values: dict[str, Any], actor: Viewer) -> Chapter:
    """A new chapter at the end, or other words in one that is there."""
    _must_be_open(edition)
    if chapter is None:
        Edition.objects.select_for_update().get(pk=edition.pk)
        last = edition.chapters.aggregate(last=Max("position"))["last"] or 0
        chapter = Chapter(edition=edition, position=last + 1)
    for name, value in values.items():
        setattr(chapter, name, value)
    chapter.save()
    _changed(edition, actor, "chapter", number=chapter.pk)
    return chapter


@transaction.atomic
def move_chapter(*, chapter: Chapter, up: bool, actor: Viewer) -> bool:
    """Change places with the neighbour; False where there is none."""
    _must_be_open(chapter.edition)
    Edition.objects.select_for_update().get(pk=chapter.edition_id)
    chapter.refresh_from_db(fields=["position"])
    rows = chapter.edition.chapters.all()
    if up:
        other = rows.filter(position__lt=chapter.position).order_by("-position").first()
    else:
        other = rows.filter(position__gt=chapter.position).order_by("position").first()
    if other is None:
        return False
    mine, theirs = chapter.position, other.position
    # Past the end first: a place is taken once.
    last = rows.aggregate(last=Max("position"))["last"] or 0
    Chapter.objects.filter(pk=chapter.pk).update(position=last + 1)
    Chapter.objects.filter(pk=other.pk).update(position=mine)
    Chapter.objects.filter(pk=chapter.pk).update(position=theirs)
    _changed(chapter.edition, actor, "order")
    return True


@transaction.atomic
def remove_chapter(*, chapter: Chapter, actor: Viewer) -> None:
    """Take a chapter out with its figures; quotes stay with their interview."""
    _must_be_open(chapter.edition)
    number, edition = chapter.pk, chapter.edition
    chapter.delete()
    _changed(edition, actor, "chapter", number=number)


@transaction.atomic
def save_figure(*, chapter: Chapter, figure: Figure | None, values: dict[str, Any], actor: Viewer) -> Figure:
    """A chart with its rows: labels, series, source, edition, day, status."""
    _must_be_open(chapter.edition)
    if figure is None:
        last = chapter.figures.aggregate(last=Max("number"))["last"] or 0
        figure = Figure(chapter=chapter, number=last + 1)
    for name, value in values.items():
        setattr(figure, name, value)
    figure.save()
    _changed(chapter.edition, actor, "figure", number=figure.pk)
    return figure


@transaction.atomic
def add_own_figure(*, chapter: Chapter, name: str, actor: Viewer) -> Figure:
    """A chart of what the open figures of this region say of the year of the edition; hidden stays hidden there."""
    edition = chapter.edition
    with translation.override(edition.language):
        counted = queries.own_figures(edition, name)
        if counted is None:
            raise RuleBroken(
                "no-open-figures",
                gettext("There are no open figures of this year yet."),
                gettext("Make them public first. A publication shows what is in them."),
            )
        values = {
            "kind": Figure.Kind.COLUMNS if name == "quarters" else Figure.Kind.BARS,
            "origin": Figure.Origin.OWN,
            "title": str(counted.title),
            "description": gettext("Counted in this region, %(year)s.") % {"year": edition.year},
            "labels": counted.labels,
            "series": [[str(counted.title), counted.values]],
            "source": edition.region.name,
            "source_edition": gettext("Open figures %(period)s") % {"period": counted.edition},
            "reference_day": timezone.localdate(),
            "status": Figure.Status.PROVISIONAL,
            "note": gettext("“Not shown”: fewer than five, hidden to protect, or not public yet."),
        }
    return save_figure(chapter=chapter, figure=None, values=values, actor=actor)


@transaction.atomic
def remove_figure(*, figure: Figure, actor: Viewer) -> None:
    """Take a chart out."""
    _must_be_open(figure.chapter.edition)
    number, edition = figure.pk, figure.chapter.edition
    figure.delete()
    _changed(edition, actor, "figure", number=number)


@transaction.atomic
def add_reading(*, edition: Edition, title: str, url: str, actor: Viewer) -> Reading:
    """Something to read further; nobody has looked yet whether the address works."""
    _must_be_open(edition)
    last = edition.readings.aggregate(last=Max("position"))["last"] or 0
    row = Reading.objects.create(edition=edition, position=last + 1, title=title, url=url)
    _changed(edition, actor, "reading", number=row.pk)
    return row


@transaction.atomic
def note_link(*, reading: Reading, works: bool, actor: Viewer, day: date | None = None) -> None:
    """Keep that somebody, or a program, saw whether the address works."""
    reading.works, reading.checked_on = works, day or timezone.localdate()
    # What a program saw before is answered with this.
    reading.outcome = ""
    reading.save(update_fields=["works", "checked_on", "outcome"])
    _changed(reading.edition, actor, "link", number=reading.pk)


@transaction.atomic
def remove_reading(*, reading: Reading, actor: Viewer) -> None:
    """Take an address out."""
    _must_be_open(reading.edition)
    number, edition = reading.pk, reading.edition
    reading.delete()
    _changed(edition, actor, "reading", number=number)


@transaction.atomic
def move_edition(*, edition: Edition, new: str, actor: Viewer, **changes: Any) -> None:
    """Compare-and-set; StateChanged when somebody was first, or no table knows the step."""
    old = edition.state
    if not workflow.can_move(workflow.EDITION, old, new):
        raise StateChanged
    if not Edition.objects.filter(pk=edition.pk, state=old).update(state=new, **changes):
        raise StateChanged
    edition.state = new
    for name, value in changes.items():
        setattr(edition, name, value)
    audit.record(f"insights.edition.{new}", actor=actor, target=edition, region_id=edition.region_id)


@transaction.atomic
def publish_edition(*, edition: Edition, actor: Viewer) -> Issue:
    """Let the edition out with its first issue; RuleBroken while anything stands in the way."""
    if queries.problems(edition):
        raise RuleBroken("edition-not-ready", _("Something stands in the way of publishing. The page says what."))
    move_edition(edition=edition, new=Edition.State.PUBLISHED, actor=actor, published_at=timezone.now())
    if edition.replaces is not None and edition.replaces.state == Edition.State.PUBLISHED:
        move_edition(edition=edition.replaces, new=Edition.State.REPLACED, actor=actor)
    return make_issue(edition=edition, note="", actor=actor)


@transaction.atomic
def correct_edition(*, edition: Edition, note: str, actor: Viewer) -> Issue:
    """Let out a new issue of a published edition, with a note that says what changed."""
    if edition.state != Edition.State.PUBLISHED:
        raise StateChanged
    if queries.problems(edition):
        raise RuleBroken("edition-not-ready", _("Something stands in the way of publishing. The page says what."))
    return make_issue(edition=edition, note=note, actor=actor)


@transaction.atomic
def make_issue(*, edition: Edition, note: str, actor: Viewer) -> Issue:
    """Make content, page, paper and data, and keep the hash of each; RuleBroken for a sign no font here has."""
    Edition.objects.select_for_update().get(pk=edition.pk)
    number = (edition.issues.aggregate(last=Max("number"))["last"] or 0) + 1
    made_at = timezone.now().replace(microsecond=0)
    content = contents.content_of(edition, number=number, made_at=made_at, note=note)
    try:
        pdf = paper(content)
    except typst.TypstError as error:
        logger.warning("edition %s cannot be typeset: %s", edition.pk, type(error).__name__)
        raise RuleBroken(
            "not-printable",
            _("There is a sign in the text that cannot be printed."),
            _("Look for a small picture or a sign of an unusual alphabet, and take it out."),
        ) from error
    issue = Issue.objects.create(
        edition=edition,
        number=number,
        made_at=made_at,
        note=note,
        content=content,
        content_hash=contents.hash_of(contents.canonical(content)),
        pdf=pdf,
        pdf_hash=contents.hash_of(pdf),
        html_hash=contents.hash_of(article(content).encode()),
        data_hash=contents.hash_of(package(content)),
        typst_version=TYPST,
    )
    audit.record("insights.issue.made", actor=actor, target=issue, region_id=edition.region_id, number=number)
    return issue


def rebuilt(issue: Issue) -> dict[str, bool]:
    """Whether each output, made again from the stored content, has the hash that was kept."""
    content = issue.content
    return {
        "content": contents.hash_of(contents.canonical(content)) == issue.content_hash,
        "pdf": contents.hash_of(paper(content)) == issue.pdf_hash,
        "html": contents.hash_of(article(content).encode()) == issue.html_hash,
        "data": contents.hash_of(package(content)) == issue.data_hash,
    }


@transaction.atomic
def translate_edition(*, edition: Edition, language: str, actor: Viewer) -> Edition:
    """A copy in another language, chapter by chapter, with the words of the original to be replaced."""
    _may_translate(edition, language)
    copy = Edition.objects.create(
        region_id=edition.region_id,
        title=edition.title,
        subtitle=edition.subtitle,
        year=edition.year,
        language=language,
        publisher=edition.publisher,
        contact=edition.contact,
        translated_from=edition,
        writer_id=actor.user_id,
    )
    for row in edition.chapters.prefetch_related("figures"):
        figures = list(row.figures.all())
        mine = Chapter.objects.create(
            edition=copy,
            position=row.position,
            kind=row.kind,
            theme=row.theme,
            heading=row.heading,
            picture=row.picture,
            interview=row.interview,
            translated_from=row,
        )
        for figure in figures:
            figure.pk, figure.chapter, figure._state.adding = None, mine, True
        Figure.objects.bulk_create(figures)
    Reading.objects.bulk_create(
        Reading(
            edition=copy,
            position=row.position,
            title=row.title,
            url=row.url,
            checked_on=row.checked_on,
            works=row.works,
        )
        for row in edition.readings.all()
    )
    audit.record("insights.edition.created", actor=actor, target=copy, region_id=copy.region_id, language=language)
    return copy


def _may_translate(edition: Edition, language: str) -> None:
    if edition.translated_from_id is not None:
        raise RuleBroken("not-the-original", _("Translate from the original edition."))
    if language == edition.language or edition.translations.filter(language=language).exists():
        raise RuleBroken("language-there", _("This language is there already."))


@transaction.atomic
def translate_quote(*, edition: Edition, quote: Any, text: str, actor: Viewer) -> None:
    """The words of a quote in the language of a translated edition; only where the person said yes to that."""
    _must_be_open(edition)
    if edition.translated_from_id != quote.interview.edition_id or not quote.interview.may_translate:
        raise RuleBroken("no-yes-for-languages", _("This person did not say yes to other languages."))
    QuoteTranslation.objects.update_or_create(quote=quote, language=edition.language, defaults={"text": text})
    _changed(edition, actor, "quote", number=quote.pk)


def _must_be_open(edition: Edition) -> None:
    if not edition.is_open:
        raise StateChanged


def _changed(edition: Edition, actor: Viewer, what: str, **more: Any) -> None:
    audit.record(
        "insights.edition.changed", actor=actor, target=edition, region_id=edition.region_id, part=what, **more
    )
