"""A phone number counts once its owner typed the code that was sent to it."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from sleutelbos.audit.services import Actor
from sleutelbos.ui.errors import RuleBroken

from ..channels import sms
from ..models import Channel, Kind, NumberCheck, Reader
from . import outbox
from .choices import reader_for
from .trail import record

VALID = timedelta(minutes=15)
MOST_TRIES = 5
# Every code is an SMS that somebody pays for, and may go to a stranger's phone.
MOST_CODES = 3
WINDOW = timedelta(hours=1)


def _hash(row: Reader, phone: str, code: str) -> str:
    return salted_hmac("notices.number", f"{row.pk}:{phone}:{code}", algorithm="sha256").hexdigest()


@transaction.atomic
def ask_code(*, who: str, region_id: int, phone: str, language: str, actor: Actor) -> NumberCheck:
    """Send a code of six digits to a number in international form; a new one makes the old one worthless.

    Raises RuleBroken where this installation has no SMS, and after three codes in an hour.
    """
    if not sms.available():
        raise RuleBroken("no-sms", _("Your region does not send SMS."))
    row = reader_for(who, region_id)
    now = timezone.now()
    old = NumberCheck.objects.select_for_update().filter(reader=row).first()
    sent, since = (old.codes_sent, old.counted_since) if old and old.counted_since > now - WINDOW else (0, now)
    if sent >= MOST_CODES:
        raise RuleBroken("too-many-codes", _("We sent three codes already."), _("Try again in an hour."))
    code = f"{secrets.randbelow(1_000_000):06}"
    check, _made = NumberCheck.objects.update_or_create(
        reader=row,
        defaults={
            "region_id": region_id,
            "phone": phone,
            "code_hash": _hash(row, phone, code),
            "valid_until": now + VALID,
            "tries": 0,
            "codes_sent": sent + 1,
            "counted_since": since,
        },
    )
    with translation.override(language):
        text = translation.gettext("Your code for Sleutelbos: %(code)s") % {"code": code}
    values = {
        "message": f"code:{check.pk}:{secrets.token_hex(6)}",
        "template": "notices/code",
        "language": language,
        "email": "",
        "reader": who,
        "kind": Kind.CODE,
        "link": "",
        "subject": "",
        "body": text,
        "region_id": region_id,
        "deadline": now + VALID,
    }
    row.phone, before = phone, row.phone
    outbox.put(Channel.SMS, row, values)
    row.phone = before
    record("number.code_sent", row, actor=actor)
    return check


def confirm_code(*, who: str, code: str, actor: Actor) -> Reader | None:
    """Take the number as this reader's own; None for a wrong code (the wrong try is counted).

    Raises RuleBroken where no code waits, it is too old, or five tries were wrong.
    """
    wrong = False
    with transaction.atomic():
        check = NumberCheck.objects.select_for_update().select_related("reader").filter(reader__who=who).first()
        if check is None or check.valid_until <= timezone.now() or check.tries >= MOST_TRIES:
            raise RuleBroken("code-over", _("This code does not count any more."), _("Ask for a new code."))
        row = check.reader
        if not constant_time_compare(check.code_hash, _hash(row, check.phone, code)):
            check.tries += 1
            check.save(update_fields=["tries"])
            wrong = True
        else:
            row.phone, row.phone_confirmed_at = check.phone, timezone.now()
            row.save(update_fields=["phone", "phone_confirmed_at"])
            check.delete()
            record("number.confirmed", row, actor=actor)
    return None if wrong else row


@transaction.atomic
def forget_number(*, who: str, actor: Actor) -> None:
    """No SMS any more: the number and every code for it are erased."""
    row = Reader.objects.select_for_update().filter(who=who).first()
    if row is None:
        return
    NumberCheck.objects.filter(reader=row).delete()
    row.phone, row.phone_confirmed_at = "", None
    row.save(update_fields=["phone", "phone_confirmed_at"])
    record("number.forgotten", row, actor=actor)
