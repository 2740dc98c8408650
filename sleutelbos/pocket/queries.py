"""Which phones there are."""

from django.db.models import QuerySet

from sleutelbos.keypersons.models import KeyPerson

from .models import Phone


def phones_of(key_person: KeyPerson) -> QuerySet[Phone]:
    """The phones that keep something of this person, the one used last first."""
    return Phone.objects.filter(key_person=key_person)
