"""A BSN that is typed anywhere reaches neither the table, nor the log, nor a page."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.core import mail
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, RequestFactory, override_settings
from django.test.utils import isolate_apps
from django.urls import path
from django.utils.translation import override

from sleutelbos.ui.debug import SilentReporter
from sleutelbos.ui.errors import ForbiddenContent
from sleutelbos.ui.fields import (
    GuardedCharField,
    GuardedFormCharField,
    GuardedFormTextField,
    GuardedTextField,
    clean_string,
)
from sleutelbos.ui.logging import MaskFilter

BSN = "123456782"


class QuestionForm(forms.Form):
    title = GuardedFormCharField(required=False)
    text = GuardedFormTextField(required=False)


@pytest.fixture
def note() -> Iterator[type[models.Model]]:
    """A table with both guarded fields, made for one test."""
    with isolate_apps("sleutelbos.ui"):

        class Note(models.Model):
            title = GuardedCharField(max_length=40, blank=True)
            text = GuardedTextField(blank=True)

            class Meta:
                app_label = "ui"
                db_table = "test_note"

            def __str__(self) -> str:
                return "a note"

        with connection.schema_editor() as editor:
            editor.create_model(Note)
        yield Note
        with connection.schema_editor() as editor:
            editor.delete_model(Note)


# --- the form ------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["title", "text"])
def test_a_form_refuses_a_bsn_and_says_what_to_do(field: str) -> None:
    form = QuestionForm({field: f"Mevrouw {BSN} zoekt hulp"})
    assert not form.is_valid()
    (error,) = form.errors.as_data()[field]
    assert error.code == "forbidden_bsn"
    with override("en"):
        assert "Leave the number out" in str(error.message)


@pytest.mark.parametrize("field", ["title", "text"])
def test_the_refused_number_does_not_come_back_to_the_page(field: str) -> None:
    form = QuestionForm({field: f"Mevrouw {BSN} zoekt hulp bij <school>"})
    html = str(form) + str(form[field]) + repr(form.errors)
    assert BSN not in html
    assert "Mevrouw ▇▇▇▇ zoekt hulp bij &lt;school&gt;" in html


def test_each_kind_is_explained_once() -> None:
    form = QuestionForm({"text": f"{BSN} en {BSN} en NL91ABNA0417164300"})
    assert [error.code for error in form.errors.as_data()["text"]] == ["forbidden_bsn", "forbidden_iban"]


def test_ordinary_text_passes_and_is_cleaned() -> None:
    form = QuestionForm({"title": " Hulp\x00 bij\nschool ", "text": "een\r\ntwee\u202e drie"})
    assert form.is_valid()
    assert form.cleaned_data == {"title": "Hulp bij school", "text": "een\ntwee drie"}


def test_a_text_that_is_too_long_is_refused_without_showing_a_number_in_it() -> None:
    form = QuestionForm({"text": f"{BSN} " + "x" * 5_000})
    assert [error.code for error in form.errors.as_data()["text"]] == ["max_length"]
    assert BSN not in str(form)


def test_cleaning_keeps_what_languages_need() -> None:
    persian = "می\u200cخواهم"  # a zero-width non-joiner is spelling here
    assert clean_string(persian) == persian
    assert clean_string("Amelie\u0301") == "Amelié"
    assert clean_string("a\ud800b\x07c\ufeff") == "abc"
    assert clean_string("een\n twee", multiline=False) == "een  twee"


# --- the table -----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("field", ["title", "text"])
def test_no_way_of_writing_stores_a_bsn(note: Any, field: str) -> None:
    forbidden = f"zij is {BSN}"
    row = note.objects.create(**{field: "goed"})

    def save() -> None:
        setattr(row, field, forbidden)
        row.save()

    def bulk_update() -> None:
        setattr(row, field, forbidden)
        note.objects.bulk_update([row], [field])

    for write in (
        save,
        bulk_update,
        lambda: note.objects.create(**{field: forbidden}),
        lambda: note.objects.bulk_create([note(**{field: forbidden})]),
        lambda: note.objects.update(**{field: forbidden}),
        lambda: note.objects.update_or_create(pk=row.pk, defaults={field: forbidden}),
    ):
        with pytest.raises(ForbiddenContent) as caught:
            write()
        assert caught.value.kinds == ("bsn",)
        assert BSN not in str(caught.value) + repr(caught.value) + repr(caught.value.args)
    assert list(note.objects.values_list(field, flat=True)) == ["goed"]


@pytest.mark.django_db(transaction=True)
def test_what_is_stored_is_clean_and_the_object_in_hand_agrees(note: Any) -> None:
    row = note.objects.create(title="Hulp\x00 bij\nschool", text="een\r\ntwee")
    assert (row.title, row.text) == ("Hulp bij school", "een\ntwee")
    row.refresh_from_db()
    assert (row.title, row.text) == ("Hulp bij school", "een\ntwee")


@pytest.mark.django_db(transaction=True)
def test_a_form_made_from_the_model_is_guarded_too(note: Any) -> None:
    form_class = forms.modelform_factory(note, fields=["title", "text"])
    form = form_class({"title": BSN, "text": f"v-nummer 2712345678 {BSN}"})
    assert set(form.errors) == {"title", "text"}
    assert BSN not in str(form)
    assert form.fields["text"].max_length == 4000
    assert form_class({"title": "Hulp", "text": "bij school"}).save().pk


@pytest.mark.django_db(transaction=True)
def test_full_clean_refuses_as_well(note: Any) -> None:
    with pytest.raises(forms.ValidationError) as caught:
        note(title="x", text=BSN).full_clean()
    assert list(caught.value.message_dict) == ["text"]
    assert BSN not in str(caught.value)


def test_a_migration_names_the_field_by_its_own_address() -> None:
    _name, address, _args, kwargs = GuardedTextField(blank=True).deconstruct()
    assert (address, kwargs) == ("sleutelbos.ui.fields.GuardedTextField", {"blank": True})


# --- a view that breaks --------------------------------------------------------------------------


def ask(request: HttpRequest) -> HttpResponse:
    form = QuestionForm(request.POST)
    if form.is_valid():
        return HttpResponse("stored")
    return HttpResponse(engines["django"].from_string("{{ form }}").render({"form": form}), status=422)


def break_down(request: HttpRequest, key: str) -> HttpResponse:
    typed = request.POST["text"]
    try:
        raise KeyError(f"no row for {typed}")
    except KeyError as error:
        logging.getLogger("sleutelbos.test").warning("could not store %s from %s", typed, request.POST)
        raise RuntimeError(f"broken by {typed}") from error


urlpatterns = [path("vraag/", ask), path("kapot/<str:key>/", break_down)]

REPORTING = override_settings(
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    DEFAULT_EXCEPTION_REPORTER="sleutelbos.ui.debug.SilentReporter",
    DEFAULT_EXCEPTION_REPORTER_FILTER="sleutelbos.ui.debug.SilentReporterFilter",
    ADMINS=[("Beheer", "beheer@voorbeeld.nl")],
    EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, as a handler with the masking filter writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
    handler.addFilter(MaskFilter())
    names = ("django.request", "sleutelbos.test")
    for name in names:
        logging.getLogger(name).addHandler(handler)
    yield stream
    for name in names:
        logging.getLogger(name).removeHandler(handler)


SECRETS = (BSN, "selam@voorbeeld.nl", "eyJvIjo3fQ")
LINK = "eyJvIjo3fQ:1vMq7Z:abcDEF0123456789_-xyzABCDEFG"


def test_a_refused_question_shows_no_number(log: io.StringIO) -> None:
    with REPORTING:
        response = Client().post("/vraag/", {"text": f"Mevrouw {BSN} zoekt hulp"})
    assert response.status_code == 422
    assert BSN not in response.content.decode()
    assert "▇▇▇▇" in response.content.decode()
    assert BSN not in log.getvalue()


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("accept", ["text/html", "text/plain"])
def test_an_error_page_and_the_log_hold_nothing_that_was_typed(log: io.StringIO, debug: bool, accept: str) -> None:
    with REPORTING, override_settings(DEBUG=debug):
        client = Client(raise_request_exception=False)
        response = client.post(
            f"/kapot/{LINK}/?bsn={BSN}&mail=selam@voorbeeld.nl",
            {"text": f"Zeer geheim verhaal van {BSN}, selam@voorbeeld.nl"},
            headers={"accept": accept, "cookie": f"sessionid=abc{BSN}", "referer": f"http://x/{BSN}"},
        )
    assert response.status_code == 500
    page = response.content.decode()
    if debug:
        assert "RuntimeError" in page
        assert "break_down" in page
    for secret in SECRETS:
        assert secret not in page
        assert secret not in log.getvalue()
    assert "broken by" in log.getvalue()
    assert "could not store" in log.getvalue()


def test_an_error_mail_holds_nothing_that_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    # The handlers that were made before these settings must stay out of it.
    monkeypatch.setattr(logging.getLogger("django.request"), "propagate", False)
    request = RequestFactory().post(f"/kapot/{LINK}/?bsn={BSN}", {"text": f"Zeer geheim verhaal van {BSN}"})
    with REPORTING:
        handler = logging.getLogger("django.request")
        mailer = _admin_mailer()
        handler.addHandler(mailer)
        try:
            try:
                int(request.POST["text"])
            except ValueError as error:
                handler.error("Internal Server Error: %s", request.get_full_path(), exc_info=error)
        finally:
            handler.removeHandler(mailer)
    (message,) = mail.outbox
    assert isinstance(message, mail.EmailMultiAlternatives)
    whole = message.subject + message.body + "".join(str(content) for content, _type in message.alternatives)
    for secret in SECRETS:
        assert secret not in whole
    assert "ValueError" in whole


def _admin_mailer() -> logging.Handler:
    from django.utils.log import AdminEmailHandler

    mailer = AdminEmailHandler(include_html=True)
    mailer.addFilter(MaskFilter())
    return mailer


def test_the_report_shows_names_and_types_of_variables_without_values() -> None:
    request = RequestFactory().post("/kapot/1/", {"text": "Zeer geheim verhaal", "leeftijd": "44"})
    with REPORTING:
        try:
            verhaal = request.POST["text"]
            raise LookupError(len(verhaal))
        except LookupError as error:
            reporter = SilentReporter(request, type(error), error, error.__traceback__)
            html, text = reporter.get_traceback_html(), reporter.get_traceback_text()
    assert "verhaal" in html
    assert "leeftijd" in html
    for page in (html, text):
        assert "Zeer geheim" not in page.replace('{"text": "Zeer geheim', "").replace(
            "{&quot;text&quot;: &quot;Zeer geheim", ""
        )
        assert "&#x27;44&#x27;" not in page
        assert "'44'" not in page
