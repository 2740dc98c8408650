"""Mail, push and SMS against servers that speak the real protocols; settings that are wrong say so."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any

import http_ece
import pytest
from aiosmtpd.controller import Controller
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from sleutelbos.config import checks
from sleutelbos.notices import services
from sleutelbos.notices.channels import Undelivered, encryption, mail, push, sms
from sleutelbos.notices.models import Notice
from tests.notices import servers
from tests.notices.conftest import ask, states

# --- push: RFC 8291 ------------------------------------------------------------------------------------------------


def test_the_example_of_the_standard_comes_out_byte_for_byte() -> None:
    """RFC 8291, appendix A."""
    own_key = ec.derive_private_key(
        int.from_bytes(push.unpack("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), encryption.CURVE
    )
    made = encryption.encrypt(
        b"When I grow up, I want to be a watermelon",
        p256dh=push.unpack("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        auth=push.unpack("BTBZMqHH6r4Tts7J_aSIgg"),
        salt=push.unpack("DGv6ra1nlYgDCS1FRnbzlw"),
        own_key=own_key,
        filled=0,
    )
    assert push.pack(made) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6"
        "PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@given(st.text(max_size=400), st.binary(min_size=16, max_size=16))
def test_only_the_browser_reads_what_was_said(text: str, auth: bytes) -> None:
    browser = servers.Browser("/x", auth=auth)
    body = encryption.encrypt(json.dumps({"text": text}).encode(), p256dh=push.unpack(browser.p256dh), auth=auth)
    assert browser.decrypt(body) == {"text": text}
    with pytest.raises((InvalidTag, http_ece.ECEException)):
        servers.Browser("/y", auth=auth).decrypt(body)


def test_a_key_that_is_no_point_and_a_text_that_is_too_long_are_refused() -> None:
    browser = servers.Browser("/x")
    good = push.unpack(browser.p256dh)
    for text, point, auth in [
        (b"x", good[:-1], browser.auth),
        (b"x", b"\x04" + bytes(64), browser.auth),
        (b"x", good, b"short"),
        (bytes(4096), good, browser.auth),
    ]:
        with pytest.raises(ValueError, match=r"browser|long|curve|point|Unsupported|encod|key"):
            encryption.encrypt(text, p256dh=point, auth=auth)


def test_a_push_service_with_other_keys_refuses_us(push_service: servers.PushService, settings: Any) -> None:
    browser = push_service.new_browser()
    settings.VAPID_KEY = push.new_key()
    target = push.Browser(push_service.endpoint(browser), browser.p256dh, servers.b64(browser.auth))
    with pytest.raises(Undelivered) as refused:
        push.send(target, b"{}", tag="n1")
    assert refused.value.reason == "setup" and not refused.value.again and not browser.shown


def test_a_redirect_of_a_push_service_is_not_followed(push_service: servers.PushService) -> None:
    browser = push_service.new_browser()
    push_service.answers = [(307, {"Location": push_service.url + "/elsewhere"}, b"")]
    target = push.Browser(push_service.endpoint(browser), browser.p256dh, servers.b64(browser.auth))
    with pytest.raises(Undelivered):
        push.send(target, b"{}", tag="n1")
    assert [request["path"] for request in push_service.asked] == [browser.path]


def test_the_command_makes_a_key_that_the_settings_take(capsys: pytest.CaptureFixture[str], settings: Any) -> None:
    call_command("vapid_key")
    name, _, value = capsys.readouterr().out.strip().partition("=")
    settings.VAPID_KEY, settings.VAPID_CONTACT = value, "mailto:a@b.nl"
    assert name == "SLEUTELBOS_VAPID_KEY" and push.available() and len(push.unpack(push.public_key())) == 65


# --- SMS -----------------------------------------------------------------------------------------------------------


def _refused(provider: sms.Provider, to: str = "+31612345678") -> Undelivered:
    with pytest.raises(Undelivered) as refused:
        provider.send(to=to, text="Nieuwe vraag", reference="notice-1")
    assert to not in str(refused.value)
    return refused.value


def test_notify_takes_what_we_send_and_says_its_number(notify: servers.Notify) -> None:
    provider = sms.provider()
    assert provider is not None
    assert provider.send(to="+31612345678", text="Nieuwe vraag", reference="notice-1").startswith("740e5834")
    assert notify.sent == [
        {
            "phone_number": "+31612345678",
            "template_id": servers.TEMPLATE,
            "personalisation": {"message": "Nieuwe vraag"},
            "reference": "notice-1",
        }
    ]


def test_what_notify_refuses_is_told_in_a_code(notify: servers.Notify, settings: Any) -> None:
    provider = sms.provider()
    assert provider is not None
    wrong = _refused(provider, to="+4912")
    assert (wrong.reason, wrong.again) == ("number-wrong", False)
    settings.NOTIFY_TEMPLATE = servers.SERVICE
    assert _refused(sms.provider() or provider).reason == "setup"
    settings.NOTIFY_API_KEY = f"x-{servers.SERVICE}-{servers.SERVICE}"
    other_key = _refused(sms.provider() or provider)
    assert (other_key.reason, other_key.again) == ("setup", True), "a key is mended, and the message waits"
    notify.answers = [(429, {"Retry-After": "30"}, b'{"errors": [{"error": "RateLimitError"}]}')]
    busy = _refused(provider)
    assert (busy.reason, busy.again, busy.after) == ("no-answer", True, 30)
    notify.answers = [(200, {}, b"<html>a proxy</html>")]
    assert _refused(provider).again


def test_nobody_there_is_tried_again(settings: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    key = f"x-{servers.SERVICE}-{servers.SECRET}"
    nobody = sms.Notify(url=f"http://127.0.0.1:{port}", api_key=key, template=servers.TEMPLATE)
    assert _refused(nobody).again


def test_any_gateway_gets_the_json_it_wants(settings: Any) -> None:
    with servers.running(servers.SmsGateway()) as server:
        settings.SMS_PROVIDER = "gateway"
        settings.SMS_GATEWAY_URL = f"{server.url}/sms"
        settings.SMS_GATEWAY_BODY = '{"messages": [{"to": "{to}", "body": "{text}"}], "ref": "{reference}", "n": 1}'
        settings.SMS_GATEWAY_HEADER = "X-API-Key: {token}"
        settings.SMS_GATEWAY_TOKEN = "open sesame please"
        settings.SMS_GATEWAY_ID = "messages.0.id"
        provider = sms.provider()
        assert provider is not None
        text = 'Zegt "{to}" en {reference}'
        assert provider.send(to="+31612345678", text=text, reference="notice-7") == "12345"
        assert json.loads(server.asked[0]["body"]) == {
            "messages": [{"to": "+31612345678", "body": text}],
            "ref": "notice-7",
            "n": 1,
        }
        settings.SMS_GATEWAY_TOKEN = "another"
        assert _refused(sms.provider() or provider).reason == "setup"
        server.answers = [(422, {}, b"{}")]
        assert _refused(provider).reason == "number-wrong"


def test_in_the_demo_an_sms_lies_as_a_file(tmp_path: Any, settings: Any) -> None:
    settings.SMS_PROVIDER, settings.SMS_FOLDER = "folder", tmp_path / "sms"
    provider = sms.provider()
    assert provider is not None
    for _ in range(2):
        provider.send(to="+31612345678", text="Nieuwe vraag", reference="notice-1")
    (file,) = (tmp_path / "sms").iterdir()
    assert file.read_text() == "+31612345678\n\nNieuwe vraag\n"


# --- mail ----------------------------------------------------------------------------------------------------------


class _Mailboxes:
    """A mail server that knows some people and not others."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.data_answer = "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address.startswith("weg"):
            return "550 5.1.1 No such mailbox"
        if address.startswith("vol"):
            return "452 4.2.2 Mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data_answer.startswith("250"):
            self.taken.append(envelope.content)
        return self.data_answer


