"""What a phone says of itself."""

from django import forms


class TouchForm(forms.Form):
    """The number a phone gave itself, and the address of the page it is on."""

    device = forms.UUIDField()
    path = forms.CharField(max_length=500, required=False)
