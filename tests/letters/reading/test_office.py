"""Files that LibreOffice turns into .docx: read, refused in time, and never reaching outside."""

import io
import shutil
import subprocess
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import docx
import pytest

from sleutelbos.letters.reading import RefusedLetter, limits, needs_office, office, open_letter, refusals

PROGRAM = shutil.which("soffice") or ""
installed = pytest.mark.skipif(not PROGRAM, reason="LibreOffice (soffice) is not installed here")
RTF = (
    rb"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}Beste buur,\par Bel ons voor 1 maart 2027.\par "
    rb"Neem \b uw paspoort\b0  mee.}"
)


def program(place: Path, body: str) -> str:
    """A stand-in for LibreOffice that does something else."""
    path = place / "office"
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_what_only_libreoffice_reads_is_known_by_its_content() -> None:
    assert needs_office(RTF) == "rtf" and needs_office(b"Beste buur") == ""


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("sleep 30", refusals.TOO_SLOW),
        ("while :; do :; done", refusals.TOO_SLOW),
        ("exit 1", refusals.DAMAGED),
        ("exit 0", refusals.DAMAGED),
        ('for last; do :; done; ln -s /etc/passwd "$(dirname "$last")/out/brief.docx"', refusals.DAMAGED),
        ('for last; do :; done; echo nothing > "$(dirname "$last")/out/brief.docx"', refusals.WRONG_EXTENSION),
        ('for last; do :; done; head -c 9000000 /dev/zero > "$(dirname "$last")/out/brief.docx"', None),
    ],
    ids=["waits", "busy", "fails", "nothing made", "points elsewhere", "no docx", "too big"],
)
def test_a_program_that_misbehaves_ends_in_a_refusal(tmp_path: Path, body: str, code: str | None) -> None:
    # Only who waits is stopped by the clock; a busy computer gives the others the time to misbehave.
    clock = 1 if body == "sleep 30" else 300
    most = replace(limits.DEFAULT, office_seconds=clock, office_cpu_seconds=1, unpacked_bytes=1_000_000)
    with pytest.raises(RefusedLetter) as refused:
        open_letter(RTF, "brief.rtf", most, office_program=program(tmp_path, body))
    assert code is None or refused.value.code == code


def test_what_it_started_is_gone_with_it(tmp_path: Path) -> None:
    beats = tmp_path / "beats"
    heart = program(tmp_path, f"(while :; do echo >> {beats}; sleep 0.05; done) & sleep 300")
    for seconds in (1, 5, 25, 125):
        with pytest.raises(RefusedLetter):
            office.to_docx(RTF, "rtf", heart, replace(limits.DEFAULT, office_seconds=seconds))
        if beats.exists():  # on a busy computer it may not have begun
            break
    last = beats.stat().st_size
    threading.Event().wait(0.5)
    assert beats.stat().st_size == last


def test_nothing_of_our_own_settings_goes_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLEUTELBOS_SECRET_KEY", "niet delen")
    seen = tmp_path / "seen"
    with pytest.raises(RefusedLetter):
        office.to_docx(RTF, "rtf", program(tmp_path, f"env > {seen}"), limits.DEFAULT)
    assert "HOME=" in seen.read_text() and "niet delen" not in seen.read_text()


@installed
@pytest.mark.slow
def test_rich_text_and_old_word_are_read_and_nothing_outside_is_fetched(tmp_path: Path) -> None:
    asked: list[str] = []

    class Ear(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, format: str, *args: object) -> None:
            return

    secret = tmp_path / "geheim.txt"
    secret.write_text("dit staat op de schijf", encoding="utf-8")
    ear = HTTPServer(("127.0.0.1", 0), Ear)
    threading.Thread(target=ear.serve_forever, daemon=True).start()
    outside = f"http://127.0.0.1:{ear.server_port}/a"
    reaching = RTF[:-1] + (
        rf'{{\field{{\*\fldinst INCLUDEPICTURE "{outside}.png" \\d}}{{\fldrslt }}}}'
        rf'{{\field{{\*\fldinst INCLUDETEXT "{secret}"}}{{\fldrslt }}}}'
        rf"{{\*\template {outside}.dot}}}}"
    ).encode("ascii")
    patient = replace(limits.DEFAULT, office_seconds=600, office_cpu_seconds=300)
    letter = open_letter(reaching, "brief.rtf", patient, office_program=PROGRAM)
    words = [block.text for block in letter.blocks]
    assert letter.kind == "rtf" and letter.notices[-1] == "made-by-office"
    assert words[:3] == ["Beste buur,", "Bel ons voor 1 maart 2027.", "Neem uw paspoort mee."]
    assert "schijf" not in " ".join(words)
    # An old Word file, made by the same program.
    made = docx.Document()
    made.add_heading("Uw uitkering", level=1)
    made.add_paragraph("Wij hebben uw brief gelezen.")
    made.save(str(tmp_path / "oud.docx"))
    subprocess.run(
        [PROGRAM, f"-env:UserInstallation=file://{tmp_path}/p", "--headless", "--convert-to", "doc:MS Word 97",
         "--outdir", str(tmp_path), str(tmp_path / "oud.docx")],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    old = (tmp_path / "oud.doc").read_bytes()
    blocks = open_letter(old, "oud.doc", patient, office_program=PROGRAM).blocks
    assert [block.text for block in blocks] == ["Uw uitkering", "Wij hebben uw brief gelezen."]
    assert io.BytesIO(old).read(4) == b"\xd0\xcf\x11\xe0"
    ear.shutdown()
    assert asked == []
