"""Writing an edition: chapters, figures, what to read further, checks, letting it out."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts import queries as accounts
from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.ui.errors import NotAllowed, RuleBroken

from .. import access
from ..editions import content as contents
from ..editions.page import article
from ..editions.paper import paper
from ..forms import editions as forms
from ..forms.external import WordsForm
from ..models import Edition, Figure, Quote, Reading
from ..queries import editions as queries
from ..queries.editions import EDITORS
from ..queries.external import outdated_figures
from ..services import editions as services

LANGUAGES = ("nl", "en", "ar", "ti", "fa", "tr", "uk", "fr")


def posted(request: ViewerRequest) -> QueryDict | None:
    """What was sent, or None for a form that is opened."""
    return request.POST if request.method == "POST" else None


def back_to(edition: Edition, place: str = "") -> HttpResponse:
    """To the page of the edition, at one place of it."""
    return redirect(reverse("insights:show-edition", args=[edition.pk]) + (f"#{place}" if place else ""))


@require_safe
@role_required(*EDITORS)
def list_editions(request: ViewerRequest) -> HttpResponse:
    """Editions of the region, and how they stand."""
    rows = queries.visible_editions(request.viewer)
    return render(request, "insights/editions/list_editions.html", {"editions": rows[:100]})


@require_http_methods(["GET", "POST"])
@role_required(*EDITORS)
def create_edition(request: ViewerRequest) -> HttpResponse:
    """A new one, empty."""
    region = accounts.visible_regions(request.viewer).get()
    rows = queries.visible_editions(request.viewer).filter(state=Edition.State.PUBLISHED)
    initial = {"year": timezone.localdate().year, "publisher": region.name, "contact": region.coordinator_email}
    form = forms.CreateForm(posted(request), editions=rows, initial=initial)
    if form.is_valid():
        if request.viewer.support:
            raise NotAllowed
        edition = services.create_edition(region=region, values=form.cleaned_data, actor=request.viewer)
        return back_to(edition)
    context = {"form": form, "title": _("New edition")}
    return render(request, "insights/editions/form.html", context, status=422 if form.is_bound else 200)


@require_safe
@role_required(*EDITORS)
def show_edition(request: ViewerRequest, pk: int) -> HttpResponse:
    """Everything of an edition on one page: what is missing, chapters, quotes, figures, issues."""
    edition = access.edition_to_see(request.viewer, pk)
    home = edition.translated_from or edition
    quotes = Quote.objects.filter(interview__edition=home).select_related("interview").prefetch_related("translations")
    context = {
        "edition": edition,
        "home": home,
        "problems": queries.problems(edition),
        "outdated": outdated_figures(edition),
        "chapters": edition.chapters.select_related("interview").prefetch_related("figures"),
        "interviews": home.interviews.prefetch_related("quotes"),
        "guides": home.guides.all(),
        "quotes": [(row, _words_in(row, edition)) for row in quotes if row.text],
        "readings": edition.readings.all(),
        "reading_form": forms.ReadingForm(),
        "note_form": forms.NoteForm(),
        "issues": edition.issues.defer("pdf", "content"),
        "translations": edition.translations.all(),
        "languages": _free_languages(edition),
        "tones": TONES,
    }
    return render(request, "insights/editions/show_edition.html", context)


TONES = {"draft": "neutral", "review": "info", "published": "good", "replaced": "neutral"}


def _words_in(quote: Quote, edition: Edition) -> str:
    return next((str(one.text) for one in quote.translations.all() if one.language == edition.language), "")


def _free_languages(edition: Edition) -> list[tuple[str, str]]:
    from django.conf import settings

    if edition.translated_from_id is not None:
        return []
    taken = {edition.language, *edition.translations.values_list("language", flat=True)}
    return [(code, str(name)) for code, name in settings.LANGUAGES if code in LANGUAGES and code not in taken]


@require_http_methods(["GET", "POST"])
@role_required(*EDITORS)
def change_edition(request: ViewerRequest, pk: int) -> HttpResponse:
    """Cover, how it was made, who is not heard, colophon."""
    edition = access.edition_to_change(request.viewer, pk)
    form = forms.CoverForm(posted(request), instance=edition)
    if form.is_valid():
        services.change_edition(edition=edition, values=form.cleaned_data, actor=request.viewer)
        return back_to(edition, "verantwoording")
    context = {"form": form, "edition": edition, "title": _("Cover and accountability")}
    return render(request, "insights/editions/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@role_required(*EDITORS)
def add_chapter(request: ViewerRequest, pk: int) -> HttpResponse:
    """A new chapter at the end."""
    edition = access.edition_to_change(request.viewer, pk)
    form = forms.ChapterForm(posted(request), edition=edition)
    if form.is_valid():
        values = form.cleaned_data
        chapter = services.save_chapter(edition=edition, chapter=None, values=values, actor=request.viewer)
        return back_to(edition, f"hoofdstuk-{chapter.pk}")
    context = {"form": form, "edition": edition, "chapter": None}
    return render(request, "insights/editions/chapter.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@role_required(*EDITORS)
def change_chapter(request: ViewerRequest, pk: int, number: int) -> HttpResponse:
    """The words of one chapter; a translated one beside the original."""
    chapter = access.chapter_to_change(request.viewer, pk, number)
    form = forms.ChapterForm(posted(request), instance=chapter, edition=chapter.edition)
    if form.is_valid():
        values = form.cleaned_data
        services.save_chapter(edition=chapter.edition, chapter=chapter, values=values, actor=request.viewer)
        return back_to(chapter.edition, f"hoofdstuk-{chapter.pk}")
    context = {
        "form": form,
        "edition": chapter.edition,
        "chapter": chapter,
        "original": chapter.translated_from,
        "own": queries.OWN,
        "outdated": outdated_figures(chapter.edition),
    }
    return render(request, "insights/editions/chapter.html", context, status=422 if form.is_bound else 200)


@require_POST
@role_required(*EDITORS)
def move_chapter(request: ViewerRequest, pk: int, number: int) -> HttpResponse:
    """One place up or down; the same buttons with the keyboard."""
    chapter = access.chapter_to_change(request.viewer, pk, number)
    services.move_chapter(chapter=chapter, up=request.POST.get("to") == "up", actor=request.viewer)
    return back_to(chapter.edition, f"hoofdstuk-{chapter.pk}")


@require_POST
@role_required(*EDITORS)
def remove_chapter(request: ViewerRequest, pk: int, number: int) -> HttpResponse:
    """Take a chapter out."""
    chapter = access.chapter_to_change(request.viewer, pk, number)
    services.remove_chapter(chapter=chapter, actor=request.viewer)
    return back_to(chapter.edition, "hoofdstukken")


@require_http_methods(["GET", "POST"])
@role_required(*EDITORS)
def add_figure(request: ViewerRequest, pk: int, number: int) -> HttpResponse:
    """A chart with typed numbers and their source."""
    chapter = access.chapter_to_change(request.viewer, pk, number)
    return _figure(request, chapter, None)


@require_http_methods(["GET", "POST"])
@role_required(*EDITORS)
def change_figure(request: ViewerRequest, pk: int, number: int, figure: int) -> HttpResponse:
    """Other numbers, words or source."""
    chapter = access.chapter_to_change(request.viewer, pk, number)
    return _figure(request, chapter, get_object_or_404(Figure, chapter=chapter, pk=figure))


def _figure(request: ViewerRequest, chapter: Any, figure: Figure | None) -> HttpResponse:
    # Numbers that come from a source stay as the source has them.
    external = figure is not None and figure.external_id is not None
    form = (WordsForm if external else forms.FigureForm)(posted(request), instance=figure)
    if form.is_valid():
        services.save_figure(chapter=chapter, figure=figure, values=form.values(), actor=request.viewer)
        return redirect("insights:change-chapter", pk=chapter.edition_id, number=chapter.pk)
    context = {"form": form, "edition": chapter.edition, "title": _("Figure")}
    return render(request, "insights/editions/form.html", context, status=422 if form.is_bound else 200)


@require_POST
@role_required(*EDITORS)
def add_own_figure(request: ViewerRequest, pk: int, number: int, name: str) -> HttpResponse:
    """A chart of what the region counted."""
    chapter = access.chapter_to_change(request.viewer, pk, number)
    if name not in queries.OWN:
        raise RuleBroken("no-such-figure")
    services.add_own_figure(chapter=chapter, name=name, actor=request.viewer)
    return redirect("insights:change-chapter", pk=pk, number=number)


@require_POST
@role_required(*EDITORS)
def remove_figure(request: ViewerRequest, pk: int, number: int, figure: int) -> HttpResponse:
    """Take a chart out."""
    chapter = access.chapter_to_change(request.viewer, pk, number)
    row = get_object_or_404(Figure.objects.select_related("chapter__edition"), chapter=chapter, pk=figure)
    services.remove_figure(figure=row, actor=request.viewer)
    return redirect("insights:change-chapter", pk=pk, number=number)


@require_POST
@role_required(*EDITORS)
def add_reading(request: ViewerRequest, pk: int) -> HttpResponse:
    """An address to read further."""
    edition = access.edition_to_change(request.viewer, pk)
    form = forms.ReadingForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "edition": edition, "title": _("Read further")}
        return render(request, "insights/editions/form.html", context, status=422)
    services.add_reading(edition=edition, **form.cleaned_data, actor=request.viewer)
    return back_to(edition, "lezen")


@require_POST
@role_required(*EDITORS)
def note_link(request: ViewerRequest, pk: int, reading: int) -> HttpResponse:
    """Somebody looked: the address works, does not work, or goes out of the list."""
    edition = access.edition_to_change(request.viewer, pk)
    row = get_object_or_404(Reading.objects.select_related("edition"), edition=edition, pk=reading)
    answer = request.POST.get("answer")
    if answer == "remove":
        services.remove_reading(reading=row, actor=request.viewer)
    elif answer in {"works", "dead"}:
        services.note_link(reading=row, works=answer == "works", actor=request.viewer)
    return back_to(edition, "lezen")


@require_safe
@role_required(*EDITORS)
def preview_edition(request: ViewerRequest, pk: int) -> HttpResponse:
    """How the page will look, with quotes that still wait for a yes marked."""
    edition = access.edition_to_see(request.viewer, pk)
    shown = mark_safe(article(_draft(edition)))
    context = {"edition": edition, "article": shown, "region": edition.region, "draft": True}
    return render(request, "insights/editions/show_published_edition.html", context)


@require_safe
@role_required(*EDITORS)
def preview_paper(request: ViewerRequest, pk: int) -> HttpResponse:
    """How the PDF will look."""
    edition = access.edition_to_see(request.viewer, pk)
    response = HttpResponse(paper(_draft(edition)), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="proef.pdf"'
    return response


def _draft(edition: Edition) -> dict[str, Any]:
    return contents.content_of(edition, number=0, made_at=timezone.now().replace(microsecond=0), draft=True)


@require_POST
@role_required(*EDITORS)
def move_edition(request: ViewerRequest, pk: int) -> HttpResponse:
    """To be read through, or back to the writer."""
    edition = access.edition_to_change(request.viewer, pk)
    new = Edition.State.REVIEW if request.POST.get("to") == "review" else Edition.State.DRAFT
    services.move_edition(edition=edition, new=new, actor=request.viewer)
    return back_to(edition)


@require_POST
@role_required(*EDITORS)
def publish_edition(request: ViewerRequest, pk: int) -> HttpResponse:
    """Let it out; nothing goes out while something stands in the way."""
    edition = access.edition_to_change(request.viewer, pk)
    services.publish_edition(edition=edition, actor=request.viewer)
    messages.success(request, _("The edition is out. Everybody can read it."))
    return back_to(edition)


@require_POST
@role_required(*EDITORS)
def correct_edition(request: ViewerRequest, pk: int) -> HttpResponse:
    """A new issue, with what changed."""
    edition = access.edition_to_change(request.viewer, pk)
    form = forms.NoteForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "edition": edition, "title": _("New issue")}
        return render(request, "insights/editions/form.html", context, status=422)
    services.correct_edition(edition=edition, note=form.cleaned_data["note"], actor=request.viewer)
    messages.success(request, _("There is a new issue."))
    return back_to(edition, "uitgaven")


@require_POST
@role_required(*EDITORS)
def translate_edition(request: ViewerRequest, pk: int) -> HttpResponse:
    """The same edition in one more language, to be written chapter by chapter."""
    edition = access.edition_to_change(request.viewer, pk)
    language = request.POST.get("language", "")
    if language not in dict(_free_languages(edition)):
        raise RuleBroken("language-there", _("This language is there already."))
    return back_to(services.translate_edition(edition=edition, language=language, actor=request.viewer))


@require_POST
@role_required(*EDITORS)
def translate_quote(request: ViewerRequest, pk: int, number: int) -> HttpResponse:
    """The words of a quote in the language of this edition."""
    edition = access.edition_to_change(request.viewer, pk)
    home = edition.translated_from_id or 0
    quote = get_object_or_404(Quote.objects.select_related("interview"), interview__edition_id=home, pk=number)
    form = forms.TranslationForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "edition": edition, "title": _("The words of a quote")}
        return render(request, "insights/editions/form.html", context, status=422)
    services.translate_quote(edition=edition, quote=quote, text=form.cleaned_data["text"], actor=request.viewer)
    return back_to(edition, "uitspraken")
