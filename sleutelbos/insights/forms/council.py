"""The own words beside the figures of a council page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import CouncilPage
from ..services.council import WORDS


class CouncilWordsForm(forms.ModelForm[CouncilPage]):
    """Four short texts, none of them needed."""

    class Meta:
        model = CouncilPage
        fields = list(WORDS)
        labels = {
            "done_words": _("What we did, in your own words"),
            "not_done_words": _("What we could not do, and why"),
            "heard_words": _("What people told us, and what we do with it"),
            "cost_words": _("What it cost, and what is not in it"),
        }
        help_texts = {name: _("Everybody will read this. Never about one person.") for name in WORDS}
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in WORDS}
