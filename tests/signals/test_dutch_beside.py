"""What was told in another language, in Dutch beside the words: who writes it, who reads it, what may not be in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sleutelbos.accounts.models import Membership
from sleutelbos.audit.models import Event
from sleutelbos.audit.services import name_of
from sleutelbos.notices.models import Notice
from sleutelbos.signals import services, tasks
from sleutelbos.signals.models import Bottleneck, Signal, SignalVoice
from sleutelbos.ui.errors import StateChanged
from sleutelbos.ui.sound import Voice
from tests import factories

from .conftest import tell, viewer

pytestmark = pytest.mark.usefixtures("themes")
ARABIC = "ستة أشهر حتى أول درس"
DUTCH = "Zes maanden tot de eerste les"


@pytest.fixture
def desk(coordinator: Any, client_of: Any) -> Client:
    client: Client = client_of(coordinator)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def signal(colleague: Any) -> Signal:
    """Told in Arabic by Hanan."""
    return tell(colleague, "waiting_list", text=ARABIC)


def _page(response: Any) -> str:
    return str(response.content.decode())


def _write(client: Client, signal: Signal, text: str, **more: Any) -> Any:
    """Opens the form and sends it with other words."""
    address = reverse("signals:render-signal", args=[signal.pk])
    seen = client.get(address).context["form"]["seen"].value()
    return client.post(address, {"text": text, "seen": seen, **more})


def test_the_coordinator_puts_it_into_dutch_and_everybody_who_may_see_it_reads_both(
    desk: Client, signal: Signal, officer: Membership, colleague: Any, client_of: Any
) -> None:
    page = reverse("signals:show-bottleneck", args=[signal.bottleneck_id])
    before = _page(desk.get(page))
    assert "It was told in this language: Arabic." in before and "Put it into Dutch" in before
    assert f'<p lang="ar" dir="rtl">{ARABIC}</p>' in before
    assert _write(desk, signal, DUTCH).url == page
    signal.refresh_from_db()
    assert (signal.text, signal.dutch, signal.dutch_by) == (ARABIC, DUTCH, desk_membership(signal))
    Bottleneck.objects.update(owner=officer)
    for client in (desk, client_of(officer.user)):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        after = _page(client.get(page))
        assert f'<p lang="nl" dir="ltr">{DUTCH}</p>' in after and "Put into Dutch by" in after
        assert after.index(DUTCH) < after.index(ARABIC), "the Dutch is read first"
        assert f'<p class="sb-muted" lang="ar" dir="rtl">{ARABIC}</p>' in after
        assert "What was told, put into Dutch" in after, "it stands in what happened"
    # Who told it sees what was made of the own words.
    own = _page(client_of(colleague.membership.user).get(reverse("signals:list-own-signals")))
    assert ARABIC in own and f'<q lang="nl" dir="ltr">{DUTCH}</q>' in own


def desk_membership(signal: Signal) -> Membership:
    return Membership.objects.get(region=signal.region, role="coordinator")


def test_who_sees_to_it_writes_it_too_and_nobody_else_can(
    signal: Signal, officer: Membership, colleague: Any, client_of: Any
) -> None:
    bas, hanan = client_of(officer.user), client_of(colleague.membership.user)
    address = reverse("signals:render-signal", args=[signal.pk])
    assert bas.get(address).status_code == bas.post(address, {"text": DUTCH}).status_code == 404
    assert hanan.post(address, {"text": DUTCH}).status_code in {403, 404}
    Bottleneck.objects.update(owner=officer)
    page = _page(bas.get(address))
    assert ARABIC in page and 'lang="ar" dir="rtl"' in page
    # The owner does not get to know who told it.
    assert "Hanan" not in page
    assert _write(bas, signal, DUTCH).status_code == 302
    assert Signal.objects.get().dutch_by == officer


def test_who_told_it_finds_it_on_the_page_that_says_who_did_what(desk: Client, signal: Signal, colleague: Any) -> None:
    _write(desk, signal, DUTCH)
    event = Event.objects.get(verb="signals.signal.rendered")
    assert event.subject == name_of(colleague)
    # The trail says that it happened, not what the words are.
    assert DUTCH not in str(event.data) and ARABIC not in str(event.data)


def test_a_signal_in_dutch_needs_no_dutch_and_a_spoken_one_may_have_it(
    desk: Client, key_person: Any, colleague: Any
) -> None:
    plain = tell(key_person, "travel", text="De bus is te vroeg")
    assert desk.get(reverse("signals:render-signal", args=[plain.pk])).status_code == 404
    assert "Put it into Dutch" not in _page(desk.get(reverse("signals:show-bottleneck", args=[plain.bottleneck_id])))
    silent = tell(key_person, "letter")
    assert desk.get(reverse("signals:render-signal", args=[silent.pk])).status_code == 404
    with pytest.raises(StateChanged):
        services.render_signal(signal=plain, dutch="Anders", seen=None, actor=viewer(desk_membership(plain)))
    spoken = tell(colleague, "isolation", voice=Voice("ogg", 2, b"OggS"))
    assert "<audio" in _page(desk.get(reverse("signals:render-signal", args=[spoken.pk])))
    assert _write(desk, spoken, "Er is hier niets voor vrouwen").status_code == 302


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("BSN 111222333", "We never store a BSN"),
        ("Bel haar op 06 12345678", "There is a phone number"),
        ("Hij woont Dorpsstraat 12", "There is an address"),
        ("Fatima krijgt geen les", "“Fatima” looks like the name of a person"),
        ("ze heet berhane en wacht al lang", "“berhane” looks like the name of a person"),
        ("De les bij Zerezghi is vol", "“Zerezghi” looks like the name of a person"),
    ],
)
def test_the_dutch_holds_no_person_either(desk: Client, signal: Signal, text: str, why: str) -> None:
    response = _write(desk, signal, text)
    assert response.status_code == 400 and why in _page(response)
    assert Signal.objects.get().dutch == ""


def test_a_word_that_asks_for_care_is_asked_about_once(desk: Client, signal: Signal) -> None:
    first = _write(desk, signal, "Veel mensen met een depressie wachten")
    assert first.status_code == 200 and "Read this before you save" in _page(first)
    assert Signal.objects.get().dutch == ""
    assert _write(desk, signal, "Veel mensen met een depressie wachten", sure="yes").status_code == 302


def test_an_owner_cannot_find_out_who_told_it_by_trying_names(
    desk: Client, signal: Signal, colleague: Any, officer: Membership, client_of: Any
) -> None:
    request = factories.RequestFactory(region=colleague.region, asker_name="Jo Bakkerink")
    factories.VisitFactory(key_person=colleague, request=request)
    Bottleneck.objects.update(owner=officer)
    # The coordinator knows who told it: the name of who asks for her help is refused, as it was for her.
    assert _write(desk, signal, "bij bakkerink is geen plek").status_code == 400
    # For the owner it is refused for no signal, so that a refusal tells nothing about who told this one.
    assert _write(client_of(officer.user), signal, "bij bakkerink is geen plek").status_code == 302


def test_two_who_write_at_once_do_not_undo_each_other(desk: Client, signal: Signal, coordinator: Any) -> None:
    address = reverse("signals:render-signal", args=[signal.pk])
    empty = desk.get(address).context["form"]["seen"].value()
    assert desk.post(address, {"text": DUTCH, "seen": empty}).status_code == 302
    assert desk.post(address, {"text": "Iets anders", "seen": empty}).status_code == 409
    for nonsense in ("gisteren", "2026-01-01T10:00:00"):
        assert desk.post(address, {"text": "Iets anders", "seen": nonsense}).status_code == 409
    assert Signal.objects.get().dutch == DUTCH
    # Sent twice is once.
    kept = desk.get(address).context["form"]["seen"].value()
    number = Event.objects.filter(verb="signals.signal.rendered").count()
    assert desk.post(address, {"text": DUTCH, "seen": kept}).status_code == 302
    assert Event.objects.filter(verb="signals.signal.rendered").count() == number == 1
    # Mended, and taken away; where there is none, none can be taken away.
    assert _write(desk, signal, "Zes maanden tot de les begint").status_code == 302
    assert _write(desk, signal, "").status_code == 302
    row = Signal.objects.get()
    assert (row.dutch, row.dutch_by, row.dutch_at, row.text) == ("", None, None, ARABIC)
    assert _write(desk, signal, "").status_code == 400


def test_words_that_were_let_go_meanwhile_get_no_dutch(desk: Client, signal: Signal, coordinator: Any) -> None:
    Signal.objects.update(text="", text_language="")
    with pytest.raises(StateChanged):
        services.render_signal(signal=signal, dutch=DUTCH, seen=None, actor=viewer(coordinator))


def test_the_list_says_what_is_not_in_dutch_yet(desk: Client, signal: Signal, key_person: Any) -> None:
    tell(key_person, "travel", text="De bus is te vroeg")
    address = reverse("signals:list-bottlenecks")
    assert _page(desk.get(address)).count("1 signal is not in Dutch yet") == 1
    rows = desk.get(address, {"taal": "on"}).context["page_obj"].object_list
    assert [(row.pk, row.signal_count, row.untold_count) for row in rows] == [(signal.bottleneck_id, 1, 1)]
    _write(desk, signal, DUTCH)
    assert "is not in Dutch yet" not in _page(desk.get(address))
    assert not desk.get(address, {"taal": "on"}).context["page_obj"].object_list


def test_no_mail_holds_the_words_in_either_language(
    desk: Client, signal: Signal, officer: Membership, coordinator: Any
) -> None:
    _write(desk, signal, DUTCH)
    row = signal.bottleneck
    services.assign(
        bottleneck=row, owner=officer, organisation=None, due_on=timezone.localdate(), actor=viewer(coordinator)
    )
    services.remind(bottleneck=row, actor=viewer(coordinator))
    services.give_answer(bottleneck=row, kind="cannot", texts={"nl": "Geen lokaal."}, actor=viewer(coordinator))
    said = [f"{notice.subject} {notice.body}" for notice in Notice.objects.all()]
    assert len(said) >= 4
    assert not [text for text in said if DUTCH in text or ARABIC in text]


def test_the_dutch_goes_with_the_words_and_of_a_recording_with_the_recording(colleague: Any, coordinator: Any) -> None:
    start = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    boss = viewer(coordinator)
    with time_machine.travel(start, tick=False):
        written = tell(colleague, "waiting_list", text=ARABIC, voice=Voice("ogg", 2, b"OggS"))
        spoken = tell(colleague, "isolation", voice=Voice("ogg", 2, b"OggS"))
        for row in (written, spoken):
            services.render_signal(signal=row, dutch=DUTCH, seen=None, actor=boss)
    with time_machine.travel(start + timedelta(days=61), tick=False):
        tasks.let_go()
        assert not SignalVoice.objects.exists()
        written.refresh_from_db()
        spoken.refresh_from_db()
        assert (written.dutch, spoken.dutch, spoken.dutch_by, spoken.dutch_at) == (DUTCH, "", None, None)
    with time_machine.travel(start + timedelta(days=731), tick=False):
        tasks.let_go()
        written.refresh_from_db()
        assert (written.text, written.dutch, written.dutch_by, written.dutch_at) == ("", "", None, None)
        assert tasks.let_go() == 0


def test_dutch_without_its_moment_cannot_be_kept(signal: Signal) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Signal.objects.filter(pk=signal.pk).update(dutch=DUTCH)


def test_who_looks_along_to_help_writes_nothing(signal: Signal, coordinator: Any) -> None:
    from dataclasses import replace

    from sleutelbos.signals import access
    from sleutelbos.ui.errors import NotAllowed

    with pytest.raises(NotAllowed):
        access.signal_to_render(replace(viewer(coordinator), support=True), signal.pk)
