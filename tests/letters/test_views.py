"""Pages of the letter room: who sees what, files that come in, and what goes out."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx.opc.constants import RELATIONSHIP_TYPE as RT

from sleutelbos.accounts.models import Membership, User
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.letters import services
from sleutelbos.letters.models import Answer, Letter, Mark, Reader, Round
from sleutelbos.letters.reading import open_letter
from sleutelbos.letters.writing import holds
from tests.letters import room
from tests.letters.writing import judge

pytestmark = pytest.mark.django_db
PROGRAM = shutil.which("soffice") or ""


@pytest.fixture
def office(region_a: Any) -> tuple[Viewer, Client]:
    """A policy officer, as a viewer and at the keyboard."""
    who = room.writer(region_a)
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id))
    return who, client


def word(*paragraphs: str) -> bytes:
    """A Word file with one bold word in every paragraph."""
    document = docx.Document()
    for text in paragraphs:
        head, _space, rest = text.partition(" ")
        paragraph = document.add_paragraph()
        paragraph.add_run(head).bold = True
        paragraph.add_run(f" {rest}")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def upload(client: Client, content: bytes, name: str) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("letters:upload-letter"), {"title": "Brief", "file": file, "text": ""}, follow=True)


def test_a_word_file_comes_in_and_goes_to_the_gate(office: tuple[Viewer, Client]) -> None:
    _who, client = office
    response = upload(client, word("U dient te komen.", "Beste Fatima Ahmadi,"), "brief.docx")
    assert response.redirect_chain[-1][0].endswith("/gegevens/")
    assert "Fatima Ahmadi" in response.content.decode()
    letter = Letter.objects.get()
    assert (letter.kind, letter.state, letter.source is not None) == ("docx", "gate", True)
    services.replace_words(letter=letter, kind="name", words="Fatima Ahmadi", actor=_who)
    letter.refresh_from_db()
    assert letter.source is not None
    assert not holds(bytes(letter.source), {"Fatima", "Ahmadi"}), "out of the file as well"
    assert open_letter(bytes(letter.source)).blocks[1].text == letter.versions.get().blocks.all()[1].text


def test_a_name_that_also_stands_in_a_link_takes_the_file_along(office: tuple[Viewer, Client]) -> None:
    who, client = office
    document = docx.Document(io.BytesIO(word("U dient te komen.", "Mail met k.dewit@winterswijk.nl.")))
    document.part.relate_to("mailto:k.dewit@winterswijk.nl", RT.HYPERLINK, is_external=True)
    document.save(buffer := io.BytesIO())
    upload(client, buffer.getvalue(), "brief.docx")
    letter = Letter.objects.get()
    services.replace_words(letter=letter, kind="mail", words="k.dewit@winterswijk.nl", actor=who)
    letter.refresh_from_db()
    assert letter.source is None, "the address still stands in the file"


@pytest.fixture(scope="module")
def other_kinds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One letter with a bold word, a heading in its margin and a table, as LibreOffice saves it in other kinds."""
    place = tmp_path_factory.mktemp("office")
    document = docx.Document(io.BytesIO(word("U dient te komen.", "Wij helpen u graag.")))
    document.sections[0].header.paragraphs[0].text = "Gemeente"
    document.add_table(1, 2).cell(0, 1).text = "Neem uw paspoort mee."
    document.save(str(place / "brief.docx"))
    command = [PROGRAM, f"-env:UserInstallation=file://{place}/p", "--headless", "--convert-to"]
    kinds = {"doc": "doc:MS Word 97", "odt": "odt"}
    for made in kinds.values():
        whole = [*command, made, "--outdir", str(place), str(place / "brief.docx")]
        subprocess.run(whole, check=True, capture_output=True, timeout=600)
    return {kind: (place / f"brief.{kind}").read_bytes() for kind in kinds}


