"""Pages with what people ask about, for everybody; no account, no JavaScript."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from sleutelbos.accounts.models import Role
from sleutelbos.accounts.queries import visible_regions
from sleutelbos.accounts.viewer import ViewerRequest

from .. import queries, rules
from ..models import GuideText


@require_safe
def list_guides(request: ViewerRequest) -> HttpResponse:
    """Every guide, by name and in a sentence, in the language of the page or in the one the address asks for.

    A newcomer's own page leads here in the language of that page, which no cookie knows.
    """
    asked = request.GET.get("taal", "")
    fixed = asked if asked in dict(settings.LANGUAGES) else ""
    language = fixed or translation.get_language() or queries.SOURCE_LANGUAGE
    texts = queries.published_texts(language)
    writes = request.viewer.has_role(Role.COORDINATOR) or bool(queries.own_languages(request.viewer))
    with translation.override(language):
        return render(request, "guidance/guide_list.html", {"texts": texts, "writes": writes, "fixed": fixed})


@require_safe
def show_guide(request: ViewerRequest, code: str, language: str = "") -> HttpResponse:
    """One guide, for everybody or for one group, in the page's language or in the one of the address."""
    wanted = language or translation.get_language() or queries.SOURCE_LANGUAGE
    text = queries.published_text(code, wanted)
    if text is None or (language and text.language != language):
        raise Http404
    group = request.GET.get("voor", "")
    sections = text.content["sections"]
    groups = [choice for choice in GuideText.Group.choices if choice[0] in {one["group"] for one in sections}]
    chosen = group if group in dict(groups) else ""
    shown = [one for one in sections if not chosen or one["group"] in {"", chosen}]
    with translation.override(wanted):
        context = {
            "text": text,
            "sections": shown,
            "groups": groups,
            "chosen": chosen,
            "group_names": dict(groups),
            "expired": text.has_expired(timezone.localdate()),
            "other_language": text.language != wanted,
            "wanted": wanted,
            # An address with a language in it stays in that language, whatever the menu would say.
            "fixed": bool(language),
            "terms": queries.terms_on(rules.whole_text({**text.content, "sections": shown}), wanted),
            "languages": queries.languages_of(text.guide),
        }
        return render(request, "guidance/guide.html", context)


@require_safe
def ask_person(request: ViewerRequest) -> HttpResponse:
    """Where a question goes that a page does not answer."""
    region = visible_regions(request.viewer).first() if request.viewer.region_id else None
    return render(request, "guidance/guide_ask_person.html", {"region": region})
