"""The only file that knows both sides: the region's rows become what the reading core may know of the world."""

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from sleutelbos.accounts import places
from sleutelbos.accounts.models import Municipality, Organisation, Region
from sleutelbos.guidance.models import Topic
from sleutelbos.keypersons import rules as week
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.ui import guard

from .reading.surroundings import Forbidden, KnownOrganisation, Surroundings
from .reading.values.availability import DayParts
from .reading.values.outcomes import KnownPerson
from .reading.values.places import FindPlace, PlaceAnswer
from .reading.values.remarks import Sensitive
from .reading.values.subjects import KnownTopic
from .reading.values.words import letters


def surroundings(region: Region) -> Surroundings:
    """What reading a list for this region may know; six queries, whatever the size of the list."""
    return Surroundings(
        today=timezone.localdate(),
        find_forbidden=lambda text: [Forbidden(hit.kind, hit.start, hit.end) for hit in guard.find_forbidden(text)],
        find_sensitive=lambda text: [Sensitive(hit.caution, hit.start, hit.end) for hit in guard.find_sensitive(text)],
        find_place=_place_finder(region),
        topics=tuple(
            KnownTopic(topic.code, tuple(str(name) for name in topic.names.values())) for topic in Topic.objects.all()
        ),
        organisations=tuple(
            KnownOrganisation(pk, name, kind)
            for pk, name, kind in Organisation.objects.filter(region=region, active=True).values_list(
                "pk", "name", "kind"
            )
        ),
        people=tuple(
            KnownPerson(str(pk), first, last, email, phone, place)
            for pk, first, last, email, phone, place in KeyPerson.objects.filter(region=region).values_list(
                "pk", "first_name", "last_name", "email", "phone", "home_place"
            )
        ),
        parts=_day_parts(),
        # Changing the secret key makes old fingerprints strangers: rows would count as new, never as somebody else's.
        secret=salted_hmac(
            "sleutelbos.exchange.fingerprint", str(region.pk), secret=settings.SECRET_KEY, algorithm="sha256"
        ).digest(),
    )


def _day_parts() -> DayParts:
    """The product's own parts of the day."""
    hours = {code: span for code, _zone, span in week.PARTS}
    return DayParts(
        morning=hours["morning"],
        afternoon=hours["afternoon"],
        evening=hours["evening"],
        day=(hours["morning"][0], hours["afternoon"][1]),
        earliest=hours["morning"][0],
        latest=hours["evening"][1],
    )


def _place_finder(region: Region) -> FindPlace:
    near = tuple(Municipality.objects.filter(region=region).values_list("name", flat=True))

    def find(text: str) -> PlaceAnswer:
        match = places.find_place(text, near=near)
        if match.place is not None and match.certainty == "exact":
            return PlaceAnswer(match.place.name, match.place.municipality)
        found = [match.place] if match.place else []
        names = list(dict.fromkeys(place.name for place in (*found, *match.suggestions)))
        # Hengelo near Doetinchem: which of the two is settled by the region; how it is written is not in doubt.
        if names and letters(names[0]) == letters(text) and len(set(names)) == 1:
            return PlaceAnswer(names[0], match.place.municipality if match.place else "")
        if match.place is not None and letters(match.place.name) == letters(text):
            return PlaceAnswer(match.place.name, match.place.municipality)
        return PlaceAnswer(suggestions=tuple(names[:4]))

    return find