@pytest.mark.skipif(not PROGRAM, reason="LibreOffice (soffice) is not installed here")
@pytest.mark.parametrize("kind", ["doc", "odt"])
def test_another_kind_of_file_comes_back_with_tracked_changes_in_the_word_file_made_of_it(
    office: tuple[Viewer, Client], region_a: Any, other_kinds: dict[str, bytes], kind: str
) -> None:
    who, client = office
    upload(client, other_kinds[kind], f"brief.{kind}")
    letter = Letter.objects.get()
    assert letter.state == "reading"
    assert services.read_source(letter_id=letter.pk) and not services.read_source(letter_id=letter.pk)
    letter.refresh_from_db()
    if kind == "doc":  # an OpenDocument letter is read by two readers, and they agree
        services.confirm_text(letter=letter, actor=who)
    services.pass_gate(letter=letter, actor=who)
    letter.refresh_from_db()
    base = bytes(letter.source or b"")
    assert [block.text for block in open_letter(base).blocks] == [
        row.text for row in letter.versions.get().blocks.all()
    ]
    round = room.round_of(letter, who)
    services.invite_panel(round=round, people=room.people(region_a, 1), actor=room.lead(region_a))
    services.close_round(round=round, actor=who)
    rows = {row.text: row for row in letter.versions.get().sentences.all()}
    for old, new in (("U dient te komen.", "U moet komen."), ("Neem uw paspoort mee.", "Neem uw paspoort of ID mee.")):
        services.decide(round=round, sentence=rows[old], kind="adapt", text=new, facts_confirmed=True, actor=who)
    services.make_version(round=round, actor=who)
    tracked = client.get(reverse("letters:download-changes", args=[letter.pk])).content
    assert judge.shown(judge.decide(tracked, letter.writer_label, accept=False)) == judge.shown(base)
    words = [block.text for block in open_letter(tracked).blocks]
    assert "U moet komen." in words and "Neem uw paspoort of ID mee." in words
    page = client.get(reverse("letters:show-letter", args=[letter.pk])).content.decode()
    assert "LibreOffice" in page and reverse("letters:download-changes", args=[letter.pk]) in page


def test_where_libreoffice_is_absent_or_fails_an_open_document_letter_is_still_read(
    office: tuple[Viewer, Client], settings: Any, tmp_path: Any
) -> None:
    who, client = office
    content = odt("Bel ons.", "Wij helpen u graag.")
    settings.OFFICE_PROGRAM = ""
    upload(client, content, "brief.odt")
    letter = Letter.objects.get()
    assert (letter.kind, letter.state, letter.source) == ("odt", "gate", None)
    services.pass_gate(letter=letter, actor=who)
    page = client.get(reverse("letters:show-letter", args=[letter.pk])).content.decode()
    assert "LibreOffice" in page and reverse("letters:download-changes", args=[letter.pk]) not in page
    settings.OFFICE_PROGRAM = str(tmp_path / "office")
    Path(settings.OFFICE_PROGRAM).write_text("#!/bin/sh\nexit 1\n")
    Path(settings.OFFICE_PROGRAM).chmod(0o755)
    upload(client, content, "brief.odt")
    letter = Letter.objects.get(state="reading")
    assert services.read_source(letter_id=letter.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.source) == ("gate", None) and letter.versions.get().sentences.exists()


def odt(*paragraphs: str) -> bytes:
    """The smallest OpenDocument text with these paragraphs."""
    office, text = ("urn:oasis:names:tc:opendocument:xmlns:" + name for name in ("office:1.0", "text:1.0"))
    body = "".join(f"<text:p>{paragraph}</text:p>" for paragraph in paragraphs)
    content = (
        f'<office:document-content xmlns:office="{office}" xmlns:text="{text}"><office:body><office:text>{body}'
        "</office:text></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        container.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        container.writestr("content.xml", content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "leeg.docx"),
        (b"PK\x03\x04 kapot", "brief.docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "oud.doc"),
        (b"<html><script>alert(1)</script>", "brief.txt"),
        (b"%PDF-1.4", "brief.docx"),
    ],
)
def test_a_refused_file_leaves_nothing_and_says_why(office: tuple[Viewer, Client], content: bytes, name: str) -> None:
    _who, client = office
    response = upload(client, content, name)
    assert response.status_code == 422
    assert not Letter.objects.exists()
    assert 'role="alert"' in response.content.decode() or "sb-errors" in response.content.decode()


