"""The writer's letters: a new one, its text, its personal data, its page."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts import queries as accounts
from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import NotAllowed

from .. import access, load, queries, reader_wording, services, wording
from ..forms import LetterForm, TextForm
from ..load import files, sheet
from ..models import Letter, Round, Version
from ..queries.letters import WRITERS
from ..readability import Level, Point
from ..reading import RefusedLetter
from ..rules.privacy import INSTEAD
from ..services.gate import open_findings


@require_safe
@role_required(*WRITERS)
def list_letters(request: ViewerRequest) -> HttpResponse:
    """Letters and rounds of advice, and how they stand."""
    page = Paginator(queries.letters_with_counts(request.viewer), 25).get_page(request.GET.get("page"))
    today = timezone.localdate()
    rounds = queries.visible_rounds(request.viewer).select_related("organisation", "version")
    context = {
        "page_obj": page,
        "today": today,
        "advice": rounds.filter(kind=Round.Kind.ADVICE)[:25],
        "waiting": rounds.filter(state=Round.State.ASKED) if request.viewer.role == "coordinator" else [],
        "tones": wording.LETTER_TONES,
        "round_labels": dict(Round.State.choices),
        "round_tones": wording.ROUND_TONES,
    }
    return render(request, "letters/list_letters.html", context)


@require_safe
@role_required(*WRITERS)
def list_words(request: ViewerRequest) -> HttpResponse:
    """Words that letters of this region lost, with how often."""
    page = Paginator(queries.word_proposals(request.viewer), 50).get_page(request.GET.get("page"))
    return render(request, "letters/list_words.html", {"page_obj": page})


@require_http_methods(["GET", "POST"])
@role_required(*WRITERS)
def upload_letter(request: ViewerRequest) -> HttpResponse:
    """A file or a text; a refused one comes back with what to do about it."""
    region = accounts.visible_regions(request.viewer).get()
    own = organisation_of(request)
    form = LetterForm(
        posted(request),
        request.FILES if request.method == "POST" else None,
        municipalities=region.municipalities.all(),
        initial={"municipality": own.municipality_id if own else None},
    )
    if form.is_valid():
        if request.viewer.support:
            raise NotAllowed
        data = form.cleaned_data
        common: dict[str, Any] = {
            "region": region,
            "organisation": own,
            "municipality": data["municipality"],
            "title": data["title"],
            "actor": request.viewer,
        }
        try:
            if data["file"]:
                file = data["file"]
                letter = services.upload_letter(**common, content=file.read(), name=file.name)
            else:
                letter = services.paste_letter(**common, text=data["text"])
        except RefusedLetter as refused:
            form.add_error("file" if data["file"] else "text", wording.refusal(refused.code, refused.facts))
        else:
            return redirect("letters:show-letter", pk=letter.pk)
    return render(request, "letters/upload_letter.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@role_required(*WRITERS)
def show_letter(request: ViewerRequest, pk: int) -> HttpResponse:
    """One letter: what to do next, its text with what the computer noticed, its rounds, both gains."""
    letter = access.letter_to_see(request.viewer, pk)
    steps = {
        Letter.State.CONFIRMING: "letters:confirm-text",
        Letter.State.GATE: "letters:check-privacy",
    }
    if letter.state in steps:
        return redirect(steps[Letter.State(letter.state)], pk=pk)
    context: dict[str, Any] = {"letter": letter, "progress": _progress(letter)}
    if letter.state == Letter.State.FAILED:
        context["refusal"] = wording.refusal(letter.refusal["code"], letter.refusal.get("facts", {}))
    elif letter.state == Letter.State.READY:
        version = _version(letter, request.GET.get("versie", ""))
        context |= _checked(version) | {
            "versions": list(letter.versions.order_by("number")),
            "rounds": _rounds(letter),
            "gains": queries.gains_of(letter.pk),
            "can_ask": not version.rounds.exclude(state=Round.State.WITHDRAWN).exists() and _is_last(letter, version),
            "can_track": (tracks := files.can_track(letter)),
            "file_text": wording.file_text(letter.kind, tracks=tracks, office=bool(settings.OFFICE_PROGRAM)),
            "may_publish": Round.objects.filter(version__letter=letter, state="told", result__isnull=False).exists(),
        }
    return render(request, "letters/show_letter.html", context)


@require_safe
@role_required(*WRITERS)
def show_progress(request: ViewerRequest, pk: int) -> HttpResponse:
    """How far reading a PDF is, as a piece of the page; without a poll when it is done."""
    letter = access.letter_to_see(request.viewer, pk)
    return render(request, "letters/progress.html", {"progress": _progress(letter), "letter": letter})


@require_http_methods(["GET", "POST"])
@role_required(*WRITERS)
def confirm_text(request: ViewerRequest, pk: int) -> HttpResponse:
    """Is the text out of the PDF whole? The writer looks, mends and confirms; also later, as long as nobody saw it."""
    letter = access.letter_to_prepare(request.viewer, pk)
    if letter.state not in {Letter.State.CONFIRMING, Letter.State.GATE}:
        return redirect("letters:show-letter", pk=pk)
    version = letter.versions.get(number=1)
    form = TextForm(posted(request), initial={"text": _as_text(version)})
    if form.is_valid():
        try:
            if form.cleaned_data["text"].strip() != _as_text(version).strip():
                services.change_text(letter=letter, text=form.cleaned_data["text"], actor=request.viewer)
        except RefusedLetter as refused:
            form.add_error("text", wording.refusal(refused.code, refused.facts))
        else:
            if letter.state == Letter.State.CONFIRMING:
                services.confirm_text(letter=letter, actor=request.viewer)
            return redirect("letters:check-privacy", pk=pk)
    notices = [wording.NOTICES[code] for code in letter.notices]
    context = {"letter": letter, "form": form, "notices": notices, "blocks": version.blocks.all()}
    return render(request, "letters/confirm_text.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@role_required(*WRITERS)
def check_privacy(request: ViewerRequest, pk: int) -> HttpResponse:
    """Personal data: replace each, or say that everybody may know it; then others may see the letter."""
    letter = access.letter_to_prepare(request.viewer, pk)
    if letter.state != Letter.State.GATE:
        return redirect("letters:show-letter", pk=pk)
    if request.method == "POST":
        services.pass_gate(letter=letter, actor=request.viewer)
        messages.success(request, _("The letter is ready. Now others may see it."))
        return redirect("letters:show-letter", pk=pk)
    context = {
        "letter": letter,
        "findings": [(one, wording.PERSONAL[one.kind.value], INSTEAD[one.kind]) for one in open_findings(letter)],
        "public": [(kind, words, wording.PERSONAL[kind]) for kind, words in letter.public_terms],
        "removed": sum(letter.removed.values()),
        "notices": [wording.NOTICES[code] for code in letter.notices if code != "confirm-text"],
        "blocks": letter.versions.get(number=1).blocks.all(),
    }
    return render(request, "letters/check_privacy.html", context)


@require_POST
@role_required(*WRITERS)
def settle_privacy(request: ViewerRequest, pk: int) -> HttpResponse:
    """One tap about one piece of personal data."""
    letter = access.letter_to_prepare(request.viewer, pk)
    kind, words = request.POST.get("kind", ""), request.POST.get("words", "")
    known = {(one.kind.value, one.words) for one in open_findings(letter)}
    do = request.POST.get("do", "")
    if [kind, words] in letter.public_terms and do == "back":
        services.take_public_back(letter=letter, kind=kind, words=words, actor=request.viewer)
    elif (kind, words) in known and do == "replace":
        services.replace_words(letter=letter, kind=kind, words=words, actor=request.viewer)
    elif (kind, words) in known and do == "public":
        services.make_public(letter=letter, kind=kind, words=words, actor=request.viewer)
    return redirect("letters:check-privacy", pk=pk)


@require_POST
@role_required(*WRITERS)
def discard_letter(request: ViewerRequest, pk: int) -> HttpResponse:
    """Throw a letter away that nobody has read."""
    services.discard_letter(letter=access.letter_to_change(request.viewer, pk), actor=request.viewer)
    messages.success(request, _("Thrown away. The text is not kept."))
    return redirect("letters:list-letters")


@require_POST
@role_required(*WRITERS)
def publish_letter(request: ViewerRequest, pk: int) -> HttpResponse:
    """Put the page for everybody there, or take it away."""
    letter = access.letter_to_change(request.viewer, pk)
    if letter.published_at is None:
        services.publish_letter(letter=letter, actor=request.viewer)
        messages.success(request, _("The page is there. Everybody can read it."))
    else:
        services.unpublish_letter(letter=letter, actor=request.viewer)
        messages.success(request, _("The page is away."))
    return redirect("letters:show-letter", pk=pk)


@require_safe
@role_required(*WRITERS)
def download_letter(request: ViewerRequest, pk: int) -> HttpResponse:
    """The newest version as a Word file."""
    letter = _ready(request, pk)
    return _word(request, letter, files.newest(letter), "brief")


@require_safe
@role_required(*WRITERS)
def download_changes(request: ViewerRequest, pk: int) -> HttpResponse:
    """The own file with every change tracked and what readers said beside it; 404 where no file is kept."""
    letter = _ready(request, pk)
    if not files.can_track(letter):
        raise Http404
    return _word(request, letter, files.with_changes(letter, author=letter.writer_label), "wijzigingen")


@require_safe
@role_required(*WRITERS)
def download_sheet(request: ViewerRequest, pk: int, number: int) -> HttpResponse:
    """One side of A4: before and after for a version that came of a round; 404 for a first version."""
    letter = _ready(request, pk)
    version = get_object_or_404(letter.versions.filter(number__gte=2), number=number)
    audit.record("letters.letter.printed", actor=request.viewer, target=letter, region_id=letter.region_id)
    response = HttpResponse(sheet.sheet_of(letter, version), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="voor-en-na-{letter.pk}-{number}.pdf"'
    return response


def _ready(request: ViewerRequest, pk: int) -> Letter:
    letter = access.letter_to_see(request.viewer, pk)
    if letter.state != Letter.State.READY:
        raise Http404
    return letter


def _word(request: ViewerRequest, letter: Letter, content: bytes, name: str) -> HttpResponse:
    audit.record("letters.letter.exported", actor=request.viewer, target=letter, region_id=letter.region_id, what=name)
    response = HttpResponse(content, content_type=files.WORD)
    response["Content-Disposition"] = f'attachment; filename="{name}-{letter.pk}.docx"'
    return response


def posted(request: ViewerRequest) -> QueryDict | None:
    """What a form was sent with; an empty POST is a sent form too."""
    return request.POST if request.method == "POST" else None


def organisation_of(request: ViewerRequest) -> Any:
    """The organisation the viewer works at now, or None."""
    mine = (row for row in request.memberships if row.pk == request.viewer.membership_id)
    return next((row.organisation for row in mine), None)


def _progress(letter: Letter) -> dict[str, Any] | None:
    if letter.state != Letter.State.READING:
        return None
    return {"text": _("We read your letter"), "poll": reverse("letters:show-progress", args=[letter.pk])}


def _version(letter: Letter, wanted: str) -> Version:
    rows = letter.versions.select_related("score")
    chosen = rows.filter(number=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 4 else None
    return chosen or rows.order_by("-number")[0]


def _is_last(letter: Letter, version: Version) -> bool:
    return not letter.versions.filter(number__gt=version.number).exists()


def _rounds(letter: Letter) -> list[tuple[Round, str, dict[str, int]]]:
    rows = Round.objects.filter(version__letter=letter).exclude(state=Round.State.WITHDRAWN).order_by("number")
    return [(row, wording.ROUND_TONES[row.state], queries.progress_of(row)) for row in rows]


def _checked(version: Version) -> dict[str, Any]:
    result = load.check_version(version)
    shown = [one for one in result.findings if one.level is not Level.HINT]
    return {
        "shown": version,
        "blocks": version.blocks.all(),
        "index": result.index,
        "nearest": wording.GENRES[result.index.nearest] if result.index else "",
        "findings": [(one, reader_wording.reason(one)) for one in shown],
        "hints": [(one, reader_wording.reason(one)) for one in result.findings if one.level is Level.HINT],
        "checklist": [
            (wording.POINTS[point], [place.words for place in result.checklist[point][:3]]) for point in Point
        ],
    }


def _as_text(version: Version) -> str:
    return "\n\n".join(("- " if row.kind == "item" else "") + row.text for row in version.blocks.all())
