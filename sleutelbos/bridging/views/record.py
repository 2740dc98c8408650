"""My record, a letter to take along, somebody else goes for me, rest after a heavy visit, and the goodbye."""

from contextlib import suppress
from pathlib import Path

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Role
from sleutelbos.accounts.viewer import ViewerRequest
from sleutelbos.keypersons import services as keypersons
from sleutelbos.keypersons import wording as keypersons_wording
from sleutelbos.ui.errors import DomainError
from sleutelbos.ui.language import use_language
from sleutelbos.ui.paper import make_pdf
from sleutelbos.ui.templatetags.ui import words_for

from .. import access, record_wording, services
from ..forms.record import AskLetterForm, GoodbyeForm, WriteLetterForm
from ..models import ReferenceLetter
from ..queries import record
from ..queries.people import has_log

LETTER = Path(__file__).parents[1] / "paper" / "letter.typ"


@never_cache
@require_safe
@role_required(Role.KEY_PERSON)
def show_record(request: ViewerRequest) -> HttpResponse:
    """What I did and learned, and the letter about it."""
    person = access.key_person_behind(request.viewer)
    work = record.years_of_work(person)
    context = {
        "person": person,
        "years": [record_wording.year_line(row) for row in work],
        "grown": record_wording.grown(person, work),
        "trainings": record_wording.trainings(person),
        "languages": keypersons_wording.known_languages(person.languages.all(), from_level=2),
        "letter": record.letter_of(person),
    }
    return render(request, "bridging/show_record.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(Role.KEY_PERSON)
def ask_letter(request: ViewerRequest) -> HttpResponse:
    """Ask for a letter: tick what may stand in it."""
    person = access.key_person_behind(request.viewer)
    form = AskLetterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.ask_letter(key_person=person, actor=request.viewer, **form.cleaned_data)
        messages.success(request, _("Asked. Your coordinator writes it, and you read it before it is signed."))
        return redirect("bridging:show-record")
    return render(request, "bridging/ask_letter.html", {"person": person, "form": form})


@require_POST
@role_required(Role.KEY_PERSON)
def answer_letter(request: ViewerRequest, pk: int, answer: str) -> HttpResponse:
    """Yes, this is right; or I want no letter."""
    letter = access.own_letter(request.viewer, pk)
    if answer == "ja":
        services.agree_letter(letter=letter, actor=request.viewer)
        messages.success(request, _("Thank you. Now your coordinator signs it."))
    else:
        services.withdraw_letter(letter=letter, actor=request.viewer)
        messages.success(request, _("Taken away."))
    return redirect("bridging:show-record")


@never_cache
@require_safe
@role_required(Role.KEY_PERSON)
def download_letter(request: ViewerRequest, pk: int) -> HttpResponse:
    """The signed letter as a file to take along."""
    letter = access.own_signed_letter(request.viewer, pk)
    with translation.override(letter.language):
        words = record_wording.letter_words(letter)
    assert letter.issued_at is not None
    response = HttpResponse(make_pdf(LETTER, words, made_at=letter.issued_at), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="referentie.pdf"'
    return response


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def write_letter(request: ViewerRequest, pk: int) -> HttpResponse:
    """The coordinator sees what the letter says, adds own words, and shows it to the person."""
    letter = access.letter_to_write(request.viewer, pk)
    with translation.override(letter.language):
        work = record.years_of_work(letter.key_person)
        lines = record_wording.letter_lines(letter.key_person, letter.parts, work, today=timezone.localdate())
    form = WriteLetterForm(request.POST if request.method == "POST" else None, initial={"words": letter.words})
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        services.propose_letter(letter=letter, lines=lines, words=words, actor=request.viewer)
        messages.success(request, _("The person reads it now. You sign after the yes."))
        return redirect("bridging:write-letter", letter.pk)
    fixed = letter.state in {ReferenceLetter.State.AGREED, ReferenceLetter.State.ISSUED}
    context = {"letter": letter, "person": letter.key_person, "form": form, "lines": letter.lines if fixed else lines}
    return render(request, "bridging/write_letter.html", context)


@require_POST
@role_required(Role.COORDINATOR)
def sign_letter(request: ViewerRequest, pk: int) -> HttpResponse:
    """The coordinator signs what the person agreed to."""
    letter = access.letter_to_write(request.viewer, pk)
    services.sign_letter(letter=letter, actor=request.viewer)
    messages.success(request, _("Signed. The person can take the letter along."))
    return redirect("bridging:write-letter", letter.pk)


@never_cache
@require_safe
@role_required(Role.KEY_PERSON)
def list_handovers(request: ViewerRequest) -> HttpResponse:
    """My appointments with newcomers, and whether somebody else may go."""
    person = access.key_person_behind(request.viewer)
    return render(
        request,
        "bridging/list_handovers.html",
        {"person": person, "contacts": record.own_contacts(person, timezone.now())},
    )


@require_POST
@role_required(Role.KEY_PERSON)
def ask_handover(request: ViewerRequest, pk: int) -> HttpResponse:
    """Ask the newcomer whether somebody else may come."""
    visit = access.own_visit(request.viewer, pk)
    services.ask_handover(visit=visit, actor=request.viewer)
    messages.success(request, _("The newcomer is asked. Until there is a yes, nothing changes."))
    return redirect("bridging:list-handovers")


@require_POST
@role_required(Role.KEY_PERSON)
def withdraw_handover(request: ViewerRequest, pk: int) -> HttpResponse:
    """I can go after all."""
    handover = access.own_handover(request.viewer, pk)
    services.withdraw_handover(handover=handover, actor=request.viewer)
    messages.success(request, _("Good. You go yourself."))
    return redirect("bridging:list-handovers")


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(Role.KEY_PERSON)
def say_goodbye(request: ViewerRequest) -> HttpResponse:
    """I stop: what stays, what goes, and whether I may be asked back."""
    person = access.key_person_behind(request.viewer)
    standing = record.still_to_go(person, timezone.now())
    form = GoodbyeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and not standing:
        back = form.cleaned_data["back"] == "yes"
        services.leave(key_person=person, may_be_asked_back=back, actor=request.viewer)
        messages.success(request, _("Thank you for everything. Nobody asks you any more."))
        return redirect("bridging:show-record")
    return render(request, "bridging/say_goodbye.html", {"person": person, "form": form, "standing": standing})


@require_POST
def rest_after_visit(request: ViewerRequest, token: str) -> HttpResponse:
    """It was heavy, I want rest: one tap, days without a question, nobody hears why."""
    visit = access.visit_by_link(token)
    person = visit.key_person
    use_language(request, person.language)
    if has_log(visit):
        with suppress(DomainError):
            actor = access.by_link(
                request.viewer, whom=person.first_name, region_id=person.region_id, membership_id=person.membership_id
            )
            away = keypersons.rest_after_heavy(key_person=person, today=timezone.localdate(), actor=actor)
            text = _("We ask you nothing until %(day)s. Nobody hears why. Rest well.")
            messages.success(request, text % {"day": words_for(away.last_day, "date")})
    return redirect("bridging:log-visit", token=token)