@pytest.fixture
def mailboxes(settings: Any) -> Iterator[_Mailboxes]:
    handler = _Mailboxes()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    try:
        yield handler
    finally:
        controller.stop()


@pytest.mark.django_db
@pytest.mark.usefixtures("mail_text")
@pytest.mark.parametrize(
    ("to", "data", "state", "reason"),
    [
        ("selam@example.org", "250 OK", "sent", ""),
        ("weg@example.org", "250 OK", "failed", "address-unknown"),
        ("vol@example.org", "250 OK", "queued", "no-answer"),
        ("selam@example.org", "554 5.7.1 Looks like spam", "failed", "mail-refused"),
        ("selam@example.org", "451 4.3.0 Try later", "queued", "no-answer"),
    ],
)
def test_what_a_mail_server_says_becomes_a_reason(
    to: str, data: str, state: str, reason: str, mailboxes: _Mailboxes
) -> None:
    mailboxes.data_answer = data
    ask(to=to, reader="")
    services.send_due()
    notice = Notice.objects.get()
    assert (notice.state, notice.reason) == (state, reason)
    assert to not in notice.last_error
    if state == "sent":
        (content,) = mailboxes.taken
        assert f"Message-ID: <notice-{notice.pk}@sleutelbos>".encode() in content


@pytest.mark.django_db
@pytest.mark.usefixtures("mail_text")
def test_no_mail_server_loses_nothing(settings: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = free.getsockname()[1]
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    ask(reader="")
    services.send_due()
    assert states() == {"mail": "queued"}
    with pytest.raises(Undelivered):
        mail.send(to="a@b.nl", subject="x", body="y", number=1)


# --- settings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"VAPID_KEY": "nonsense"}, "SLEUTELBOS_VAPID_KEY"),
        ({"VAPID_KEY": push.new_key(), "VAPID_CONTACT": "mailto:security@localhost"}, "SLEUTELBOS_VAPID_CONTACT"),
        ({"VAPID_KEY": push.new_key(), "VAPID_CONTACT": "somebody"}, "SLEUTELBOS_VAPID_CONTACT"),
        ({"SMS_PROVIDER": "pigeon"}, "SLEUTELBOS_SMS_PROVIDER"),
        ({"SMS_PROVIDER": "folder", "PRODUCTION": True}, "SLEUTELBOS_SMS_PROVIDER"),
        ({"SMS_PROVIDER": "notify"}, "SLEUTELBOS_NOTIFY_API_KEY"),
        ({"SMS_PROVIDER": "notify", "NOTIFY_URL": "http://api.notifynl.nl"}, "SLEUTELBOS_NOTIFY_URL"),
        ({"SMS_PROVIDER": "notify", "NOTIFY_TEMPLATE": "12"}, "SLEUTELBOS_NOTIFY_TEMPLATE"),
        ({"SMS_PROVIDER": "notify", "RECEIPT_TOKEN": "short"}, "SLEUTELBOS_RECEIPT_TOKEN"),
        ({"SMS_PROVIDER": "notify"}, "SLEUTELBOS_RECEIPT_TOKEN"),
        ({"SMS_PROVIDER": "gateway"}, "SLEUTELBOS_SMS_GATEWAY_URL"),
        ({"SMS_PROVIDER": "gateway", "SMS_GATEWAY_BODY": "{"}, "SLEUTELBOS_SMS_GATEWAY_BODY is no JSON"),
        ({"SMS_PROVIDER": "gateway", "SMS_GATEWAY_BODY": '{"to": "{to}"}'}, "lacks {text}"),
        (
            {"SMS_PROVIDER": "gateway", "SMS_GATEWAY_TOKEN": "x", "SMS_GATEWAY_HEADER": "Authorization: Bearer"},
            "SLEUTELBOS_SMS_GATEWAY_HEADER",
        ),
    ],
)
def test_a_wrong_setting_is_a_check_with_its_name(values: dict[str, Any], error: str, settings: Any) -> None:
    for name, value in values.items():
        setattr(settings, name, value)
    found = checks.check_messages(None)
    assert [said for said in found if error in said.msg]
    assert all(said.hint and said.id for said in found)
    assert "nonsense" not in str(found)


