"""Log lines without personal numbers, e-mail addresses or keys.

Put `MaskFilter` on every handler; a filter on a logger does not see the loggers below it.
"""

import logging
import re
import traceback

from sleutelbos.ui.guard import MASK, mask

_EMAIL = re.compile(r"[^\s<>\"'@:;,()\[\]/=]{1,64}@[^\s<>\"'@:;,()\[\]/]{1,255}\.[^\W\d_]{2,24}")
_NAMED_SECRET = re.compile(
    r"(?i)\b((?:access_|id_|refresh_|csrf)?(?:token|middlewaretoken|code|secret|password|wachtwoord|signature"
    r"|sessionid|session|cookie|authorization|api_?key|key|otp|pin)[\"']?\s*[=:]\s*[\"']?(?:bearer\s+|basic\s+)?)"
    r"[^\s&\"';,)\]}]{4,}"
)
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[a-z0-9+/=._~-]{8,}")
_URL_PASSWORD = re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)")
# A signed key is a long piece, often with shorter pieces before and behind it: data:time:signature.
_LONG_PIECE = re.compile(r"(?:[A-Za-z0-9_-]{4,}[:.]){0,4}[A-Za-z0-9_-]{20,}(?:[:.][A-Za-z0-9_-]{4,}){0,4}")

# The code of a newcomer's card opens the newcomer's page; also as somebody mistyped it, one sign beside a real one.
_CARD_CODE = re.compile(r"(?<=/n/)(?!gewist/|kaart/)[^/\s?\"']+|\b[2-9A-HJ-NP-Z]{4}(?:-[2-9A-HJ-NP-Z]{4}){2}\b")


def redact(text: str) -> str:
    """The text without forbidden numbers, e-mail addresses, passwords, card codes and what looks like a signed key."""
    text = _URL_PASSWORD.sub(MASK, text)
    text = _BEARER.sub(rf"\1 {MASK}", text)
    text = _NAMED_SECRET.sub(rf"\1{MASK}", text)
    text = _EMAIL.sub(MASK, text)
    text = _CARD_CODE.sub(MASK, text)
    text = _LONG_PIECE.sub(_mask_key, text)
    return mask(text)


def _mask_key(match: re.Match[str]) -> str:
    return MASK if any(map(_is_key, re.split("[:.]", match.group()))) else match.group()


def _is_key(piece: str) -> bool:
    # A long name in snake_case or a migration with a number is not a key.
    if len(piece) < 20 or not any(c.isdigit() for c in piece):
        return False
    mixed = any(c.islower() for c in piece) and any(c.isupper() for c in piece)
    dense = sum(c.isdigit() for c in piece) >= 4 and not set("-_") & set(piece)
    return mixed or dense


_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class MaskFilter(logging.Filter):
    """Masks message, arguments, exception text and extra fields of every record; drops none."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except Exception:
            # Python would print the arguments to standard error; say which line it was instead.
            message = f"log line {record.pathname}:{record.lineno} could not be formatted"
        record.msg = redact(message)
        record.args = ()
        if record.exc_info and not record.exc_text:
            record.exc_text = "".join(traceback.format_exception(*record.exc_info)).rstrip("\n")
        if record.exc_text:
            record.exc_text = redact(record.exc_text)
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        for name in set(vars(record)) - _STANDARD:
            value = getattr(record, name)
            if isinstance(value, str):
                setattr(record, name, redact(value))
        return True