def test_a_pdf_is_read_by_the_worker_and_confirmed_by_the_writer(office: tuple[Viewer, Client]) -> None:
    from pathlib import Path

    _who, client = office
    pdf = next(iter(sorted(Path(__file__).parent.glob("reading/**/*.pdf"))), None)
    content = pdf.read_bytes() if pdf else one_page("Bel ons voor 1 maart 2027.", "Wij helpen u graag.")
    response = upload(client, content, "brief.pdf")
    letter = Letter.objects.get()
    assert letter.state == "reading" and "data-poll" in response.content.decode()
    assert services.read_source(letter_id=letter.pk) and not services.read_source(letter_id=letter.pk)
    letter.refresh_from_db()
    assert letter.state == "confirming" and letter.source is None
    page = client.get(reverse("letters:show-letter", args=[letter.pk]), follow=True)
    assert page.redirect_chain[-1][0].endswith("/tekst/")
    assert "1 maart 2027" in page.content.decode()
    client.post(reverse("letters:confirm-text", args=[letter.pk]), {"text": "Bel ons voor 2 maart 2027."})
    letter.refresh_from_db()
    assert letter.state == "gate" and letter.versions.get().sentences.get().text == "Bel ons voor 2 maart 2027."


def one_page(*lines: str) -> bytes:
    """The smallest PDF with these lines on one page."""
    stream = "BT /F1 12 Tf 72 720 Td " + " ".join(f"({line}) Tj 0 -20 Td" for line in lines) + " ET"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
    ]
    made, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 5\n0000000000 65535 f \n{table}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{len(made)}\n%%EOF"
    return (made + end).encode("latin-1")


def test_a_broken_pdf_ends_in_a_sentence(office: tuple[Viewer, Client]) -> None:
    _who, client = office
    upload(client, b"%PDF-1.4 nothing", "brief.pdf")
    letter = Letter.objects.get()
    services.read_source(letter_id=letter.pk)
    page = client.get(reverse("letters:show-letter", args=[letter.pk])).content.decode()
    assert "beschadigd" in page
    client.post(reverse("letters:discard-letter", args=[letter.pk]))
    letter.refresh_from_db()
    assert letter.state == "discarded" and letter.source is None


def test_the_writers_choice_is_one_tap_and_only_about_what_was_found(office: tuple[Viewer, Client]) -> None:
    who, client = office
    letter = room.letter(
        Membership.objects.get(pk=who.membership_id).region, who, "Beste Ali Reza,\n\nKom.", ready=False
    )
    address = reverse("letters:settle-privacy", args=[letter.pk])
    client.post(address, {"kind": "name", "words": "Kom", "do": "replace"})
    client.post(address, {"kind": "nonsense", "words": "Ali Reza", "do": "public"})
    assert [row.text for row in letter.versions.get().blocks.all()] == ["Beste Ali Reza,", "Kom."]
    client.post(address, {"kind": "name", "words": "Ali Reza", "do": "replace"})
    assert [row.text for row in letter.versions.get().blocks.all()] == ["Beste [naam],", "Kom."]


def test_who_looks_along_to_help_changes_nothing(region_a: Any, client_of: Callable[[Any], Client]) -> None:
    who = room.writer(region_a)
    helper = Viewer(user_id=who.user_id, role="coordinator", region_id=region_a.pk, support=True, reason="help")
    from sleutelbos.letters import access
    from sleutelbos.ui.errors import NotAllowed

    letter = room.letter(region_a, who)
    assert access.letter_to_see(helper, letter.pk) == letter
    with pytest.raises(NotAllowed):
        access.letter_to_change(helper, letter.pk)


