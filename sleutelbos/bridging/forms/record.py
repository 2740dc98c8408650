"""What somebody chooses for a letter, for a goodbye, and what a coordinator writes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sleutelbos.ui.fields import GuardedFormTextField

from ..models import ReferenceLetter


class AskLetterForm(forms.Form):
    """What may stand in the letter, and in which language it is."""

    parts = forms.MultipleChoiceField(
        label=_("What may stand in it?"),
        choices=ReferenceLetter.PARTS,
        initial=[code for code, _label in ReferenceLetter.PARTS],
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(
        label=_("Language of the letter"),
        choices=[("nl", "Nederlands"), ("en", "English")],
        initial="nl",
        widget=forms.RadioSelect,
    )


class WriteLetterForm(forms.Form):
    """A few own words of the coordinator; nothing about newcomers, health or belief."""

    words = GuardedFormTextField(
        label=_("Your own words (not needed)"),
        max_length=800,
        required=False,
        help_text=_("What is this person good at? The person reads it and says yes before you sign."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class GoodbyeForm(forms.Form):
    """Whether somebody may be asked back later."""

    back = forms.ChoiceField(
        label=_("May we ask you again later?"),
        choices=[("yes", _("Yes, you may ask me later")), ("no", _("No, forget my number and my address"))],
        widget=forms.RadioSelect,
    )
