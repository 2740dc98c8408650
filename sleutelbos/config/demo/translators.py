"""Who translates topic pages in the demo, and one page that a native speaker has read."""

from django.utils import timezone

from sleutelbos.guidance.models import GuideText, Translator

from .world import World

_LANGUAGES = {"ti": "ti", "apc": "ar", "tr": "tr"}


def make_translators(world: World) -> None:
    """The first speaker of Tigrinya, Arabic and Turkish with an account; the Tigrinya one read a page."""
    for tag, language in _LANGUAGES.items():
        person = next((one for one in world.speakers.get(tag, []) if one.membership is not None), None)
        if person is None or person.membership is None:
            continue
        Translator.objects.create(region=world.region, membership=person.membership, language=language)
        if language == "ti":
            GuideText.objects.filter(guide__code="key-person", language="ti", state="published").update(
                reviewed_by=person.first_name, reviewed_on=timezone.localdate()
            )
