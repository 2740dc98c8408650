"""Words that are asked about once before they go, never refused for that."""

from typing import Any

from django import forms

from . import guard


class CarefulForm(forms.Form):
    """A form whose `text` may go once whoever wrote it has seen which of its words ask for care (`cautions`)."""

    sure = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cautions: list[Any] = []

    @property
    def ready(self) -> bool:
        """Whether it may go: valid, and whoever wrote a word that asks for care has seen that."""
        if not self.is_valid():
            return False
        found = dict.fromkeys(hint.caution for hint in guard.find_sensitive(self.cleaned_data["text"]))
        if not found or self.cleaned_data["sure"] == "yes":
            return True
        self.cautions = [guard.advise(caution) for caution in found]
        # The next sending of this very form says that the writer has read it.
        data: Any = self.data
        self.data = data.copy()
        self.data[self.add_prefix("sure")] = "yes"  # type: ignore[index]
        return False
