"""Who somebody is: the profile itself, languages, topics, wishes, the public profile, the own account."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts import places
from sleutelbos.accounts.models import Membership, Municipality, Role
from sleutelbos.accounts.services import links
from sleutelbos.accounts.services.memberships import account_for
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.guidance.models import HelperRole, Network, Topic
from sleutelbos.notices import services as notices
from sleutelbos.ui.errors import LazyText, NotAllowed, RuleBroken

from .. import queries
from ..models import KeyPerson, SpokenLanguage, StateChange, Wish
from .claims import claim, record

# What a form may change; everything else has a service of its own.
FIELDS: Final = frozenset(
    {
        "first_name",
        "last_name",
        "email",
        "phone",
        "language",
        "gender",
        "learning_route",
        "home_place",
        "home_postcode",
        "travel",
        "max_travel_minutes",
        "online",
        "max_visits_per_week",
        "max_minutes_per_week",
        "not_in_own_place",
        "hidden",
        "note",
    }
)
_EMAIL_KNOWN: Final[LazyText] = _("Somebody else in this region has this e-mail address.")


@dataclass(frozen=True, slots=True)
class LanguageLevels:
    """One variety and how well somebody uses it; levels 0-4 as in SpokenLanguage.LEVELS."""

    variety: str
    speaking: int = 0
    understanding: int = 0
    reading: int = 0
    script: str = ""


@transaction.atomic
def create_key_person(*, region_id: int, values: Mapping[str, Any], actor: Viewer) -> KeyPerson:
    """Add somebody as a candidate; raises RuleBroken where the e-mail address is known in this region."""
    _check_fields(values)
    key_person = KeyPerson(region_id=region_id, **values)
    _settle_place(key_person)
    _save(key_person)
    StateChange.objects.create(key_person=key_person, new=key_person.state, by=actor.label)
    record("profile.made", key_person, actor=actor)
    return key_person


@transaction.atomic
def change_profile(
    *, key_person: KeyPerson, values: Mapping[str, Any], actor: Viewer, version: datetime | None = None
) -> list[str]:
    """Change some fields and return the names of those that differ; none of the others is touched."""
    _check_fields(values)
    changed = sorted(name for name, value in values.items() if getattr(key_person, name) != value)
    if not changed:
        return []
    claim(key_person, version=version)
    for name in changed:
        setattr(key_person, name, values[name])
    fields = [*changed, "updated_at"]
    if "home_place" in changed:
        _settle_place(key_person)
        fields += ["latitude", "longitude"]
    _save(key_person, fields)
    record("profile.changed", key_person, actor=actor, fields=changed)
    return changed


def _check_fields(values: Mapping[str, Any]) -> None:
    unknown = set(values) - FIELDS
    if unknown:
        raise ValueError(f"not a field of the profile: {', '.join(sorted(unknown))}")


def _settle_place(key_person: KeyPerson) -> None:
    near = tuple(Municipality.objects.filter(region_id=key_person.region_id).values_list("name", flat=True))
    place = places.find_place(key_person.home_place, near=near).place
    key_person.latitude, key_person.longitude = (place.latitude, place.longitude) if place else (None, None)
    if place and place.name.casefold() == key_person.home_place.casefold():
        key_person.home_place = place.name


def _save(key_person: KeyPerson, fields: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            key_person.save(update_fields=fields)
    except IntegrityError as error:
        # The only unique value somebody types; two people can type the same at the same moment.
        raise RuleBroken("email-known", _EMAIL_KNOWN) from error


@transaction.atomic
def set_languages(
    *, key_person: KeyPerson, rows: Iterable[LanguageLevels], actor: Viewer, version: datetime | None = None
) -> None:
    """Make these the languages of somebody, no others; the same variety twice is refused."""
    wanted = list(rows)
    if len({row.variety for row in wanted}) != len(wanted):
        raise RuleBroken("language-twice", _("The same language stands there twice."))
    claim(key_person, version=version)
    SpokenLanguage.objects.filter(key_person=key_person).exclude(variety__in=[row.variety for row in wanted]).delete()
    for row in wanted:
        _put_language(key_person, row)
    record("languages.set", key_person, actor=actor, varieties=sorted(row.variety for row in wanted))


def _put_language(key_person: KeyPerson, row: LanguageLevels) -> None:
    SpokenLanguage.objects.update_or_create(
        key_person=key_person,
        variety=row.variety,
        defaults={
            "speaking": row.speaking,
            "understanding": row.understanding,
            "reading": row.reading,
            "script": row.script,
        },
    )


@transaction.atomic
def set_topics(
    *,
    key_person: KeyPerson,
    topics: Iterable[Topic],
    roles: Iterable[HelperRole],
    networks: Iterable[Network],
    actor: Viewer,
    version: datetime | None = None,
) -> None:
    """Set what somebody knows about, what they do on a visit, and to which networks they belong."""
    claim(key_person, version=version)
    topics, roles, networks = list(topics), list(roles), list(networks)
    key_person.topics.set(topics)
    key_person.roles.set(roles)
    key_person.networks.set(networks)
    record(
        "topics.set",
        key_person,
        actor=actor,
        topics=[topic.code for topic in topics],
        roles=[role.code for role in roles],
        networks=[network.code for network in networks],
    )


@transaction.atomic
def set_wishes(
    *,
    key_person: KeyPerson,
    topics: Iterable[str],
    organisation_kinds: Iterable[str],
    places: Iterable[str],
    not_in_own_place: bool,
    actor: Viewer,
    version: datetime | None = None,
    goes_along: bool | None = None,
    goes_with: Iterable[KeyPerson] | None = None,
) -> None:
    """Set what somebody does not want, and with whom somebody likes to go (None: as it is); no reason is asked or kept.

    Raises NotAllowed for somebody of another region.
    """
    claim(key_person, version=version)
    kept = Wish.objects.filter(key_person=key_person).values_list("kind", "value")
    along = {(Wish.Kind.GOES_ALONG, "")}
    if goes_along is None:
        along &= set(kept)
    company = set(kept.filter(kind=Wish.Kind.GOES_WITH))
    if goes_with is not None:
        others = list(goes_with)
        if any(other.region_id != key_person.region_id or other.pk == key_person.pk for other in others):
            raise NotAllowed("other-region", _("This is not possible for this person."))
        company = {(Wish.Kind.GOES_WITH, str(other.pk)) for other in others}
    wanted = (
        {(Wish.Kind.NOT_TOPIC, value) for value in topics}
        | {(Wish.Kind.NOT_ORGANISATION_KIND, value) for value in organisation_kinds}
        | {(Wish.Kind.NOT_PLACE, value) for value in places}
        | (along if goes_along is not False else set())
        | company
    )
    for wish in Wish.objects.filter(key_person=key_person):
        if (wish.kind, wish.value) not in wanted:
            wish.delete()
    for kind, value in sorted(wanted):
        Wish.objects.get_or_create(key_person=key_person, kind=kind, value=value)
    KeyPerson.objects.filter(pk=key_person.pk).update(not_in_own_place=not_in_own_place)
    key_person.not_in_own_place = not_in_own_place
    record("wishes.set", key_person, actor=actor, count=len(wanted))


@transaction.atomic
def publish_profile(*, key_person: KeyPerson, text: str, actor: Viewer, version: datetime | None = None) -> None:
    """Show first name, languages, topics and this text to organisations; only the person's own yes counts."""
    if actor.membership_id is None or actor.membership_id != key_person.membership_id:
        raise NotAllowed("own-consent", _("Only this person can say yes to this."))
    claim(key_person, version=version)
    key_person.public_text = text
    key_person.public_profile_since = key_person.public_profile_since or timezone.now()
    key_person.save(update_fields=["public_text", "public_profile_since", "updated_at"])
    record("profile.published", key_person, actor=actor)


