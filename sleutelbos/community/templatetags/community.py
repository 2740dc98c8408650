"""How the Group shows people, words and rooms."""

from django import template
from django.utils.translation import gettext as _

from sleutelbos.accounts.models import Membership, Role
from sleutelbos.guidance.queries import in_language
from sleutelbos.keypersons.languages import variety_name
from sleutelbos.keypersons.wording import listed

from .. import rules
from ..models import Room

register = template.Library()


@register.filter
def member_name(member: Membership | None) -> str:
    """The name colleagues see: a key person's first name, never more; no name for who wants to stay unseen."""
    if member is None:
        return _("Somebody who left")
    person = getattr(member, "key_person", None)
    if person is None:
        return member.user.name or _("Coordinator")
    return _("A colleague") if person.hidden else str(person.first_name)


@register.filter
def is_coordinator(member: Membership | None) -> bool:
    """Whether somebody speaks as coordinator."""
    return member is not None and member.role == Role.COORDINATOR


@register.filter
def with_domains(text: str) -> str:
    """The text with links cut down to the name of the site."""
    return rules.with_domains(text)


@register.filter
def words_language(text: str) -> str:
    """The language of a few words by their letters, where that is not the page's own; empty where it may be."""
    found = rules.language_of(text, "nl")
    return "" if found == "nl" else found


@register.filter
def for_whom(room: Room) -> str:
    """For whom a room is: its languages and its subject; empty for everybody."""
    parts = [variety_name(tag) for tag in room.languages]
    if room.topic is not None:
        parts.append(in_language(room.topic.names))
    return listed(parts) if parts else ""
