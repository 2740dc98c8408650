"""May this viewer, or the holder of this link, have this signal or bottleneck for this purpose."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from sleutelbos.accounts.models import Organisation, Role
from sleutelbos.accounts.services import links
from sleutelbos.accounts.services.scope import EVERYWHERE, act_in, region_scope
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging import access as bridging
from sleutelbos.bridging.models import Visit
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.newcomers import access as newcomers
from sleutelbos.newcomers.models import Newcomer
from sleutelbos.ui.errors import Gone, NotAllowed

from . import queries
from .models import (
    Absence,
    AbsenceRule,
    Agreement,
    Alert,
    Answer,
    Bottleneck,
    Contact,
    OwnerRule,
    Signal,
    SignalVoice,
    Talk,
    TalkPoint,
    Theme,
)
from .queries import absences, contacts, talks


def signaller(viewer: Viewer) -> KeyPerson:
    """The key person who is signed in; 404 where the account has no profile yet."""
    return bridging.key_person_behind(viewer)


def visit_behind(token: str) -> Visit:
    """The visit after which a key person tells something, by their own link; Gone where it was withdrawn."""
    return bridging.visit_by_link(token)


def theme_to_tell(region_id: int, code: str) -> Theme:
    """A theme a key person of this region may choose."""
    return get_object_or_404(queries.themes_to_choose(region_id), code=code)


def bottleneck_to_see(viewer: Viewer, pk: int) -> Bottleneck:
    """A bottleneck the viewer sees to, or coordinates; 404 otherwise."""
    return get_object_or_404(queries.visible_bottlenecks(viewer), pk=pk)


def bottleneck_to_answer(viewer: Viewer, pk: int) -> Bottleneck:
    """The same, to change; not for who looks along to help."""
    bottleneck = bottleneck_to_see(viewer, pk)
    if viewer.support:
        raise NotAllowed
    return bottleneck


def bottleneck_to_lead(viewer: Viewer, pk: int) -> Bottleneck:
    """A bottleneck of the coordinator's region: to give to somebody, take together, split, open again."""
    bottleneck = bottleneck_to_answer(viewer, pk)
    if not viewer.has_role(Role.COORDINATOR):
        raise NotAllowed
    return bottleneck


def answer_to_translate(viewer: Viewer, pk: int) -> Answer:
    """An answer to a bottleneck one may change."""
    rows = Answer.objects.select_related("bottleneck__region", "bottleneck__theme", "bottleneck__municipality")
    answer = get_object_or_404(rows, pk=pk, bottleneck__in=queries.visible_bottlenecks(viewer).order_by())
    if viewer.support:
        raise NotAllowed
    return answer


def signal_to_render(viewer: Viewer, pk: int) -> Signal:
    """A signal in a bottleneck one may change, told in another language or aloud; 404 where it is Dutch already."""
    rows = queries.visible_signals(viewer).select_related("bottleneck__theme", "bottleneck__municipality", "signaller")
    signal = get_object_or_404(rows.select_related("voice").defer("voice__data"), pk=pk)
    if not signal.may_have_dutch:
        raise Http404
    if viewer.support:
        raise NotAllowed
    return signal


def alert_to_see(viewer: Viewer, pk: int) -> Alert:
    """A notice in the coordinator's region."""
    return get_object_or_404(queries.visible_alerts(viewer), pk=pk)


def theme_to_change(viewer: Viewer, pk: int) -> Theme:
    """A theme of the coordinator's region."""
    return get_object_or_404(queries.visible_themes(viewer), pk=pk)


def rule_to_end(viewer: Viewer, pk: int) -> OwnerRule:
    """A rule of the coordinator's region."""
    return get_object_or_404(queries.visible_rules(viewer), pk=pk)


def voice_to_play(viewer: Viewer, pk: int) -> SignalVoice:
    """The spoken form of a signal one may see, by the number of the signal."""
    voice = queries.voice_of(viewer, pk)
    if voice is None:
        raise Http404
    return voice