@transaction.atomic
def unpublish_profile(*, key_person: KeyPerson, actor: Viewer) -> None:
    """Stop showing somebody to organisations; the text stays for when they want to come back to it."""
    stopped = KeyPerson.objects.filter(pk=key_person.pk, public_profile_since__isnull=False).update(
        public_profile_since=None, updated_at=timezone.now()
    )
    key_person.public_profile_since = None
    if stopped:
        record("profile.unpublished", key_person, actor=actor)


@transaction.atomic
def invite_key_person(*, key_person: KeyPerson, actor: Viewer) -> Membership:
    """Give somebody an own account by the address in the profile and mail how to sign in; an ended one starts again.

    Raises RuleBroken without an address, for alumni, for somebody who can sign in already, and where another key
    person of the region has this account.
    """
    key_person = KeyPerson.objects.select_for_update(of=("self",)).select_related("region").get(pk=key_person.pk)
    if queries.can_sign_in(key_person):
        raise RuleBroken("has-account", _("This person has an account already."))
    if not key_person.email:
        raise RuleBroken("no-email", _("There is no e-mail address in the profile."), _("Add the address first."))
    if key_person.state == KeyPerson.State.ALUMNI:
        raise RuleBroken("alumni", _("This person said goodbye."), _("Change the state first."))
    user = account_for(email=key_person.email, name=str(key_person), language=key_person.language)
    membership, _made = Membership.objects.get_or_create(
        user=user, region=key_person.region, organisation=None, role=Role.KEY_PERSON
    )
    if KeyPerson.objects.filter(membership=membership).exclude(pk=key_person.pk).exists():
        raise RuleBroken("account-taken", _("This account belongs to another key person of the region."))
    if membership.valid_until is not None:
        membership.valid_from, membership.valid_until = timezone.localdate(), None
        membership.save(update_fields=["valid_from", "valid_until"])
    key_person.membership = membership
    key_person.save(update_fields=["membership", "updated_at"])
    event = record("account.invited", key_person, actor=actor)
    notices.queue(
        template="keypersons/mail/invitation.txt",
        to=user.email,
        language=key_person.language,
        dedupe_key=f"keyperson:{key_person.pk}:invitation:{event.pk}",
        context={
            "key_person": key_person,
            "region": key_person.region,
            "link": links.absolute("account_login"),
        },
        region_id=key_person.region_id,
    )
    return membership
