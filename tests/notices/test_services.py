"""The outbox: by the chosen way, at the right hour, another way where one fails, never lost and never twice."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone, translation

from sleutelbos.audit.models import Event
from sleutelbos.notices import queries, retention, services, wording
from sleutelbos.notices.channels import sms
from sleutelbos.notices.models import Notice, NumberCheck, PushSubscription, Reader
from sleutelbos.ui.errors import RuleBroken
from tests.notices import servers
from tests.notices.conftest import ACTOR, SECRETS, WHO, ask, browser_of, choose, states

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_text", "daytime")]


# --- by which way -----------------------------------------------------------------------------------------------------


def test_whoever_chose_nothing_gets_mail_as_before() -> None:
    notice = ask()
    assert notice is not None and (notice.channel, notice.to) == ("mail", "selam@example.org")
    assert services.send_due() == 1
    assert mail.outbox[0].subject == "Selam, kun je helpen?"
    assert ask() is None, "the same message is put there once"
    assert Notice.objects.count() == 1


def test_push_and_sms_say_one_sentence_and_a_link_and_the_mail_stays_home(
    reader: Reader, push_service: servers.PushService, notify: servers.Notify
) -> None:
    browser = browser_of(push_service)
    choose("push", "sms")
    ask()
    assert services.send_due() == 2
    assert states() == {"push": "sent", "sms": "sent"}
    assert not mail.outbox
    with translation.override("nl"):
        sentence = wording.short("question")
    (shown,) = browser.shown
    assert shown == {
        "text": sentence,
        "link": "/aanbod/WzEsMV0:1tabcd:signature/",
        "tag": f"n{Notice.objects.get(channel='push').pk}",
        "lang": "nl",
        "dir": "ltr",
    }
    (text_message,) = notify.sent
    assert (
        text_message["personalisation"]["message"] == f"{sentence} http://testserver/aanbod/WzEsMV0:1tabcd:signature/"
    )
    assert text_message["phone_number"] == "+31612345678"
    told = str(shown) + str(text_message)
    assert not [secret for secret in SECRETS if secret in told]


@pytest.mark.parametrize("kind", ["question", "appointment", "news"])
@pytest.mark.parametrize("language", ["nl", "en", "ar", "ti", "uk"])
def test_nothing_of_the_mail_stands_in_what_leaves_by_push_or_sms(
    kind: str, language: str, reader: Reader, push_service: servers.PushService, notify: servers.Notify
) -> None:
    browser = browser_of(push_service)
    choose("push", "sms", kind=kind)
    ask(kind=kind, language=language)
    services.send_due()
    with translation.override(language):
        allowed = {wording.short(kind)}
    assert {message["text"] for message in browser.shown} == allowed
    assert browser.shown[0]["dir"] == ("rtl" if language == "ar" else "ltr")
    text = notify.sent[0]["personalisation"]["message"]
    assert text.removesuffix(" http://testserver/aanbod/WzEsMV0:1tabcd:signature/") in allowed
    # Nor in what travels in the open beside it.
    for request in push_service.asked + notify.asked:
        assert not [secret for secret in SECRETS if secret in str(request["headers"]) + request["path"]]


def test_all_push_messages_have_the_same_length(reader: Reader, push_service: servers.PushService) -> None:
    browser_of(push_service)
    for number, (kind, language) in enumerate([("question", "nl"), ("news", "en"), ("appointment", "ar")]):
        choose("push", kind=kind)
        ask(f"key{number}", kind=kind, language=language)
    services.send_due()
    assert len({len(request["body"]) for request in push_service.asked}) == 1


def test_an_invitation_for_the_calendar_also_comes_by_mail(reader: Reader, notify: servers.Notify) -> None:
    choose("sms", kind="appointment")
    ask(
        kind="appointment",
        calendar=b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n",
        calendar_method="REQUEST",
    )
    services.send_due()
    assert states() == {"sms": "sent", "mail": "sent"}
    assert len(mail.outbox[0].attachments) == 1


def test_of_other_news_somebody_may_want_nothing_but_never_of_a_question(reader: Reader) -> None:
    choose(kind="news")
    assert ask(kind="news") is None
    with pytest.raises(RuleBroken):
        choose(kind="question")
    assert ask(kind="question") is not None


def test_a_number_that_was_not_confirmed_gets_nothing(reader: Reader, notify: servers.Notify) -> None:
    choose("sms")
    Reader.objects.update(phone_confirmed_at=None)
    ask()
    services.send_due()
    assert states() == {"mail": "sent"} and not notify.sent


def test_nobody_without_any_address_waits_in_the_outbox() -> None:
    assert ask(to="") is None
    assert not Notice.objects.exists()


# --- when ------------------------------------------------------------------------------------------------------------


def test_at_night_a_phone_is_silent_until_seven(reader: Reader, notify: servers.Notify, daytime: Any) -> None:
    choose("sms")
    daytime.move_to(datetime(2026, 11, 24, 22, 30, tzinfo=UTC))  # half past eleven
    ask()
    assert services.send_due() == 0
    daytime.move_to(datetime(2026, 11, 25, 5, 59, tzinfo=UTC))
    assert services.send_due() == 0
    daytime.move_to(datetime(2026, 11, 25, 6, 1, tzinfo=UTC))
    assert services.send_due() == 1 and len(notify.sent) == 1


def test_what_was_held_up_by_a_fault_does_not_come_at_night_either(
    reader: Reader, notify: servers.Notify, daytime: Any
) -> None:
    choose("sms")
    notify.answers = [(500, {}, b"")] * 2
    daytime.move_to(datetime(2026, 11, 24, 20, 59, 30, tzinfo=UTC))
    ask()
    services.send_due()
    daytime.move_to(datetime(2026, 11, 24, 21, 5, tzinfo=UTC))
    assert services.send_due() == 0 and not notify.sent and len(notify.asked) == 1
    daytime.move_to(datetime(2026, 11, 25, 6, 1, tzinfo=UTC))
    services.send_due()
    assert len(notify.asked) == 2


@pytest.mark.parametrize(("wake", "urgent", "sent"), [(True, True, 1), (True, False, 0), (False, True, 0)])
def test_only_what_cannot_wait_wakes_and_only_who_said_so(
    wake: bool, urgent: bool, sent: int, reader: Reader, notify: servers.Notify, daytime: Any
) -> None:
    choose("sms")
    Reader.objects.update(wake_for_urgent=wake)
    daytime.move_to(datetime(2026, 11, 25, 1, 0, tzinfo=UTC))
    ask(urgent=urgent)
    assert services.send_due() == sent


def test_a_question_that_is_over_in_the_morning_comes_by_mail_at_once(
    reader: Reader, notify: servers.Notify, daytime: Any
) -> None:
    choose("sms")
    daytime.move_to(datetime(2026, 11, 25, 1, 0, tzinfo=UTC))
    ask(deadline=datetime(2026, 11, 25, 8, 0, tzinfo=UTC))
    assert services.send_due() == 1
    assert states() == {"mail": "sent"}


def test_after_its_deadline_a_message_is_not_sent(reader: Reader, notify: servers.Notify, daytime: Any) -> None:
    choose("sms")
    notify.answers = [(503, {"Retry-After": "7200"}, b"")]
    ask(deadline=timezone.now() + timedelta(hours=1))
    services.send_due()
    daytime.shift(timedelta(hours=3))
    assert services.send_due() == 0
    notice = Notice.objects.get()
    assert (notice.state, notice.reason) == ("cancelled", "too-late")


def test_once_a_day_makes_one_message_of_many(reader: Reader, push_service: servers.PushService, daytime: Any) -> None:
    browser = browser_of(push_service)
    choose("push", "mail", kind="news")
    services.change_rhythm(who=WHO, region_id=1, rhythm="day", actor=ACTOR)
    for number in range(3):
        ask(f"news{number}", kind="news")
    assert services.send_due() == 0 and services.send_digests() == 0
    daytime.move_to(datetime(2026, 11, 25, 7, 1, tzinfo=UTC))
    assert services.send_digests() == 2
    assert services.send_digests() == 0, "a second run finds nothing"
    services.send_due()
    assert len(mail.outbox) == 1 and mail.outbox[0].body.count("De ouders komen ook") == 3
    with translation.override("nl"):
        assert [message["text"] for message in browser.shown] == [wording.short_digest(3)]
    assert browser.shown[0]["link"] == "/"
    assert sorted(Notice.objects.values_list("state", flat=True)) == ["merged"] * 6 + ["sent"] * 2


def test_one_that_waited_alone_goes_as_it_is_and_a_withdrawn_one_not(reader: Reader, daytime: Any) -> None:
    choose("mail", kind="news")
    services.change_rhythm(who=WHO, region_id=1, rhythm="week", actor=ACTOR)
    ask("a:1", kind="news")
    ask("b:1", kind="news")
    services.cancel(prefix="b:")
    daytime.move_to(datetime(2026, 11, 30, 7, 1, tzinfo=UTC))
    services.send_digests()
    services.send_due()
    assert [message.subject for message in mail.outbox] == ["Selam, kun je helpen?"]


def test_a_question_that_cannot_wait_for_the_day_comes_at_once_and_an_appointment_always(reader: Reader) -> None:
    choose("mail")
    services.change_rhythm(who=WHO, region_id=1, rhythm="day", actor=ACTOR)
    ask("q1", deadline=timezone.now() + timedelta(hours=20))
    ask("q2", deadline=timezone.now() + timedelta(hours=48))
    ask("a1", kind="appointment")
    digest = dict(Notice.objects.values_list("message", "digest"))
    assert digest == {"q1": False, "q2": True, "a1": False}


def test_holding_back_for_undoing_leaves_the_morning_as_it_is(
    reader: Reader, notify: servers.Notify, daytime: Any
) -> None:
    choose("sms", "mail")
    daytime.move_to(datetime(2026, 11, 25, 1, 0, tzinfo=UTC))
    ask()
    morning = Notice.objects.get(channel="sms").not_before
    assert services.hold(prefixes=["offer:1:"], until=timezone.now() + timedelta(minutes=10)) == 1
    assert Notice.objects.get(channel="sms").not_before == morning


# --- when it does not arrive -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten_and_the_next_way_takes_over(
    status: int, reader: Reader, push_service: servers.PushService, notify: servers.Notify
) -> None:
    browser_of(push_service).gone = status
    choose("push")
    ask()
    services.send_due()
    assert states() == {"push": "failed", "sms": "queued"}
    assert not PushSubscription.objects.exists()
    assert Event.objects.filter(verb="notices.push.ended", subject=WHO, actor_label="Sleutelbos").count() == 1
    services.send_due()
    assert states() == {"push": "failed", "sms": "sent"} and len(notify.sent) == 1


def test_one_of_two_browsers_is_enough(reader: Reader, push_service: servers.PushService) -> None:
    old, new = browser_of(push_service), browser_of(push_service)
    old.gone = 410
    choose("push")
    ask()
    services.send_due()
    assert states() == {"push": "sent"}
    assert len(new.shown) == 1 and PushSubscription.objects.count() == 1


def test_where_every_way_fails_the_coordinator_reads_why(
    reader: Reader, push_service: servers.PushService, notify: servers.Notify
) -> None:
    browser_of(push_service).gone = 410
    Reader.objects.update(phone="+4912")
    choose("push")
    ask(to="")
    services.send_due()
    services.send_due()
    assert states() == {"push": "failed", "sms": "failed"}
    reasons = [notice.reason for notice in queries.not_delivered(1, since=timezone.now() - timedelta(days=1))]
    assert reasons == ["number-wrong", "push-gone"]
    assert not queries.not_delivered(2, since=timezone.now() - timedelta(days=1)).exists()


def test_what_came_by_another_way_is_no_trouble(reader: Reader, push_service: servers.PushService) -> None:
    browser_of(push_service).gone = 410
    choose("push")
    ask()
    services.send_due()
    services.send_due()
    assert states() == {"push": "failed", "mail": "sent"}
    assert not queries.not_delivered(1, since=timezone.now() - timedelta(days=1)).exists()


@pytest.mark.parametrize("answer", [(429, {"Retry-After": "600"}, b""), (503, {}, b""), (500, {}, b"oops")])
def test_a_server_that_is_busy_is_tried_again_later(
    answer: tuple[int, dict[str, str], bytes],
    reader: Reader,
    push_service: servers.PushService,
    notify: servers.Notify,
    daytime: Any,
) -> None:
    browser = browser_of(push_service)
    choose("push", "sms")
    push_service.answers, notify.answers = [answer], [answer]
    ask()
    assert services.send_due() == 0
    assert states() == {"push": "queued", "sms": "queued"}
    wait = 600 if answer[0] == 429 else 60
    for notice in Notice.objects.all():
        assert wait - 5 < (notice.not_before - timezone.now()).total_seconds() <= wait
    assert services.send_due() == 0, "not before its time"
    daytime.shift(timedelta(seconds=wait + 1))
    assert services.send_due() == 2
    assert len(browser.shown) == 1 and len(notify.sent) == 1


def test_after_eight_tries_it_failed_and_the_mail_goes(reader: Reader, notify: servers.Notify, daytime: Any) -> None:
    choose("sms")
    Reader.objects.update(quiet=False)
    notify.answers = [(500, {}, b"")] * 20
    ask()
    for _ in range(services.MAX_ATTEMPTS):
        services.send_due()
        daytime.shift(timedelta(hours=1, minutes=5))
    assert len(notify.asked) == services.MAX_ATTEMPTS
    services.send_due()
    assert states() == {"sms": "failed", "mail": "sent"}
    assert Notice.objects.get(channel="sms").reason == "no-answer"


def test_a_provider_that_says_nothing_is_not_waited_for(
    reader: Reader, notify: servers.Notify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sleutelbos.notices.channels.http.ANSWER_SECONDS", 0.2)
    notify.delay = 1.0
    choose("sms")
    ask()
    services.send_due()
    notice = Notice.objects.get()
    assert (notice.state, notice.reason, notice.last_error) == ("queued", "no-answer", "timeout")


# --- killed, and twice -----------------------------------------------------------------------------------------------


def test_a_worker_that_died_half_way_is_taken_over_and_the_phone_shows_it_once(
    reader: Reader, push_service: servers.PushService, monkeypatch: pytest.MonkeyPatch, daytime: Any
) -> None:
    browser = browser_of(push_service)
    choose("push")
    notice = ask()
    assert notice is not None

    def die(*args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt  # nothing after this line runs, as after kill -9

    with monkeypatch.context() as patched:
        patched.setattr("sleutelbos.notices.services.sending._settle", die)
        with pytest.raises(KeyboardInterrupt):
            services.send(notice.pk)
    assert len(browser.shown) == 1 and states() == {"push": "sending"}
    assert services.send_due() == 0, "the lease still holds"
    daytime.shift(services.LEASE + timedelta(seconds=1))
    assert services.send_due() == 1
    assert states() == {"push": "sent"}
    # At least once: the second has the tag of the first, so that a phone shows one of them.
    assert len(browser.shown) == 2 and len({message["tag"] for message in browser.shown}) == 1
    topics = {request["headers"]["Topic"] for request in push_service.asked}
    assert len(topics) == 1


def test_two_runs_after_each_other_send_once(reader: Reader, notify: servers.Notify) -> None:
    choose("sms")
    notice = ask()
    assert notice is not None
    assert services.send(notice.pk) and not services.send(notice.pk)
    assert services.send_due() == 0 and len(notify.sent) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_send_once(reader: Reader, notify: servers.Notify) -> None:
    from django.db import connection

    choose("sms")
    notify.delay = 0.3
    pk = ask().pk  # type: ignore[union-attr]
    results: list[bool] = []

    def work() -> None:
        results.append(services.send(pk))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, False, True]
    assert len(notify.sent) == 1


# --- receipts --------------------------------------------------------------------------------------------------------


def _sent_sms() -> Notice:
    choose("sms")
    notice = ask()
    services.send_due()
    assert notice is not None
    return notice


def test_a_receipt_says_that_it_arrived_whatever_comes_after(reader: Reader, notify: servers.Notify) -> None:
    reference = f"notice-{_sent_sms().pk}"
    assert services.take_receipt(reference=reference, status="delivered")
    assert services.take_receipt(reference=reference, status="delivered")
    services.take_receipt(reference=reference, status="temporary-failure")
    notice = Notice.objects.get()
    assert notice.state == "delivered" and notice.delivered_at is not None
    assert notice.provider_id.startswith("740e5834")


@pytest.mark.parametrize(
    ("status", "reason"),
    [("permanent-failure", "number-wrong"), ("temporary-failure", "phone-off"), ("technical-failure", "provider")],
)
def test_a_receipt_of_failure_sends_it_by_mail_once(
    status: str, reason: str, reader: Reader, notify: servers.Notify
) -> None:
    reference = f"notice-{_sent_sms().pk}"
    for _ in range(3):
        services.take_receipt(reference=reference, status=status)
    services.send_due()
    assert states() == {"sms": "failed", "mail": "sent"}
    assert Notice.objects.get(channel="sms").reason == reason
    assert len(mail.outbox) == 1
    assert services.take_receipt(reference=reference, status="delivered")
    assert states()["sms"] == "delivered", "it came after all"


def test_a_receipt_that_overtakes_our_own_note_is_kept(
    reader: Reader, notify: servers.Notify, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose("sms")
    notice = ask()
    assert notice is not None
    original = sms.Notify.send

    def overtaken(self: sms.Notify, **values: str) -> str:
        # The provider's answer is still on its way when its receipt is there.
        answer = original(self, **values)
        services.take_receipt(reference=values["reference"], status="delivered")
        return answer

    monkeypatch.setattr(sms.Notify, "send", overtaken)
    services.send(notice.pk)
    assert states() == {"sms": "delivered"}


@pytest.mark.parametrize("reference", ["notice-999999", "notice-x", "", "notice-1; drop table", "n" * 400])
def test_a_receipt_of_nothing_we_know_changes_nothing(reference: str, db: None) -> None:
    assert not services.take_receipt(reference=reference, status="delivered")


# --- numbers and browsers ---------------------------------------------------------------------------------------------


def _code(notify: servers.Notify) -> str:
    services.send_due()
    return str(notify.sent[-1]["personalisation"]["message"]).rpartition(" ")[2]


def _ask_code() -> NumberCheck:
    return services.ask_code(who=WHO, region_id=1, phone="+31687654321", language="nl", actor=ACTOR)


def test_a_number_counts_after_its_code_and_the_code_stands_nowhere(notify: servers.Notify, daytime: Any) -> None:
    daytime.move_to(datetime(2026, 11, 25, 1, 0, tzinfo=UTC))  # at night: whoever asks for a code is awake
    check = _ask_code()
    code = _code(notify)
    assert notify.sent[0]["phone_number"] == "+31687654321"
    assert code not in check.code_hash and Notice.objects.get().body == ""
    assert services.confirm_code(who=WHO, code="000000" if code != "000000" else "111111", actor=ACTOR) is None
    row = services.confirm_code(who=WHO, code=code, actor=ACTOR)
    assert row is not None and row.phone == "+31687654321" and row.phone_confirmed_at is not None
    assert not NumberCheck.objects.exists()
    with pytest.raises(RuleBroken):
        services.confirm_code(who=WHO, code=code, actor=ACTOR)


def test_five_wrong_tries_and_fifteen_minutes_end_a_code(notify: servers.Notify, daytime: Any) -> None:
    _ask_code()
    code = _code(notify)
    for _ in range(5):
        assert services.confirm_code(who=WHO, code="no code", actor=ACTOR) is None
    with pytest.raises(RuleBroken):
        services.confirm_code(who=WHO, code=code, actor=ACTOR)
    _ask_code()
    code = _code(notify)
    daytime.shift(timedelta(minutes=16))
    with pytest.raises(RuleBroken):
        services.confirm_code(who=WHO, code=code, actor=ACTOR)


def test_three_codes_an_hour(notify: servers.Notify, daytime: Any) -> None:
    for _ in range(3):
        _ask_code()
    with pytest.raises(RuleBroken):
        _ask_code()
    daytime.shift(timedelta(minutes=61))
    _ask_code()


def test_a_code_of_somebody_else_does_not_count(notify: servers.Notify) -> None:
    _ask_code()
    code = _code(notify)
    with pytest.raises(RuleBroken):
        services.confirm_code(who="keyperson:13", code=code, actor=ACTOR)


def test_a_browser_changes_hands_and_the_sixth_ends_the_first(push_service: servers.PushService) -> None:
    browser = browser_of(push_service)
    for _ in range(2):
        services.subscribe(
            who="keyperson:13",
            region_id=1,
            endpoint=push_service.endpoint(browser),
            p256dh=browser.p256dh,
            auth=servers.b64(browser.auth),
            actor=ACTOR,
        )
    assert PushSubscription.objects.get().reader.who == "keyperson:13"
    for _ in range(6):
        browser_of(push_service)
    assert queries.subscriptions_of(WHO).count() == 5


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://169.254.169.254/latest/meta-data/",
        "https://127.0.0.1/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "ftp://fcm.googleapis.com/x",
        "https://fcm.googleapis.com/x\r\nHost: evil",
        "",
        "https://[::1",
    ],
)
def test_a_browser_cannot_make_us_post_elsewhere(
    endpoint: str, push_service: servers.PushService, settings: Any
) -> None:
    settings.PUSH_SERVICES = ["fcm.googleapis.com", ".push.apple.com"]
    browser = push_service.new_browser()
    with pytest.raises(RuleBroken):
        services.subscribe(
            who=WHO, region_id=1, endpoint=endpoint, p256dh=browser.p256dh, auth=servers.b64(browser.auth), actor=ACTOR
        )
    assert not Reader.objects.exists()


# --- letting go ------------------------------------------------------------------------------------------------------


def test_with_the_person_everything_that_reaches_them_is_erased(
    reader: Reader, push_service: servers.PushService, notify: servers.Notify
) -> None:
    browser_of(push_service)
    choose("push", "sms", "mail")
    ask()
    services.send_due()
    _ask_code()
    services.send_due()
    ask("one that still waits", not_before=timezone.now() + timedelta(days=1))
    assert services.forget(who=WHO) > 0
    assert not Reader.objects.exists() and not PushSubscription.objects.exists() and not NumberCheck.objects.exists()
    kept = str(list(Notice.objects.values("to", "email", "subject", "body", "link", "provider_id")))
    assert "+316" not in kept and "selam@" not in kept and "Selam" not in kept
    services.forget(who=WHO)


def test_texts_go_after_a_month_and_the_line_after_a_year(reader: Reader, daytime: Any) -> None:
    ask()
    services.send_due()
    assert retention.let_go() == 0
    daytime.shift(timedelta(days=31))
    assert retention.let_go() == 1
    notice = Notice.objects.get()
    assert (notice.to, notice.body, notice.state) == ("", "", "sent")
    assert ask() is None, "the same message is still known"
    daytime.shift(timedelta(days=400))
    retention.let_go()
    assert not Notice.objects.exists()


def test_every_reason_has_words_and_every_log_line_has_none_of_a_person(
    reader: Reader, notify: servers.Notify, caplog: pytest.LogCaptureFixture
) -> None:
    Reader.objects.update(phone="+4912345")
    choose("sms")
    ask(to="")
    services.send_due()
    assert Notice.objects.get().reason == "number-wrong"
    assert "number-wrong" in caplog.text and "+49" not in caplog.text and "Selam" not in caplog.text
    for code in wording.REASONS:
        said, _do = wording.reason(code)
        assert said
    assert wording.reason("something new") == wording.reason("provider")