def test_the_letter_goes_back_into_its_own_word_file(office: tuple[Viewer, Client], region_a: Any) -> None:
    who, client = office
    upload(client, word("U dient te komen.", "Wij helpen u graag."), "brief.docx")
    letter = Letter.objects.get()
    services.pass_gate(letter=letter, actor=who)
    letter.refresh_from_db()
    round = room.round_of(letter, who)
    (reader,) = services.invite_panel(round=round, people=room.people(region_a, 1), actor=room.lead(region_a))
    room.begin(reader)
    sentence = letter.versions.get().sentences.all()[0]
    services.mark_sentence(reader=reader, sentence=sentence, verdict="unclear", words=[1])
    services.close_round(round=round, actor=who)
    services.decide(round=round, sentence=sentence, kind="adapt", text="U moet komen.", actor=who)
    services.make_version(round=round, actor=who)
    new = client.get(reverse("letters:download-letter", args=[letter.pk])).content
    assert [block.text for block in open_letter(new).blocks] == ["U moet komen.", "Wij helpen u graag."]
    assert docx.Document(io.BytesIO(new)).paragraphs[0].runs[0].bold
    tracked = client.get(reverse("letters:download-changes", args=[letter.pk])).content
    opened = open_letter(tracked)
    assert "tracked-changes-accepted" in opened.notices and opened.blocks[0].text == "U moet komen."


def test_a_pasted_letter_gives_a_new_word_file_and_no_tracked_one(office: tuple[Viewer, Client], region_a: Any) -> None:
    who, client = office
    letter = room.letter(region_a, who)
    content = client.get(reverse("letters:download-letter", args=[letter.pk])).content
    first = [row.text for row in letter.versions.get().blocks.all()]
    assert [block.text for block in open_letter(content).blocks] == first
    assert client.get(reverse("letters:download-changes", args=[letter.pk])).status_code == 404


# --- The reader ------------------------------------------------------------------------------------------------------


def reader_of(region: Any) -> tuple[Reader, str]:
    _round, (reader,) = room.open_round(region, room.writer(region), room.people(region, 1))
    return reader, services.reader_token(reader)


def test_the_steps_of_a_reader_come_in_order(region_a: Any, client: Client) -> None:
    reader, token = reader_of(region_a)
    for name in ("read-letter", "answer-questions", "mark-sentences", "vote", "finish-reading"):
        response = client.get(reverse(f"letters:{name}", args=[token]))
        assert response.headers["Location"].endswith(f"/lezen/{token}/"), name
    client.post(reverse("letters:start-reading", args=[token]), {"name": "Rim", "language": "en"})
    assert client.get(reverse("letters:answer-questions", args=[token])).headers["Location"].endswith("/brief/")
    page = client.get(reverse("letters:read-letter", args=[token])).content.decode()
    assert "name=verdict" not in page and "Een formeel woord" not in page
    reader.refresh_from_db()
    assert (reader.shown_name, reader.language, reader.state) == ("Rim", "en", "reading")


def test_a_tap_by_the_script_is_saved_and_one_after_closing_is_told(region_a: Any, client: Client) -> None:
    reader, token = reader_of(region_a)
    room.begin(reader)
    sentence = reader.round.version.sentences.all()[0]  # type: ignore[union-attr]
    address = reverse("letters:mark-sentence", args=[token, sentence.pk])
    quiet = {"X-Requested-With": "fetch"}
    data = {"verdict": "doubt", "word": ["0", "99", "x"], "reason": ["word", "?"], "text": "Bel mij op 06-12345678"}
    assert client.post(address, data, headers=quiet).json() == {"saved": True, "problem": ""}
    mark = Mark.objects.get()
    assert (mark.verdict, mark.words, mark.reasons) == ("doubt", [0], ["word"])
    refused = client.post(address, {**data, "text": "Mijn BSN is 123456782"}, headers=quiet).json()
    assert "BSN" in refused["problem"] and "123456782" not in refused["problem"]
    assert reader.proposals.get().text == "Bel mij op 06-12345678"
    services.close_round(round=reader.round, actor=room.lead(region_a))
    assert client.post(address, data, headers=quiet).status_code == 409


