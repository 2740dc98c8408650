"""A letter about somebody's work: asked, proposed, agreed, signed. And the goodbye."""

from collections.abc import Collection, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.services import links
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.keypersons import services as keypersons
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.notices import services as notices
from sleutelbos.ui.errors import NotAllowed, RuleBroken, StateChanged

from .. import workflow
from ..models import Offer, ReferenceLetter
from ..queries import record
from .offers import withdraw_offer


@transaction.atomic
def ask_letter(*, key_person: KeyPerson, parts: Collection[str], language: str, actor: Viewer) -> ReferenceLetter:
    """Somebody asks for a letter about the own work and says what may stand in it; one at a time.

    Asking again while one waits changes what may stand in it and takes an earlier proposal back.
    """
    known = [code for code, _label in ReferenceLetter.PARTS if code in parts]
    waiting = key_person.reference_letters.filter(state__in=["asked", "proposed"]).first()
    if waiting is not None:
        ReferenceLetter.objects.filter(pk=waiting.pk).update(state="asked", parts=known, language=language, lines=[])
        waiting.refresh_from_db()
        return waiting
    try:
        with transaction.atomic():
            letter = ReferenceLetter.objects.create(
                region_id=key_person.region_id, key_person=key_person, parts=known, language=language
            )
    except IntegrityError as error:
        raise StateChanged from error
    _keep_event("asked", letter, actor=actor)
    _tell_coordinator(letter, "bridging/mail/coordinator_letter_asked.txt")
    return letter


@transaction.atomic
def propose_letter(
    *, letter: ReferenceLetter, lines: Sequence[tuple[str, str]], words: str, actor: Viewer
) -> ReferenceLetter:
    """The coordinator shows the person exactly what the letter will say; another text needs another yes."""
    _move(letter, "proposed", lines=[list(line) for line in lines], words=words, agreed_at=None)
    _keep_event("proposed", letter, actor=actor)
    notices.queue(
        template="bridging/mail/letter_to_agree.txt",
        to=letter.key_person.email,
        language=letter.key_person.language,
        dedupe_key=f"letter:{letter.pk}:proposed:{timezone.now():%Y%m%d%H%M%S}",
        context={
            "key_person": letter.key_person,
            "region": letter.region,
            "link": links.absolute("bridging:show-record"),
        },
        region_id=letter.region_id,
    )
    return letter


@transaction.atomic
def agree_letter(*, letter: ReferenceLetter, actor: Viewer) -> None:
    """The person says that what stands there is right; only this person can."""
    if actor.membership_id is None or actor.membership_id != letter.key_person.membership_id:
        raise NotAllowed("own-consent", _("Only this person can say yes to this."))
    _move(letter, "agreed", agreed_at=timezone.now())
    _keep_event("agreed", letter, actor=actor)
    _tell_coordinator(letter, "bridging/mail/coordinator_letter_agreed.txt")


@transaction.atomic
def sign_letter(*, letter: ReferenceLetter, actor: Viewer) -> None:
    """The coordinator signs what the person agreed to; from now on the person takes it along."""
    if letter.agreed_at is None:
        raise RuleBroken("not-agreed", _("The person has not said yes to this text yet."))
    _move(letter, "issued", issued_at=timezone.now(), issued_by=actor.label)
    _keep_event("issued", letter, actor=actor)


@transaction.atomic
def withdraw_letter(*, letter: ReferenceLetter, actor: Viewer) -> None:
    """The person wants no letter after all."""
    _move(letter, "withdrawn")
    _keep_event("withdrawn", letter, actor=actor)


@transaction.atomic
def leave(*, key_person: KeyPerson, may_be_asked_back: bool, actor: Viewer) -> None:
    """Somebody stops: what was asked is taken back, the profile keeps only what must stay.

    Raises RuleBroken while appointments stand: first they are done, called off or handed over.
    """
    if record.still_to_go(key_person, timezone.now()):
        raise RuleBroken(
            "still-to-go",
            _("You still have appointments."),
            _("First go there, hand them over, or say that you cannot come."),
        )
    waiting = Offer.objects.filter(key_person=key_person, state__in=["queued", *workflow.OPEN_OFFER_STATES])
    for offer in waiting.select_related("key_person", "request__region"):
        withdraw_offer(offer=offer, actor=actor)
    keypersons.say_goodbye(key_person=key_person, may_be_asked_back=may_be_asked_back, actor=actor)


def _move(letter: ReferenceLetter, new: str, **changes: object) -> None:
    old = letter.state
    if not workflow.can_move(workflow.REFERENCE_LETTER, old, new):
        raise StateChanged
    if not ReferenceLetter.objects.filter(pk=letter.pk, state=old).update(state=new, **changes):
        raise StateChanged
    letter.refresh_from_db(fields=["state", *changes])


def _keep_event(what: str, letter: ReferenceLetter, *, actor: Viewer) -> None:
    audit.record(
        f"bridging.reference_letter.{what}",
        actor=actor,
        target=letter.key_person,
        subject=letter.key_person,
        region_id=letter.region_id,
    )


def _tell_coordinator(letter: ReferenceLetter, template: str) -> None:
    notices.queue(
        template=template,
        to=letter.region.coordinator_email,
        language="nl",
        dedupe_key=f"letter:{letter.pk}:{letter.state}:{letter.agreed_at or letter.asked_at:%Y%m%d%H%M%S}",
        context={
            "key_person": letter.key_person,
            "region": letter.region,
            "link": links.absolute("bridging:write-letter", letter.pk),
        },
        region_id=letter.region_id,
    )
