"""What changes about a newcomer: wishes, consents, the end."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from sleutelbos.accounts.models import Region
from sleutelbos.accounts.services import links
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.keypersons.models import KeyPerson

from . import rules
from .models import Consent, Newcomer

# How long a newcomer's wishes stay after the last question, until a region sets its own term.
KEEP_DAYS = 180


def new_code() -> str:
    """A code of twelve signs in three groups that nobody can guess."""
    return rules.clean_code("".join(secrets.choice(rules.ALPHABET) for _ in range(rules.CODE_LENGTH)))


def card_link(newcomer: Newcomer) -> str:
    """The address of the paper card with the QR; for whoever hands it over, not for the newcomer."""
    return links.absolute("newcomers:print-card", links.make_token("card", newcomer.pk, 1))


def page_link(newcomer: Newcomer) -> str:
    """The newcomer's own page: what the QR on the card says."""
    return links.absolute("newcomers:show", newcomer.code)


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
    """The newcomer behind a question: the one with this case code, else a new one.

    Wishes are brought up to date; a question that says "no wish" never takes away what the newcomer asked for.
    """
    wishes = {
        "language": language,
        "gender_wish": gender_wish,
        "gender_required": gender_required,
        "not_from_own_place": not_from_own_place,
        "place": place,
        "delete_on": timezone.localdate() + timedelta(days=KEEP_DAYS),
    }
    case_code = case_code.strip().upper()
    newcomer = Newcomer.objects.filter(region=region, case_code=case_code).first() if case_code else None
    if newcomer is None:
        newcomer = Newcomer.objects.create(region=region, case_code=case_code, code=new_code(), **wishes)
        audit.record("newcomers.newcomer.made", actor=actor, target=newcomer, subject=newcomer, region_id=region.pk)
    else:
        if gender_wish == Newcomer.GenderWish.NONE:
            wishes |= {"gender_wish": newcomer.gender_wish, "gender_required": newcomer.gender_required}
        if newcomer.not_from_own_place:
            wishes |= {"not_from_own_place": True, "place": place or newcomer.place}
        Newcomer.objects.filter(pk=newcomer.pk).update(**wishes)
        newcomer.refresh_from_db()
        audit.record("newcomers.wishes.changed", actor=actor, target=newcomer, subject=newcomer, region_id=region.pk)
    return newcomer


@transaction.atomic
def keep_consent(
    *,
    newcomer: Newcomer,
    about: str,
    answer: str,
    way: str,
    actor: Viewer,
    language: str = "",
    purpose: str = "help_by_key_person",
    words: str = "",
) -> Consent:
    """Keep one answer of the newcomer: how it was given, in which language, and the sentence it was given to."""
    consent = Consent.objects.create(
        newcomer=newcomer, about=about, answer=answer, way=way, language=language, purpose=purpose, words=words[:400]
    )
    audit.record(
        "newcomers.consent.given",
        actor=actor,
        target=consent,
        subject=newcomer,
        region_id=newcomer.region_id,
        answer=answer,
    )
    return consent


@transaction.atomic
def exclude_person(*, newcomer: Newcomer, key_person: KeyPerson, actor: Viewer) -> None:
    """Never propose this key person to this newcomer again; the trail does not tell the key person."""
    newcomer.excluded.add(key_person)
    audit.record(
        "newcomers.wishes.changed", actor=actor, target=newcomer, subject=newcomer, region_id=newcomer.region_id
    )


@transaction.atomic
def change_wishes(
    *,
    newcomer: Newcomer,
    language: str,
    gender_wish: str,
    gender_required: bool,
    not_from_own_place: bool,
    place: str,
    actor: Viewer,
) -> None:
    """The newcomer's own wishes, from now on; nobody is asked or told why."""
    Newcomer.objects.filter(pk=newcomer.pk).update(
        language=language,
        gender_wish=gender_wish,
        gender_required=gender_required,
        not_from_own_place=not_from_own_place,
        place=place,
    )
    newcomer.refresh_from_db()
    audit.record(
        "newcomers.wishes.changed", actor=actor, target=newcomer, subject=newcomer, region_id=newcomer.region_id
    )


@transaction.atomic
def choose_page_language(*, newcomer: Newcomer, language: str) -> None:
    """Open this newcomer's page in this language from now on."""
    Newcomer.objects.filter(pk=newcomer.pk).update(page_language=language)
    newcomer.page_language = language


@transaction.atomic
def stop(*, newcomer: Newcomer) -> None:
    """Keep that this newcomer wants no help any more; what depends on the yes is stopped by its own app."""
    Newcomer.objects.filter(pk=newcomer.pk, stopped_at__isnull=True).update(stopped_at=timezone.now())
    newcomer.refresh_from_db(fields=["stopped_at"])
