"""Writing guides: which are there, one beside its source, before everybody reads it, and by whom it was read."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.ui.errors import StateChanged

from .. import access, queries, services
from ..forms import FactsForm, GuideForm, ReviewForm
from ..models import Guide, GuideText
from ..services.guides import Facts, mark_of

WRITERS = (Role.COORDINATOR, Role.KEY_PERSON)
PRODUCT = [code for code, _name in settings.LANGUAGES]


@require_safe
@role_required(*WRITERS)
def list_texts(request: ViewerRequest) -> HttpResponse:
    """Every guide in the languages the viewer writes, and how each stands."""
    languages = access.languages_to_write(request.viewer, PRODUCT)
    # A page goes by its Dutch name in every language: a translation may not be there yet.
    names = {text.guide_id: text.title for text in queries.published_texts(queries.SOURCE_LANGUAGE)}
    context = {
        "rows": [(guide, names.get(guide.pk, guide.code), cells) for guide, cells in queries.guide_table(languages)],
        "languages": languages,
        "today": timezone.localdate(),
        "coordinator": request.viewer.has_role(Role.COORDINATOR),
    }
    return render(request, "guidance/guide_texts.html", context)


@require_http_methods(["GET", "POST"])
@role_required(*WRITERS)
def write_guide(request: ViewerRequest, code: str, language: str) -> HttpResponse:
    """The words of a guide, beside the source: look first, keep as a draft, or let everybody read it."""
    guide = access.guide_to_write(request.viewer, code, language, PRODUCT)
    source = _source(guide, language)
    draft = queries.current_text(guide, language, GuideText.State.DRAFT)
    current = draft or queries.current_text(guide, language, GuideText.State.PUBLISHED)
    data = request.POST if request.method == "POST" else None
    form = GuideForm(data, current=_words(current), source=_words(source), language=language)
    facts = None if source else FactsForm(data, initial=_facts_now(current))
    seen = request.POST.get("read", "") if data else mark_of(guide, language)
    valid = form.is_valid() and (facts is None or facts.is_valid())
    if valid and "preview" not in request.POST:
        _keep(request, guide, language, form, facts, source, seen)
        return redirect("guidance:list-guide-texts")
    context = {
        "guide": guide,
        "language": language,
        "form": form,
        "facts": facts,
        "source": source,
        "current": current,
        "draft": draft,
        "read": seen,
        "preview": form.content if valid else None,
        "versions": queries.versions_of(guide, language),
        "review": _review_form(request, current, draft),
    }
    return render(request, "guidance/write_guide.html", context, status=422 if data and not valid else 200)


def _source(guide: Guide, language: str) -> GuideText | None:
    if language == queries.SOURCE_LANGUAGE:
        return None
    return queries.current_text(guide, queries.SOURCE_LANGUAGE, GuideText.State.PUBLISHED)


def _words(text: GuideText | None) -> dict[str, Any] | None:
    return None if text is None else dict(text.content)


def _facts_now(current: GuideText | None) -> dict[str, Any]:
    if current is None:
        return {"checked_on": timezone.localdate()}
    names = ("law_version", "checked_on", "check_before", "official_link", "link_name")
    return {name: getattr(current, name) for name in names}


def _keep(
    request: ViewerRequest,
    guide: Guide,
    language: str,
    form: GuideForm,
    facts: FactsForm | None,
    source: GuideText | None,
    seen: str,
) -> None:
    known = queries.current_text(guide, language, GuideText.State.PUBLISHED)
    if facts is not None:
        rests = Facts(**facts.cleaned_data, sources=tuple(known.sources) if known else ())
    elif source is not None:
        rests = Facts.of(source)
    else:
        raise StateChanged
    draft = services.save_draft(
        guide=guide,
        language=language,
        content=form.content,
        facts=rests,
        source=source,
        read=seen,
        actor=request.viewer,
    )
    if "publish" in request.POST:
        services.publish(draft=draft, revision=draft.revision, actor=request.viewer)
        messages.success(request, _("Everybody reads this text from now on."))
    else:
        messages.success(request, _("The draft is kept. Nobody else reads it yet."))


def _review_form(request: ViewerRequest, current: GuideText | None, draft: GuideText | None) -> ReviewForm | None:
    if current is None or draft is not None or current.is_reviewed or current.is_outdated:
        return None
    if current.made_by_id is not None and current.made_by_id == request.viewer.membership_id:
        return None
    return ReviewForm(initial={"name": request.viewer.name})


@require_POST
@role_required(*WRITERS)
def review_guide(request: ViewerRequest, code: str, language: str) -> HttpResponse:
    """A native speaker has read what everybody reads."""
    guide = access.guide_to_write(request.viewer, code, language, PRODUCT)
    text = get_object_or_404(GuideText, guide=guide, language=language, state=GuideText.State.PUBLISHED)
    form = ReviewForm(request.POST)
    if form.is_valid():
        services.record_review(text=text, name=form.cleaned_data["name"], actor=request.viewer)
        messages.success(request, _("The page now says that a native speaker has read it."))
        return redirect("guidance:list-guide-texts")
    return render(request, "guidance/review_guide.html", {"guide": guide, "text": text, "form": form}, status=422)


@require_POST
@role_required(*WRITERS)
def drop_draft(request: ViewerRequest, code: str, language: str) -> HttpResponse:
    """Throw the draft away that was on the screen."""
    guide = access.guide_to_write(request.viewer, code, language, PRODUCT)
    draft = queries.current_text(guide, language, GuideText.State.DRAFT)
    if draft is None or request.POST.get("read") != mark_of(guide, language):
        raise StateChanged
    services.drop_draft(draft=draft, revision=draft.revision, actor=request.viewer)
    messages.success(request, _("The draft is thrown away."))
    return redirect("guidance:list-guide-texts")


@require_safe
@role_required(*WRITERS)
def show_version(request: ViewerRequest, pk: int) -> HttpResponse:
    """An older version, as it was read."""
    text = access.version_to_read(request.viewer, pk, PRODUCT)
    return render(
        request,
        "guidance/guide_version.html",
        {"text": text, "sections": text.content["sections"], "group_names": dict(GuideText.Group.choices)},
    )
