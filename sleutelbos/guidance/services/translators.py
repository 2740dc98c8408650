"""Who may write and review guides in a language."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Membership, Role
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.ui.errors import RuleBroken, StateChanged

from ..models import Translator
from ..queries import SOURCE_LANGUAGE


@transaction.atomic
def name_translator(*, membership: Membership, language: str, actor: Viewer) -> Translator:
    """Give a key person the right to write and review guides in one language, until it is taken back."""
    if membership.role != Role.KEY_PERSON or language == SOURCE_LANGUAGE:
        raise RuleBroken("not-a-translator", _("Only a key person can translate, and not into Dutch."))
    try:
        with transaction.atomic():
            made = Translator.objects.create(region_id=membership.region_id, membership=membership, language=language)
    except IntegrityError:
        raise RuleBroken("translator-already", _("This person translates this language already.")) from None
    _record("guidance.translator.named", made, actor=actor)
    return made


@transaction.atomic
def end_translator(*, translator: Translator, actor: Viewer) -> None:
    """Take the right back; what was written stays."""
    same = Translator.objects.filter(pk=translator.pk, until__isnull=True)
    if same.update(until=timezone.localdate()) != 1:
        raise StateChanged
    _record("guidance.translator.ended", translator, actor=actor)


def _record(verb: str, translator: Translator, *, actor: Viewer) -> None:
    audit.record(
        verb,
        actor=actor,
        target=translator.membership,
        subject=f"user:{translator.membership.user_id}",
        region_id=translator.region_id,
        language=translator.language,
    )
