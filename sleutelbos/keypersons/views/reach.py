"""How messages reach me: one question on each page, and what became of messages for the coordinator."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.services import links
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.audit.services import name_of
from sleutelbos.notices import queries as notice_queries
from sleutelbos.notices import services as notices
from sleutelbos.notices.models import Channel, Kind, Reader
from sleutelbos.ui.errors import RuleBroken

from .. import access, forms, queries
from ..models import KeyPerson
from . import reach_lines
from .frame import page, person_for

# What stands in the address, and what it is about.
KINDS = {"vraag": Kind.QUESTION, "afspraak": Kind.APPOINTMENT, "nieuws": Kind.NEWS}
# How far back a coordinator looks for what did not arrive.
LOOK_BACK = timedelta(days=30)
IN_A_LIST = 50


def _me(request: ViewerRequest) -> tuple[KeyPerson, str]:
    person = access.own_key_person(request.viewer)
    return person, name_of(person)


@never_cache
@require_safe
@role_required(Role.KEY_PERSON)
def show_reach(request: ViewerRequest) -> HttpResponse:
    """Everything about how messages come, one line each."""
    person, who = _me(request)
    row = notice_queries.reader_row(who)
    usable = notice_queries.usable_channels(row, email=person.email)
    return page(
        request,
        "keypersons/reach.html",
        person,
        None,
        lines=reach_lines.overview(person, row, usable),
        can_test=bool(usable),
        sent=[reach_lines.message_line(notice) for notice in notice_queries.messages_to(who)[:10]],
    )


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(Role.KEY_PERSON)
def choose_channels(request: ViewerRequest, about: str) -> HttpResponse:
    """By which ways messages of one kind come; a tap switches one on or off."""
    person, who = _me(request)
    kind = KINDS.get(about)
    if kind is None:
        raise Http404
    row = notice_queries.reader_row(who)
    chosen = reach_lines.chosen_of(row, kind)
    way = request.POST.get("way", "")
    if request.method == "POST" and way in Channel.values:
        wanted = [each for each in Channel.values if (each in chosen) != (each == way)]
        if not wanted and kind != Kind.NEWS:
            messages.warning(request, _("Keep at least one. Otherwise you do not hear it."))
        else:
            notices.change_channels(
                who=who, region_id=person.region_id, kind=kind, channels=wanted, actor=request.viewer
            )
        return redirect("keypersons:choose-channels", about=about)
    usable = notice_queries.usable_channels(row, email=person.email)
    lines = reach_lines.channel_lines(row, chosen, usable)
    return page(
        request, "keypersons/choose_channels.html", person, None, title=kind.label, lines=lines, kind=kind.value
    )


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(Role.KEY_PERSON)
def change_quiet_hours(request: ViewerRequest) -> HttpResponse:
    """May the phone make a sound at night?"""
    person, who = _me(request)
    row = notice_queries.reader_row(who) or Reader(who=who, region_id=person.region_id)
    hours = {"quiet_from": row.quiet_from, "quiet_until": row.quiet_until}
    answer = request.POST.get("answer", "")
    form = forms.QuietHoursForm(request.POST if answer == "hours" else None, initial=hours)
    if answer == "hours" and form.is_valid():
        hours = form.cleaned_data
        answer = "urgent" if row.wake_for_urgent else "quiet"
    if answer in {"quiet", "urgent", "always"}:
        notices.change_quiet(
            who=who,
            region_id=person.region_id,
            quiet=answer != "always",
            wake_for_urgent=answer == "urgent",
            actor=request.viewer,
            **hours,
        )
        messages.success(request, _("Saved."))
        return redirect("keypersons:show-reach")
    lines = reach_lines.quiet_lines(row)
    title = gettext_lazy("At night")
    return page(request, "keypersons/change_quiet_hours.html", person, None, title=title, lines=lines, form=form)


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(Role.KEY_PERSON)
def change_rhythm(request: ViewerRequest) -> HttpResponse:
    """At once, once a day, once a week."""
    person, who = _me(request)
    answer = request.POST.get("answer", "")
    if answer in Reader.Rhythm.values:
        notices.change_rhythm(who=who, region_id=person.region_id, rhythm=answer, actor=request.viewer)
        messages.success(request, _("Saved."))
        return redirect("keypersons:show-reach")
    row = notice_queries.reader_row(who)
    lines = reach_lines.rhythm_lines(row.rhythm if row is not None else Reader.Rhythm.NOW)
    return page(
        request,
        "keypersons/change_rhythm.html",
        person,
        None,
        title=gettext_lazy("How soon messages come"),
        lines=lines,
    )


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(Role.KEY_PERSON)
def change_number(request: ViewerRequest) -> HttpResponse:
    """A mobile number for SMS; it counts after the code that is sent to it."""
    person, who = _me(request)
    row = notice_queries.reader_row(who)
    form = forms.NumberForm(request.POST if request.method == "POST" else None, initial={"phone": person.phone})
    if request.method == "POST" and form.is_valid():
        try:
            notices.ask_code(
                who=who,
                region_id=person.region_id,
                phone=form.cleaned_data["phone"],
                language=person.language,
                actor=request.viewer,
            )
        except RuleBroken as broken:
            form.add_error("phone", f"{broken.message} {broken.advice}".strip())
        else:
            return redirect("keypersons:confirm-number")
    return page(
        request,
        "keypersons/change_number.html",
        person,
        None,
        title=gettext_lazy("My mobile number"),
        form=form,
        number=notice_queries.confirmed_phone(row),
        no_sms=not reach_lines.sms_here(),
    )


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(Role.KEY_PERSON)
def confirm_number(request: ViewerRequest) -> HttpResponse:
    """The six digits of the SMS."""
    person, who = _me(request)
    form = forms.NumberCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = notices.confirm_code(who=who, code=form.cleaned_data["code"], actor=request.viewer)
        except RuleBroken as broken:
            messages.warning(request, f"{broken.message} {broken.advice}".strip())
            return redirect("keypersons:change-number")
        if row is not None:
            messages.success(request, _("Your number is right. Choose now for what you want an SMS."))
            return redirect("keypersons:show-reach")
        form.add_error("code", _("This is not the code. Look at the SMS again."))
    return page(request, "keypersons/confirm_number.html", person, None, title=gettext_lazy("Type the code"), form=form)


@require_POST
@role_required(Role.KEY_PERSON)
def forget_number(request: ViewerRequest) -> HttpResponse:
    """No SMS any more."""
    _person, who = _me(request)
    notices.forget_number(who=who, actor=request.viewer)
    messages.success(request, _("We took your number away. You get no SMS."))
    return redirect("keypersons:show-reach")


@never_cache
@require_safe
@role_required(Role.KEY_PERSON)
def show_browsers(request: ViewerRequest) -> HttpResponse:
    """Messages on this phone: on or off, and on which other phones they are on."""
    person, who = _me(request)
    return page(
        request,
        "keypersons/show_browsers.html",
        person,
        None,
        title=gettext_lazy("Messages on this phone"),
        browsers=list(notice_queries.subscriptions_of(who)),
        key=reach_lines.push_key(),
    )


@require_POST
@role_required(Role.KEY_PERSON)
def start_push(request: ViewerRequest) -> HttpResponse:
    """This browser takes messages from now on; also questions come here."""
    person, who = _me(request)
    form = forms.BrowserForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Your browser cannot do this here.") + " " + _("Choose SMS or mail."))
        return redirect("keypersons:show-browsers")
    try:
        notices.subscribe(who=who, region_id=person.region_id, actor=request.viewer, **form.cleaned_data)
    except RuleBroken as broken:
        messages.warning(request, f"{broken.message} {broken.advice}".strip())
        return redirect("keypersons:show-browsers")
    row = notice_queries.reader_row(who)
    if row is not None and not any(Channel.PUSH in ways for ways in row.channels.values()):
        # Whoever switches it on wants to hear of questions here; mail stays as it was.
        for kind in (Kind.QUESTION, Kind.APPOINTMENT):
            wanted = [Channel.PUSH, *reach_lines.chosen_of(row, kind)]
            notices.change_channels(
                who=who, region_id=person.region_id, kind=kind, channels=wanted, actor=request.viewer
            )
    messages.success(request, _("Messages are on for this phone."))
    return redirect("keypersons:show-browsers")


@require_POST
@role_required(Role.KEY_PERSON)
def stop_push(request: ViewerRequest) -> HttpResponse:
    """This browser, or another one from the list, takes no messages any more."""
    _person, who = _me(request)
    number = request.POST.get("browser", "")
    if number.isdigit():
        subscription = get_object_or_404(notice_queries.subscriptions_of(who), pk=int(number))
        notices.end_subscription(subscription=subscription, actor=request.viewer)
    else:
        notices.unsubscribe(endpoint=request.POST.get("endpoint", "")[:1000], actor=request.viewer)
    messages.success(request, _("Messages on that phone are off."))
    return redirect("keypersons:show-browsers")


@require_POST
@role_required(Role.KEY_PERSON)
def send_test(request: ViewerRequest) -> HttpResponse:
    """One test message by every way that works for me."""
    person, who = _me(request)
    row = notice_queries.reader_row(who)
    usable = notice_queries.usable_channels(row, email=person.email)
    made = notices.send_test(
        who=who,
        region_id=person.region_id,
        email=person.email,
        language=person.language,
        link=links.absolute("keypersons:show-reach"),
        channels=sorted(usable),
        # One a minute: an SMS costs money.
        key=timezone.now().strftime("%Y%m%d%H%M"),
    )
    if made:
        said = ngettext("We sent %(count)d test message.", "We sent %(count)d test messages.", len(made))
        messages.success(request, said % {"count": len(made)})
    else:
        messages.info(request, _("We just sent a test. Wait a minute."))
    return redirect("keypersons:show-reach")


# --- for the coordinator ------------------------------------------------------------------------------------------


@never_cache
@require_safe
@role_required(Role.COORDINATOR)
def list_messages(request: ViewerRequest, pk: int) -> HttpResponse:
    """What was sent to somebody, how, and whether it arrived; not what it said."""
    person = person_for(request, pk)
    rows = Paginator(notice_queries.messages_to(name_of(person)), IN_A_LIST).get_page(request.GET.get("page"))
    lines = [reach_lines.message_line(notice) for notice in rows]
    return page(request, "keypersons/list_messages.html", person, pk, title=_("Messages"), lines=lines, page_obj=rows)


@never_cache
@require_safe
@role_required(Role.COORDINATOR)
def list_undelivered(request: ViewerRequest) -> HttpResponse:
    """Messages of the region that reached nobody, why, and what to do."""
    failed = notice_queries.not_delivered(request.viewer.region_id or 0, since=timezone.now() - LOOK_BACK)
    rows = Paginator(failed, IN_A_LIST).get_page(request.GET.get("page"))
    people = queries.visible_key_persons(request.viewer).in_bulk(reach_lines.person_ids(rows))
    lines = [
        {
            **reach_lines.message_line(notice),
            "person": (person := people.get(reach_lines.person_id(notice) or 0)),
            "href": reverse("keypersons:list-messages", args=[person.pk]) if person else "",
            "to": "" if person else notice.to,
        }
        for notice in rows
    ]
    return render(request, "keypersons/list_undelivered.html", {"lines": lines, "page_obj": rows})