def test_without_settings_there_is_mail_and_no_complaint() -> None:
    assert not checks.check_messages(None)
    assert not push.available() and not sms.available()


# --- the provider's own words -----------------------------------------------------------------------------------------

RECEIPT = {
    "id": "740e5834-3a29-46b4-9a6f-16142fde533a",
    "reference": "notice-1",
    "to": "+31612345678",
    "status": "delivered",
    "created_at": "2026-11-24T12:15:30.000000Z",
    "notification_type": "sms",
}
ADDRESS = "/berichten/ontvangst/"


@pytest.mark.django_db
def test_a_receipt_needs_the_right_token(client: Any, settings: Any) -> None:
    def post(token: str, body: Any = RECEIPT) -> int:
        content = body if isinstance(body, str) else json.dumps(body)
        header = {"HTTP_AUTHORIZATION": token} if token else {}
        return int(client.post(ADDRESS, content, content_type="application/json", **header).status_code)

    assert post("Bearer ") == 404, "without a token in the settings there is no such page"
    settings.RECEIPT_TOKEN = "a token of the provider, long enough".replace(" ", "-")
    assert post("") == 401
    assert post("Bearer another-token") == 401
    assert post(f"Basic {settings.RECEIPT_TOKEN}") == 401
    good = f"Bearer {settings.RECEIPT_TOKEN}"
    for wrong in ("{", "[]", '"text"', "null", "{}"):
        assert post(good, wrong) == 400
    assert post(good) == 204
    assert client.get(ADDRESS).status_code == 405


@pytest.mark.django_db
@pytest.mark.usefixtures("mail_text", "daytime")
def test_a_receipt_of_the_provider_is_kept(client: Any, settings: Any, reader: Any, notify: servers.Notify) -> None:
    from tests.notices.conftest import choose

    settings.RECEIPT_TOKEN = "a-token-of-the-provider-long-enough"
    choose("sms")
    notice = ask()
    services.send_due()
    assert notice is not None
    answer = client.post(
        ADDRESS,
        json.dumps({**RECEIPT, "reference": f"notice-{notice.pk}"}),
        content_type="application/json",
        HTTP_AUTHORIZATION=f"bearer {settings.RECEIPT_TOKEN}",
    )
    assert answer.status_code == 204 and states() == {"sms": "delivered"}
