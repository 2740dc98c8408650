"""What somebody changes about the own account, and what is done for who lost the key to it."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from sleutelbos.audit import services as audit
from sleutelbos.notices import services as notices

from ..models import User
from ..viewer import Viewer


@transaction.atomic
def change_own_account(*, name: str, language: str, actor: Viewer) -> None:
    """Keep the actor's own name and language of messages."""
    User.objects.filter(pk=actor.user_id or 0).update(name=name, language=language)
    audit.record("accounts.user.changed", actor=actor, subject=f"user:{actor.user_id}")


@transaction.atomic
def end_session(session: Any, *, actor: Viewer) -> None:
    """Sign the actor out on one device; its next request finds no session."""
    session.end()
    audit.record("accounts.session.ended", actor=actor, subject=f"user:{actor.user_id}")


@transaction.atomic
def forget_factors(*, user: User, actor: Viewer) -> int:
    """Take every passkey, app and recovery code of a user away and end all sessions; mails the person.

    Returns how many there were. The actor's reason stands in the trail, where the person reads it.
    """
    count, _by_model = Authenticator.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    event = audit.record("accounts.factor.forgotten", actor=actor, target=user, subject=user, count=count)
    notices.queue(
        template="accounts/mail/factors_forgotten.txt",
        to=user.email,
        language=user.language,
        dedupe_key=f"factors:{event.pk}",
        context={"user": user, "reason": actor.reason},
    )
    return int(count)