def test_a_reader_cannot_mark_another_letter(region_a: Any, client: Client) -> None:
    reader, token = reader_of(region_a)
    room.begin(reader)
    other = room.letter(region_a, room.writer(region_a)).versions.get().sentences.all()[0]
    response = client.post(reverse("letters:mark-sentence", args=[token, other.pk]), {"verdict": "clear"})
    assert response.status_code == 404 and not Mark.objects.exists()


def test_saying_no_is_fine_and_can_be_taken_back(region_a: Any, client: Client) -> None:
    reader, token = reader_of(region_a)
    client.post(reverse("letters:decline-reading", args=[token]))
    reader.refresh_from_db()
    assert reader.state == "declined"
    client.post(reverse("letters:start-reading", args=[token]), {"name": "Rim", "language": "nl"})
    reader.refresh_from_db()
    assert reader.state == "reading"


def test_advice_is_answered_in_any_language(region_a: Any, client: Client) -> None:
    who = room.writer(region_a)
    round = services.ask_advice(
        region=region_a,
        organisation=None,
        municipality=None,
        title="Inloop",
        values=room.values(),
        questions=[
            {"text": "Wanneer?", "options": ["Overdag", "'s Avonds"], "right": None},
            {"text": "Waar?", "options": [], "right": None},
        ],
        actor=who,
    )
    (reader,) = services.invite_panel(round=round, people=room.people(region_a, 1), actor=room.lead(region_a))
    token = services.reader_token(reader)
    client.post(reverse("letters:start-reading", args=[token]), {"name": "Rim", "language": "ar"})
    when, where = round.questions.all()
    address = reverse("letters:answer-questions", args=[token])
    assert "Inloop" in client.get(address).content.decode()
    response = client.post(address, {f"q{when.pk}": "1", f"q{where.pk}": "في المكتبة"})
    assert response.headers["Location"].endswith("/klaar/")
    client.post(reverse("letters:finish-reading", args=[token]), {"may_quote": "on"})
    assert [(row.choice, row.text) for row in Answer.objects.order_by("question__order")] == [
        (1, ""),
        (None, "في المكتبة"),
    ]
    assert Reader.objects.get().may_quote
    services.close_round(round=round, actor=who)
    services.tell_readers(round=round, outcome="In de bibliotheek.", actor=who)
    services.publish_round(round=round, actor=who)
    public = client.get(reverse("letters:show-published-round", args=[round.public_id])).content.decode()
    assert "In de bibliotheek." in public and "في المكتبة" in public
    round.refresh_from_db()
    assert "In de bibliotheek." in client.get(reverse("letters:show-verdict", args=[token])).content.decode()


def test_an_answer_is_quoted_only_with_words_and_without_a_number_of_somebody(region_a: Any, client: Client) -> None:
    who = room.writer(region_a)
    asked = [{"text": "Waar?", "options": [], "right": None}]
    round = services.ask_advice(
        region=region_a, organisation=None, municipality=None, title="Inloop", values=room.values(), questions=asked,
        actor=who,
    )  # fmt: skip
    readers = services.invite_panel(round=round, people=room.people(region_a, 3), actor=room.lead(region_a))
    for reader, text in zip(readers, ("In het park.", "Bel 06-12345678.", "?"), strict=True):
        room.begin(reader)
        services.answer_questions(reader=reader, answers={round.questions.get().pk: (None, text)})
        room.done(reader)
    round.refresh_from_db()
    services.close_round(round=round, actor=who)
    services.tell_readers(round=round, outcome="In het park.", actor=who)
    services.publish_round(round=round, actor=who)
    round.refresh_from_db()
    public = client.get(reverse("letters:show-published-round", args=[round.public_id])).content.decode()
    assert public.count("<q>") == 1 and "12345678" not in public
    verdict = client.get(reverse("letters:show-verdict", args=[services.reader_token(readers[2])])).content.decode()
    assert "Ik weet het niet" in verdict


