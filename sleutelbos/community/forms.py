"""What somebody types in the Group, and why some words are not taken."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from sleutelbos.guidance.models import Topic
from sleutelbos.keypersons import languages
from sleutelbos.ui.careful import CarefulForm
from sleutelbos.ui.fields import GuardedFormCharField, GuardedFormTextField
from sleutelbos.ui.sound import VoiceField

from . import rules
from .models import Report, Room

CONTACTS = {
    "phone": _(
        "There is a phone number in your message. We leave phone numbers out of the Group, because everybody in the "
        "room could use them. Does somebody need to call? Ask your coordinator."
    ),
    "email": _(
        "There is an e-mail address in your message. We leave addresses out of the Group, because everybody in the "
        "room could use them. Ask your coordinator."
    ),
    "address": _(
        "There is an address in your message. We leave addresses out of the Group: they say where somebody lives. The "
        "name of the town is enough."
    ),
}


def check_words(text: str) -> None:
    """Refuse contact details, with one kind sentence for each sort; numbers of persons the field itself refuses."""
    found = rules.find_contacts(text)
    if found:
        raise forms.ValidationError([forms.ValidationError(CONTACTS[kind], code=f"contact_{kind}") for kind in found])


class WordsForm(CarefulForm):
    """A text for a room. A word that asks for care is asked about once (`sure`), never refused."""

    text = GuardedFormTextField(
        label=_("Your message"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    once = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, label: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = uuid4
        if label:
            self.fields["text"].label = label

    def clean_text(self) -> str:
        """No contact details, whoever writes."""
        text = str(self.cleaned_data["text"])
        check_words(text)
        return text


class SpeakForm(WordsForm):
    """A voice note with the same in words."""

    sound = VoiceField()
    field_order = ["sound", "text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("The same in words")
        self.fields["text"].help_text = _("For colleagues who cannot listen now, or cannot hear.")


class RoomForm(forms.Form):
    """A room: its name, for whom it is."""

    title = GuardedFormCharField(label=_("Name of the room"), max_length=60)
    about = GuardedFormCharField(
        label=_("What is it for?"), max_length=200, required=False, help_text=_("One sentence is enough.")
    )
    languages = forms.MultipleChoiceField(
        label=_("Only for who speaks"),
        required=False,
        help_text=_("Choose none: the room is for everybody in your region."),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    topic = forms.ModelChoiceField(
        label=_("Only for who knows this subject"), queryset=Topic.objects.all(), required=False
    )

    def __init__(self, *args: Any, room: Room | None = None, **kwargs: Any) -> None:
        if room is not None:
            kwargs["initial"] = {
                "title": room.title,
                "about": room.about,
                "languages": room.languages,
                "topic": room.topic_id,
            }
        super().__init__(*args, **kwargs)
        field = self.fields["languages"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = languages.variety_choices()
        topic = self.fields["topic"]
        assert isinstance(topic, forms.ModelChoiceField)
        topic.empty_label = str(_("All subjects"))
        topic.label_from_instance = _topic_name  # type: ignore[method-assign, assignment]

    def clean_title(self) -> str:
        """A name without contact details: it stands in lists and menus."""
        check_words(self.cleaned_data["title"])
        return str(self.cleaned_data["title"])

    def clean_about(self) -> str:
        """The same for the sentence below it."""
        check_words(self.cleaned_data["about"])
        return str(self.cleaned_data["about"])


class ReportForm(forms.Form):
    """Why the coordinator should look."""

    reason = forms.ChoiceField(
        label=_("What is wrong?"), choices=Report.Reason.choices, widget=forms.RadioSelect, initial=None
    )
    note = GuardedFormCharField(label=_("Do you want to say more?"), max_length=300, required=False)

    def clean_note(self) -> str:
        """Also the coordinator gets no contact details this way."""
        check_words(self.cleaned_data["note"])
        return str(self.cleaned_data["note"])


def _topic_name(topic: Topic) -> str:
    from django.utils.translation import get_language

    names: dict[str, str] = topic.names
    return names.get((get_language() or "nl").split("-")[0]) or names.get("nl", topic.code)
