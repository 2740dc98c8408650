"""A key person tells what does not work: a picture, and send; and sees what came of it."""

from csp.constants import SELF
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sleutelbos.accounts.access import role_required
from sleutelbos.accounts.models import Municipality, Role
from sleutelbos.accounts.viewer import Viewer, ViewerRequest
from sleutelbos.bridging import access as bridging
from sleutelbos.bridging import services as bridging_services
from sleutelbos.bridging.models import CallRequest, Visit
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.ui.language import use_language
from sleutelbos.ui.middleware import allow_microphone
from sleutelbos.ui.sound import only_bytes, play, sound_from

from .. import access, queries, services
from ..forms.telling import SignalForm, SpokenSignalForm
from ..models import Signal


@never_cache
@require_safe
@role_required(Role.KEY_PERSON)
def choose_theme(request: ViewerRequest) -> HttpResponse:
    """What does not work? One picture for each theme."""
    return _tiles(request, access.signaller(request.viewer), token="")


@never_cache
@require_safe
def choose_theme_after_visit(request: ViewerRequest, token: str) -> HttpResponse:
    """The same, after a visit; the link of the visit is enough."""
    return _tiles(request, _person_of(request, token), token=token)


def _tiles(request: ViewerRequest, person: KeyPerson, *, token: str) -> HttpResponse:
    services.make_usual_themes(person.region_id)
    context = {
        "region": person.region,
        "themes": queries.themes_to_choose(person.region_id),
        "token": token,
    }
    return render(request, "signals/choose_theme.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(Role.KEY_PERSON)
def send_signal(request: ViewerRequest, code: str) -> HttpResponse:
    """Send it as it stands, or first say where, for how many and what."""
    return _send(request, access.signaller(request.viewer), code, form_class=SignalForm)


@never_cache
@allow_microphone
@sound_from(SELF, "blob:")
@require_http_methods(["GET", "POST"])
@role_required(Role.KEY_PERSON)
def speak_signal(request: ViewerRequest, code: str) -> HttpResponse:
    """The same, said aloud."""
    return _send(request, access.signaller(request.viewer), code, form_class=SpokenSignalForm)


@never_cache
@require_http_methods(["GET", "POST"])
def send_signal_after_visit(request: ViewerRequest, token: str, code: str) -> HttpResponse:
    """The same, after a visit; nothing says which visit it was."""
    return _send(request, _person_of(request, token), code, form_class=SignalForm, token=token)


def _send(
    request: ViewerRequest, person: KeyPerson, code: str, *, form_class: type[SignalForm], token: str = ""
) -> HttpResponse:
    theme = access.theme_to_tell(person.region_id, code)
    initial = {"municipality": _home_of(person), "families": "1"}
    posted = request.method == "POST"
    data, files = (request.POST, request.FILES) if posted else (None, None)
    form = form_class(data, files, person=person, with_group=not token, initial=initial)
    if posted and form.ready:
        found = form.cleaned_data
        services.send_signal(
            person=person,
            theme=theme,
            municipality=found["municipality"],
            families=int(found["families"] or 1),
            language=found["language"],
            text=found["text"],
            voice=found.get("sound"),
            source=_source(found.get("group", False), token),
            once=found["once"],
            actor=_actor(request, person),
        )
        if token:
            return redirect("signals:signal-told", token=token)
        messages.success(request, _("Thank you. We have your signal. You get an answer."))
        return redirect("signals:list-own-signals")
    context = {"region": person.region, "theme": theme, "form": form, "token": token}
    # What was wrong, or asks for care, must not be folded away.
    context["rest_open"] = form.is_bound
    return render(request, "signals/send_signal.html", context, status=400 if form.errors else 200)


def _source(in_group: bool, token: str) -> str:
    if token:
        return Signal.Source.LOG
    return Signal.Source.GROUP if in_group else Signal.Source.APP


def _home_of(person: KeyPerson) -> Municipality | None:
    """Where the key person lives, when that is a municipality of the region: most of what they notice is there."""
    return Municipality.objects.filter(region_id=person.region_id, name__iexact=person.home_place).first()


def _person_of(request: HttpRequest, token: str) -> KeyPerson:
    visit: Visit = access.visit_behind(token)
    use_language(request, visit.key_person.language)
    return visit.key_person


def _actor(request: ViewerRequest, person: KeyPerson) -> Viewer:
    return bridging.by_link(
        request.viewer, whom=person.first_name, region_id=person.region_id, membership_id=person.membership_id
    )


@never_cache
@require_safe
def signal_told(request: ViewerRequest, token: str) -> HttpResponse:
    """Thank you; and where the answer will be."""
    person = _person_of(request, token)
    return render(request, "signals/signal_told.html", {"region": person.region, "token": token})


@never_cache
@sound_from(SELF)
@require_safe
@role_required(Role.KEY_PERSON)
def list_own_signals(request: ViewerRequest) -> HttpResponse:
    """What I told, and what came of it."""
    person = access.signaller(request.viewer)
    context = {"region": person.region, "rows": queries.own_signals(person)}
    return render(request, "signals/list_own_signals.html", context)


@never_cache
@require_safe
@role_required(Role.KEY_PERSON)
def show_answers(request: ViewerRequest) -> HttpResponse:
    """A part of the home of a key person: whether there is an answer they did not open yet."""
    new = queries.new_answers(access.signaller(request.viewer)).exists()
    return render(request, "signals/answers.html", {"new": new})


@require_POST
@role_required(Role.KEY_PERSON)
def open_answers(request: ViewerRequest) -> HttpResponse:
    """Open what came of it."""
    services.open_answers(person=access.signaller(request.viewer))
    return redirect("signals:list-own-signals")


@only_bytes
@require_safe
@role_required(Role.KEY_PERSON, Role.COORDINATOR, *queries.OWNERS)
def play_voice(request: ViewerRequest, pk: int) -> HttpResponse:
    """The spoken form of a signal."""
    voice = access.voice_to_play(request.viewer, pk)
    return play(bytes(voice.data), voice.kind, name=f"signaal-{pk}", wanted=request.headers.get("Range", ""))


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(Role.KEY_PERSON)
def worry(request: ViewerRequest) -> HttpResponse:
    """I am worried about somebody's safety: numbers to call, and nothing to write."""
    person = access.signaller(request.viewer)
    told = False
    if request.method == "POST":
        bridging_services.ask_for_call(
            region_id=person.region_id, key_person=person, kind=CallRequest.Kind.SAFETY, actor=request.viewer
        )
        told = True
    return render(request, "bridging/worry.html", {"region": person.region, "told": told})
