"""What somebody changes about the own account."""

from typing import Any

from django.db import transaction

from sleutelbos.audit import services as audit

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
