"""Who may do what, and until when: invited, ended. Key persons are invited by their coordinator, from their profile."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.audit import services as audit
from sleutelbos.notices import services as notices
from sleutelbos.ui.errors import RuleBroken, StateChanged

from ..models import Membership, Organisation, Role, User
from ..queries import valid_memberships
from ..viewer import Viewer
from .links import absolute


def account_for(*, email: str, name: str, language: str) -> User:
    """The account with this address, made where there is none; a known account keeps its own name and language."""
    email = User.objects.normalize_email(email).strip().lower()
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, name=name, language=language)
    return user


@transaction.atomic
def invite_user(
    *,
    email: str,
    name: str,
    role: str,
    organisation: Organisation | None,
    valid_until: date | None,
    language: str,
    actor: Viewer,
) -> Membership:
    """Give somebody a role in the actor's region and mail how to sign in; a role that ended starts again.

    Raises RuleBroken where the person has this role already, or where the role needs an organisation.
    """
    if role == Role.KEY_PERSON:
        raise RuleBroken(
            "key-person-elsewhere",
            _("A key person is invited from the own profile."),
            _("Ask the coordinator to do that."),
        )
    if role in {Role.PROFESSIONAL, Role.CASE_WORKER} and organisation is None:
        raise RuleBroken("organisation-needed", _("This role belongs to an organisation."), _("Choose one."))
    user = account_for(email=email, name=name, language=language)
    today = timezone.localdate()
    where = {"user": user, "region_id": actor.region_id or 0, "organisation": organisation, "role": role}
    membership = Membership.objects.select_for_update().filter(**where).first()
    if membership is None:
        membership = Membership.objects.create(**where, valid_until=valid_until)
    elif membership.valid_until is not None and membership.valid_until < today:
        membership.valid_from, membership.valid_until = today, valid_until
        membership.save(update_fields=["valid_from", "valid_until"])
    else:
        raise RuleBroken("role-twice", _("This person has this role already."), _("You need to do nothing."))
    event = audit.record("accounts.membership.given", actor=actor, target=membership, subject=user, role=role)
    notices.queue(
        template="accounts/mail/invitation.txt",
        to=user.email,
        language=user.language,
        dedupe_key=f"membership:{membership.pk}:{event.pk}",
        context={"membership": membership, "link": absolute("account_login")},
        region_id=membership.region_id,
    )
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, last_day: date, actor: Viewer) -> None:
    """End a role after `last_day`; yesterday or earlier ends it now, also in sessions that are open.

    Raises RuleBroken for the region's last functional administrator, StateChanged where it had ended already.
    """
    today = timezone.localdate()
    others = valid_memberships().filter(
        region_id=membership.region_id, role=Role.FUNCTIONAL_ADMINISTRATOR, valid_until__isnull=True
    )
    if membership.role == Role.FUNCTIONAL_ADMINISTRATOR and not others.exclude(pk=membership.pk).exists():
        raise RuleBroken(
            "last-administrator",
            _("This is the last functional administrator of the region."),
            _("Invite another one first."),
        )
    now = Membership.objects.select_for_update().get(pk=membership.pk)
    if now.valid_until is not None and now.valid_until < today:
        raise StateChanged
    # A day before today means: no longer, from this moment on; also for a role that started today.
    now.valid_until = max(last_day, today - timedelta(days=1))
    now.valid_from = min(now.valid_from, now.valid_until)
    now.save(update_fields=["valid_from", "valid_until"])
    audit.record(
        "accounts.membership.ended",
        actor=actor,
        target=now,
        subject=f"user:{now.user_id}",
        role=now.role,
        last_day=now.valid_until.isoformat(),
    )
