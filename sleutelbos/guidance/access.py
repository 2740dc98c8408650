"""May this viewer change this rule, write this guide, name this translator."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.ui.errors import NotAllowed

from .models import Guide, GuideText, Translator, TriageRule
from .queries import own_languages, rules_on, translators_of


def rule_to_change(viewer: Viewer, pk: int) -> TriageRule:
    """A rule that holds today; rules are shared by all regions of an installation."""
    return get_object_or_404(rules_on(timezone.localdate()), pk=pk)


def languages_to_write(viewer: Viewer, product: list[str]) -> list[str]:
    """The languages of the product in which this viewer may write guides; refuses who may in none.

    The coordinator writes in each, the source included; a key person in those of the translator's right.
    """
    mine = product if viewer.has_role(Role.COORDINATOR) else []
    if viewer.has_role(Role.KEY_PERSON):
        allowed = own_languages(viewer)
        mine = [code for code in product if code in allowed]
    if not mine or viewer.support:
        raise NotAllowed(
            "no-translator",
            _("This page is for translators."),
            _("Do you want to help with your language? Ask the coordinator."),
        )
    return mine


def guide_to_write(viewer: Viewer, code: str, language: str, product: list[str]) -> Guide:
    """The guide, for somebody who may write it in this language."""
    if language not in product:
        raise Http404
    guide = get_object_or_404(Guide, code=code)
    if language not in languages_to_write(viewer, product):
        raise NotAllowed(
            "other-language",
            _("You do not write in this language: %(name)s.") % {"name": get_language_info(language)["name_local"]},
        )
    return guide


def version_to_read(viewer: Viewer, pk: int, product: list[str]) -> GuideText:
    """One version of a guide, older ones too, in a language the viewer may write in."""
    text = get_object_or_404(GuideText.objects.select_related("guide", "source"), pk=pk)
    guide_to_write(viewer, text.guide.code, text.language, product)
    return text


def translator_to_end(viewer: Viewer, pk: int) -> Translator:
    """Somebody who translates in the viewer's own region."""
    return get_object_or_404(translators_of(viewer), pk=pk)
