"""What changes about a newcomer: wishes, consents, the end."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from sleutelbos.accounts.models import Region
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.keypersons.models import KeyPerson

from .models import Consent, Newcomer

# Without look-alikes, so that a code on paper can be typed.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
# How long a newcomer's wishes stay after the last question, until a region sets its own term.
KEEP_DAYS = 180


def new_code() -> str:
    """A code of twelve signs in three groups that nobody can guess."""
    signs = [secrets.choice(_ALPHABET) for _ in range(12)]
    return "-".join("".join(signs[i : i + 4]) for i in (0, 4, 8))


@transaction.atomic
def newcomer_for_question(
    *,
    region: Region,
    case_code: str,
    language: str,
    gender_wish: str,
    gender_required: bool,
    not_from_own_place: bool,
    place: str,
    actor: Viewer,
) -> Newcomer:
    """The newcomer behind a question: the one with this case code, else a new one; wishes are brought up to date."""
    wishes = {
        "language": language,
        "gender_wish": gender_wish,
        "gender_required": gender_required,
        "not_from_own_place": not_from_own_place,
        "place": place,
        "delete_on": timezone.localdate() + timedelta(days=KEEP_DAYS),
    }
    newcomer = Newcomer.objects.filter(region=region, case_code=case_code).first() if case_code else None
    if newcomer is None:
        newcomer = Newcomer.objects.create(region=region, case_code=case_code, code=new_code(), **wishes)
        audit.record("newcomers.newcomer.made", actor=actor, target=newcomer, subject=newcomer, region_id=region.pk)
    else:
        Newcomer.objects.filter(pk=newcomer.pk).update(**wishes)
        audit.record("newcomers.wishes.changed", actor=actor, target=newcomer, subject=newcomer, region_id=region.pk)
    return newcomer


@transaction.atomic
def keep_consent(
    *, newcomer: Newcomer, about: str, answer: str, way: str, actor: Viewer, language: str = ""
) -> Consent:
    """Keep one answer of the newcomer, with how and in which language it was given."""
    consent = Consent.objects.create(newcomer=newcomer, about=about, answer=answer, way=way, language=language)
    audit.record(
        "newcomers.consent.given", actor=actor, target=consent, subject=newcomer, region_id=newcomer.region_id, answer=answer
    )
    return consent


@transaction.atomic
def exclude_person(*, newcomer: Newcomer, key_person: KeyPerson, actor: Viewer) -> None:
    """Never propose this key person to this newcomer again; the trail does not tell the key person."""
    newcomer.excluded.add(key_person)
    audit.record(
        "newcomers.wishes.changed", actor=actor, target=newcomer, subject=newcomer, region_id=newcomer.region_id
    )
