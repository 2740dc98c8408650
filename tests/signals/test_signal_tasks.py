"""What the clock does with signals, what is kept for how long, and the figures everybody may see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from sleutelbos.accounts.models import Membership, Municipality
from sleutelbos.notices.models import Notice
from sleutelbos.signals import queries, services, tasks
from sleutelbos.signals.models import Alert, Bottleneck, Signal, SignalVoice
from sleutelbos.ui.sound import Voice

from .conftest import tell, viewer

pytestmark = pytest.mark.usefixtures("themes")
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def _later(days: int) -> Any:
    return time_machine.travel(START + timedelta(days=days), tick=False)


def _mails(template: str) -> list[str]:
    rows = Notice.objects.filter(template=f"signals/mail/{template}.txt").order_by("to")
    return list(rows.values_list("to", flat=True))


def test_the_owner_is_reminded_before_the_date_and_the_coordinator_told_after_it(
    key_person: Any, officer: Membership
) -> None:
    with _later(0):
        row = tell(key_person).bottleneck
        Bottleneck.objects.update(owner=officer)
        assert row.due_on == timezone.localdate() + timedelta(days=21)
    with _later(15):
        assert tasks.remind_owners() == tasks.tell_overdue() == 0
    with _later(16):
        assert (tasks.remind_owners(), tasks.remind_owners()) == (1, 0)
        assert _mails("remind") == ["bas@gemeente.example"]
    with _later(21):
        assert tasks.tell_overdue() == 0
    with _later(22):
        assert (tasks.tell_overdue(), tasks.tell_overdue()) == (1, 0)
        assert _mails("overdue") == ["bas@gemeente.example", key_person.region.coordinator_email]
    assert [step.kind for step in row.steps.all()] == ["opened", "reminded", "escalated"]


def test_what_was_answered_is_asked_for_no_more(key_person: Any, coordinator: Any) -> None:
    with _later(0):
        row = tell(key_person).bottleneck
        services.give_answer(bottleneck=row, kind="changed", texts={"nl": "Klaar"}, actor=viewer(coordinator))
    with _later(40):
        assert tasks.remind_owners() == tasks.tell_overdue() == 0


def test_voices_go_first_then_names_then_words_and_the_count_stays(key_person: Any, coordinator: Any) -> None:
    with _later(0):
        signal = tell(key_person, text="Geen plek", language="ti", families=3, voice=Voice("ogg", 2, b"OggS"))
        waiting = tell(key_person, "travel", text="Ver fietsen", voice=Voice("ogg", 2, b"OggS"))
        services.give_answer(
            bottleneck=signal.bottleneck, kind="changed", texts={"nl": "Klaar"}, actor=viewer(coordinator)
        )
    with _later(6):
        assert tasks.let_go() == 0
    with _later(8):
        assert tasks.let_go() == 1
        assert SignalVoice.objects.get().signal == waiting
    with _later(61):
        assert tasks.let_go() == 1 and not SignalVoice.objects.exists()
    with _later(366):
        assert tasks.let_go() == 1
        signal.refresh_from_db()
        waiting.refresh_from_db()
        assert signal.signaller is None and signal.text == "Geen plek"
        # Who waits for an answer must be found when it comes.
        assert waiting.signaller == key_person
    with _later(731):
        assert tasks.let_go() == 2
        signal.refresh_from_db()
        assert (signal.text, signal.language, signal.families) == ("", "", 3)
        assert tasks.let_go() == 0


def test_notices_nobody_has_seen_stay(key_person: Any, town: Municipality, coordinator: Any) -> None:
    with _later(0):
        tell(key_person, municipality=town, families=5)
    with _later(400):
        tasks.let_go()
        services.see_alert(alert=Alert.objects.get(), actor=viewer(coordinator))
        tasks.let_go()
        assert not Alert.objects.exists()


def test_public_figures_are_counts_of_the_period_and_place(
    key_person: Any, coordinator: Any, town: Municipality
) -> None:
    with _later(-40):
        tell(key_person, municipality=town)
    with _later(0):
        fast = tell(key_person, municipality=town, families=2).bottleneck
        slow = tell(key_person, "travel", municipality=town).bottleneck
        tell(key_person, "letter", municipality=town, families=3)
        tell(key_person, "letter")
    boss = viewer(coordinator)
    with _later(4):
        services.give_answer(bottleneck=fast, kind="changed", texts={"nl": "Klaar"}, actor=boss)
    with _later(10):
        services.give_answer(bottleneck=slow, kind="cannot", texts={"nl": "Kan niet"}, actor=boss)
    period: dict[str, Any] = {"start": START - timedelta(days=1), "end": START + timedelta(days=60)}
    with _later(60):
        here = queries.figures(key_person.region_id, municipality_id=town.pk, **period)
        everywhere = queries.figures(key_person.region_id, **period)
        counts = queries.theme_counts(key_person.region_id, municipality_id=town.pk, **period)
    assert (here.signals, here.families, here.answered) == (3, 6, 2)
    assert here.share_answered == pytest.approx(2 / 3)
    assert (here.changed, here.will_change, here.cannot) == (1, 0, 1)
    assert (here.median_days, here.longest_days, here.overdue) == (7, 10, 1)
    assert (everywhere.signals, everywhere.overdue) == (4, 2)
    assert [(row.code, row.signals, row.families, row.answered) for row in counts] == [
        ("childcare", 1, 2, 1),
        ("letter", 1, 3, 0),
        ("travel", 1, 1, 1),
    ]


def test_figures_of_nothing_promise_nothing(region_a: Any) -> None:
    none = queries.figures(region_a.pk, start=START, end=START + timedelta(days=30))
    assert (none.signals, none.share_answered, none.median_days) == (0, None, None)


def test_months_without_a_signal_stand_between(key_person: Any) -> None:
    with _later(0):
        row = tell(key_person, families=2).bottleneck
    with _later(62):
        Signal.objects.filter(bottleneck=row).update(created_at=START)
        tell(key_person)
        assert [(month.month, signals, families) for month, signals, families in queries.months_of(row)] == [
            (3, 1, 2),
            (4, 0, 0),
            (5, 1, 1),
        ]
