"""Who to call for what: the whole list for the coordinator, what is meant for them for key persons."""

from datetime import date, timedelta
from typing import Final

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from sleutelbos.accounts.models import Organisation, Role
from sleutelbos.accounts.viewer import Viewer

from ..models import Contact

# After so long without anybody saying that it is right, a row counts as old; some weeks before, somebody is asked.
FRESH_DAYS: Final = 365
ASK_DAYS: Final = 330


def visible_contacts(viewer: Viewer) -> QuerySet[Contact]:
    """Everything of the region for its coordinator; rows in use and meant for key persons for a key person."""
    rows = Contact.objects.filter(region_id=viewer.region_id or 0).select_related(
        "organisation__municipality", "region"
    )
    if viewer.has_role(Role.COORDINATOR):
        return rows
    if viewer.has_role(Role.KEY_PERSON):
        return rows.filter(state=Contact.State.CURRENT, for_key_persons=True, organisation__active=True)
    return rows.none()


def is_old(contact: Contact, today: date) -> bool:
    """Whether nobody said for a year that this is right."""
    return contact.checked_on < today - timedelta(days=FRESH_DAYS)


def found_contacts(
    viewer: Viewer,
    *,
    text: str = "",
    subject: str = "",
    organisation: int | None = None,
    show: str = "",
    today: date,
) -> QuerySet[Contact]:
    """Visible contacts by words, subject or organisation; `show` is "old", "doubtful", "ended" or "" for all in use."""
    rows = visible_contacts(viewer)
    if show == "old":
        rows = rows.filter(state=Contact.State.CURRENT, checked_on__lt=today - timedelta(days=FRESH_DAYS))
    elif show in Contact.State.values:
        rows = rows.filter(state=show)
    else:
        rows = rows.exclude(state=Contact.State.ENDED)
    if subject:
        rows = rows.filter(subject=subject)
    if organisation is not None:
        rows = rows.filter(organisation_id=organisation)
    for word in text.split()[:5]:
        subjects = [value for value, label in Contact.Subject.choices if word.casefold() in str(label).casefold()]
        rows = rows.filter(
            Q(organisation__name__icontains=word)
            | Q(organisation__place__icontains=word)
            | Q(organisation__municipality__name__icontains=word)
            | Q(function__icontains=word)
            | Q(name__icontains=word)
            | Q(about__icontains=word)
            | Q(subject__in=subjects)
        )
    return rows.order_by("organisation__name", subject_order(), "pk")


def subject_order() -> Case:
    """Subjects in the order of the list: what people call for most comes first."""
    return Case(
        *(When(subject=value, then=Value(place)) for place, value in enumerate(Contact.Subject.values)),
        output_field=IntegerField(),
    )


def subjects_to_call_about(viewer: Viewer) -> list[str]:
    """Which subjects somebody can call about, in the order of the list."""
    have = set(visible_contacts(viewer).order_by().values_list("subject", flat=True))
    return [value for value in Contact.Subject.values if value in have]


def organisations_to_choose(viewer: Viewer) -> QuerySet[Organisation]:
    """Organisations of the region that are open, for its coordinator."""
    rows = Organisation.objects.filter(region_id=viewer.region_id or 0, active=True)
    return rows if viewer.has_role(Role.COORDINATOR) else rows.none()


def to_nudge(today: date) -> QuerySet[Contact]:
    """Rows whose own address is asked once a year whether they are still right."""
    asked = Q(nudged_on__isnull=True) | Q(nudged_on__lt=today - timedelta(days=FRESH_DAYS))
    return (
        Contact.objects.filter(asked, state=Contact.State.CURRENT, checked_on__lte=today - timedelta(days=ASK_DAYS))
        .exclude(email="")
        .filter(organisation__active=True)
        .select_related("region", "organisation")
        .order_by("checked_on", "pk")
    )
