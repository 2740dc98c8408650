"""Fields for free text that never let a BSN or the like through.

For models `GuardedCharField` and `GuardedTextField`, for forms `GuardedFormCharField` and
`GuardedFormTextField`. The form refuses with an explanation and shows the text back with the number
masked. The model field is the last wall: whatever way the text came, it raises before the database.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from sleutelbos.ui import guard
from sleutelbos.ui.errors import ForbiddenContent

# Longer texts belong in a document. It also bounds the work a hostile text can cause.
MAX_TEXT = 4000

# Control characters except tab and newline, lone surrogates, and the marks that turn writing around
# in the middle of a line. Zero-width joiners stay: Persian needs them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")


def clean_string(text: str, *, multiline: bool = True) -> str:
    """The text without characters that cannot be stored or shown, in one normal form (NFC).

    Line ends become newlines; without `multiline` they become spaces. Nothing is cut off.
    """
    text = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not multiline:
        text = re.sub(r"[\n\t\u2028\u2029]+", " ", text)
    return unicodedata.normalize("NFC", text)


def validate_allowed(text: str) -> None:
    """Refuse text with a forbidden number, with one explanation for each kind that was found."""
    kinds = dict.fromkeys(found.kind for found in guard.find_forbidden(text))
    if kinds:
        raise ValidationError([ValidationError(guard.explain(kind), code=f"forbidden_{kind}") for kind in kinds])


@lru_cache(maxsize=4096)
def _checked(text: str, multiline: bool) -> str:
    # The same names of places and organisations are written over and over; a refusal is an exception and never kept.
    text = clean_string(text, multiline=multiline)
    kinds = tuple(dict.fromkeys(found.kind for found in guard.find_forbidden(text)))
    if kinds:
        raise ForbiddenContent(kinds)
    return text


class GuardedFormCharField(forms.CharField):
    """One line of free text in a form: cleaned, bounded and guarded."""

    multiline = False

    def __init__(self, *, max_length: int | None = 200, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str | None:
        if isinstance(value, str):
            value = clean_string(value, multiline=self.multiline)
        return super().to_python(value)

    def run_validators(self, value: Any) -> None:
        # First the length, so that the guard only reads texts of a bounded size.
        super().run_validators(value)
        if isinstance(value, str):
            validate_allowed(value)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the form shows back: a number that was refused does not come back to the page."""
        shown = super().bound_data(data, initial)
        if not isinstance(shown, str):
            return shown
        longest = max(self.max_length or MAX_TEXT, MAX_TEXT)
        return guard.mask(clean_string(shown[:longest], multiline=self.multiline))


class GuardedFormTextField(GuardedFormCharField):
    """Free text of several lines in a form: cleaned, bounded and guarded."""

    widget = forms.Textarea
    multiline = True

    def __init__(self, *, max_length: int | None = MAX_TEXT, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)


class _LastWall(models.Field):  # type: ignore[type-arg]
    """What both model fields do with text on its way to the database."""

    multiline = True

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean_string(value, multiline=self.multiline)
            setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        # Every write passes here: save, bulk_create, bulk_update and QuerySet.update. Lookups do not.
        if isinstance(value, str):
            value = _checked(value, self.multiline)
        return super().get_db_prep_save(value, connection)

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)
        if isinstance(value, str):
            validate_allowed(value)


class GuardedCharField(_LastWall, models.CharField):  # type: ignore[type-arg]
    """One line of free text in a table; raises ForbiddenContent rather than store a forbidden number."""

    multiline = False

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": GuardedFormCharField, **kwargs})


class GuardedTextField(_LastWall, models.TextField):  # type: ignore[type-arg]
    """Free text in a table; raises ForbiddenContent rather than store a forbidden number."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(
            **{"form_class": GuardedFormTextField, "max_length": self.max_length or MAX_TEXT, **kwargs}
        )
