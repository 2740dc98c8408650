"""Numbers as people here type them."""

from typing import Any

from django import forms


class CommaDecimalField(forms.DecimalField):
    """A small number with a comma or a dot before the decimals, in whatever language the page is."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "sb-size-4", "inputmode": "decimal"}))
        super().__init__(**kwargs)
        # Shown as the page's language writes it; read in one way, so that "6.5" is never sixty-five.
        self.widget.is_localized = True

    def to_python(self, value: Any) -> Any:
        """The number; what people type here is too small for a sign between thousands."""
        if isinstance(value, str) and value.count(",") == 1 and "." not in value:
            value = value.replace(",", ".")
        return super().to_python(value)