def test_nothing_that_was_typed_in_a_question_for_advice_is_dropped(office: tuple[Viewer, Client]) -> None:
    _who, client = office
    address = reverse("letters:ask-advice")
    known = {"title": "Inloop", "purpose": "Een inloop.", "wanted": "6", "minutes": "15", "question_1": "Waar?"}
    known |= {"closes_on": str(timezone.localdate()), "answer_by": str(timezone.localdate())}
    for typed in (
        {"options_1": "Ja"},
        {"options_2": "Ja\nNee"},
        {"options_1": "Ja\nJa"},
        {"options_1": "\n".join(str(number) for number in range(9))},
    ):
        response = client.post(address, known | typed)
        assert response.status_code == 422 and next(iter(typed.values())).split()[0] in response.content.decode()
    assert not Round.objects.exists()
    client.post(address, known | {"options_1": "Ja\nNee"})
    assert Round.objects.get().questions.get().options == ["Ja", "Nee"]


def test_the_public_page_names_nobody_who_did_not_say_yes(region_a: Any, client: Client) -> None:
    who = room.writer(region_a)
    round, (one, two) = room.open_round(region_a, who, room.people(region_a, 2))
    for reader, name in ((one, "Zonnebloem"), (two, "Klaproos")):
        room.begin(reader)
        Reader.objects.filter(pk=reader.pk).update(shown_name=name)
        sentence = round.version.sentences.all()[1]  # type: ignore[union-attr]
        services.mark_sentence(reader=reader, sentence=sentence, verdict="unclear")
        services.propose(reader=reader, sentence=sentence, text=f"Kom voor 1 maart 2027, zegt {name}.")
    actor = Viewer.system(reason="test")
    services.finish(reader=one, may_quote=True, may_name=True, actor=actor)
    services.finish(reader=two, may_quote=False, may_name=False, actor=actor)
    services.close_round(round=round, actor=who)
    services.decide(round=round, sentence=sentence, kind="adapt", text="Kom voor 1 maart 2027.", actor=who)
    services.make_version(round=round, actor=who)
    services.tell_readers(round=round, outcome="", actor=who)
    letter = Letter.objects.get()
    assert client.get(reverse("letters:show-published-letter", args=[letter.public_id])).status_code == 404
    services.publish_letter(letter=letter, actor=who)
    page = client.get(reverse("letters:show-published-letter", args=[letter.public_id])).content.decode()
    assert "Zonnebloem" in page and "Klaproos" not in page


@pytest.mark.parametrize("name", ["list-letters", "show-desk"])
def test_pages_cost_no_more_queries_with_more_on_them(office: tuple[Viewer, Client], region_a: Any, name: str) -> None:
    who, client = office
    round, readers = room.open_round(region_a, who, room.people(region_a, 6))
    address = reverse(f"letters:{name}", args=[round.pk] if name == "show-desk" else [])

    def fill(some: list[Reader]) -> int:
        for reader in some:
            room.begin(reader)
            for sentence in round.version.sentences.all():  # type: ignore[union-attr]
                services.mark_sentence(reader=reader, sentence=sentence, verdict="unclear")
                services.propose(reader=reader, sentence=sentence, text=f"Kom {reader.pk}.")
            room.letter(region_a, who)
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(address)
        return len(seen)

    assert fill(readers[:2]) == fill(readers[2:])


def test_an_old_page_gets_a_kind_answer(office: tuple[Viewer, Client], region_a: Any) -> None:
    who, client = office
    round, _readers = room.open_round(region_a, who, room.people(region_a, 1))
    services.close_round(round=round, actor=who)
    assert client.post(reverse("letters:close-round", args=[round.pk])).status_code == 409
    assert Round.objects.get().state == "closed"
