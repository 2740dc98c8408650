"""An appointment in the words of a calendar, as far as its level and its state allow."""

from dataclasses import replace

from django.utils.translation import gettext as _

from sleutelbos.accounts.services import links
from sleutelbos.bridging.models import Request, Visit
from sleutelbos.ui.templatetags.ui.phones import phone_in_words

from ..calendar import Entry
from ..models import CalendarFeed


def entry_of(visit: Visit, level: str) -> Entry:
    """What one calendar shows of one appointment of its owner, in the active language.

    Busy: that there is something. Place: where, with the address once it is agreed. Everything: whom one meets, also
    only once it is agreed. Never who it is about, what about, in which language, or a key to a page.
    """
    certain = visit.state != Visit.State.AWAITING
    bare = Entry(visit.calendar_uid, visit.sequence, visit.starts_at, visit.ends_at, certain)
    if level == CalendarFeed.Level.BUSY:
        return bare
    place = visit.place
    if visit.where != Request.Where.PLACE:
        place = str(visit.get_where_display())
    elif certain:
        place = ", ".join(part for part in (visit.address, visit.place) if part)
    summary = _("Appointment") if certain else _("Appointment, not sure yet")
    if level == CalendarFeed.Level.PLACE:
        return replace(bare, summary=summary, location=place)
    question = visit.request
    lines = [] if certain else [_("We wait for a yes. You hear it from us.")]
    if certain:
        whom = ", ".join(part for part in (question.asker_name, question.asker_organisation) if part)
        phone = phone_in_words(question.asker_phone) if question.asker_phone else ""
        summary = _("Appointment with %(who)s") % {"who": whom} if whom else summary
        lines = [f"{label} {value}" for label, value in ((_("You meet:"), whom), (_("Phone:"), phone)) if value]
    return replace(
        bare,
        summary=summary,
        location=place,
        description="\n".join(lines),
        # The own page, which asks to sign in: a calendar at a company must hold no key.
        url=links.absolute("bridging:show-own-work"),
    )