# --- who to call for what, no-shows, talks with organisations --------------------------------------------------------


def organisation_to_keep(viewer: Viewer, pk: int) -> Organisation:
    """An organisation of the coordinator's region: its contacts, agreement on no-shows and talks."""
    rows = Organisation.objects.filter(region_id=viewer.region_id or 0).select_related("municipality", "region")
    return get_object_or_404(rows if viewer.has_role(Role.COORDINATOR) else rows.none(), pk=pk)


def contact_to_change(viewer: Viewer, pk: int) -> Contact:
    """A row of the coordinator's list."""
    _never_along(viewer)
    return get_object_or_404(contacts.visible_contacts(viewer), pk=pk)


def contact_behind(token: str) -> Contact:
    """The row the yearly mail asks about; Gone where it was ended or its address changed."""
    pk, version = links.read_token("contact", token)
    with region_scope(EVERYWHERE):
        contact = Contact.objects.select_related("organisation", "region").filter(pk=pk, link_version=version).first()
    if contact is None or contact.state == Contact.State.ENDED:
        raise Gone
    act_in(contact.region_id)
    return contact


def absence_rule_to_end(viewer: Viewer, pk: int) -> AbsenceRule:
    """An agreement about no-shows in the coordinator's region."""
    _never_along(viewer)
    rows = absences.visible_rules(viewer)
    return get_object_or_404(rows if viewer.has_role(Role.COORDINATOR) else rows.none(), pk=pk)


def absence_to_take_back(viewer: Viewer, pk: int) -> Absence:
    """What the viewer's organisation told; 404 for anybody else's."""
    rows = absences.visible_absences(viewer)
    return get_object_or_404(rows if viewer.has_role(Role.PROFESSIONAL) else rows.none(), pk=pk)


def absence_to_settle(viewer: Viewer, pk: int) -> Absence:
    """What the case worker's department was told."""
    rows = absences.visible_absences(viewer)
    return get_object_or_404(rows if viewer.has_role(Role.CASE_WORKER) else rows.none(), pk=pk)


def own_call(viewer: Viewer, pk: int) -> Absence:
    """What a key person was asked to call about; 404 from the moment the newcomer does not want that any more."""
    rows = absences.visible_absences(viewer)
    absence = get_object_or_404(rows if viewer.has_role(Role.KEY_PERSON) else rows.none(), pk=pk)
    if not absences.lets_key_person_hear(absence.newcomer):
        raise Http404
    return absence


def newcomer_to_ask(request: HttpRequest, code: str) -> Newcomer:
    """The newcomer behind the code of a card."""
    return newcomers.newcomer_to_show(request, code)


def talk_to_see(viewer: Viewer, pk: int) -> Talk:
    """A talk in the coordinator's region."""
    return get_object_or_404(talks.visible_talks(viewer), pk=pk)


def talk_to_change(viewer: Viewer, pk: int) -> Talk:
    """The same, to change; not for who looks along to help."""
    _never_along(viewer)
    return talk_to_see(viewer, pk)


def point_to_remove(talk: Talk, pk: int) -> TalkPoint:
    """A point of one's own on this agenda."""
    return get_object_or_404(TalkPoint, pk=pk, talk=talk, bottleneck__isnull=True)


def bottleneck_of_talk(talk: Talk, pk: int) -> Bottleneck:
    """A bottleneck on the agenda of this talk."""
    found = [point.bottleneck for point in talks.agenda(talk).points if point.bottleneck is not None]
    row = next((one for one in found if one.pk == pk), None)
    if row is None:
        raise Http404
    return row


def agreement_to_settle(viewer: Viewer, pk: int) -> Agreement:
    """Something that was agreed in a talk of the coordinator's region."""
    _never_along(viewer)
    return get_object_or_404(talks.visible_agreements(viewer), pk=pk)


def _never_along(viewer: Viewer) -> None:
    if viewer.support:
        raise NotAllowed
