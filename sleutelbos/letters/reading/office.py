"""Old Word files and rich text become .docx by LibreOffice, in a process of its own with little time, memory and room.

What comes out is trusted no more than what somebody uploads: the caller opens it with the same distrust.
"""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from sleutelbos.letters.reading import refusals
from sleutelbos.letters.reading.limits import Limits
from sleutelbos.letters.reading.refusals import RefusedLetter

# Macros never run, links are never brought up to date, nothing is recovered or remembered.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">\
<value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" \
oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" \
oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" \
oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value>\
</prop></item>
<item oor:path="/org.openoffice.Office.Common/Save/Document"><prop oor:name="AutoSave" oor:op="fuse">\
<value>false</value></prop></item>
</oor:items>
"""
# Nothing is to be fetched; what tries goes to a port where nobody listens.
_NOWHERE = "http://127.0.0.1:9"


def to_docx(content: bytes, ending: str, program: str, most: Limits) -> bytes:
    """The same letter as .docx; RefusedLetter when the program cannot, or needs too much.

    `ending`: doc, rtf or odt, found out from the content. `program`: the path of soffice. The file gets a name of ours.
    """
    with tempfile.TemporaryDirectory(prefix="brief-") as made:
        place = Path(made)
        profile = place / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        (place / "out").mkdir()
        source = place / f"brief.{ending}"
        source.write_bytes(content)
        reads = {"doc": "MS Word 97", "rtf": "Rich Text Format", "odt": "writer8"}[ending]
        command = [
            sys.executable, "-I", str(Path(__file__).with_name("limited.py")),
            str(most.office_cpu_seconds), str(most.office_memory_bytes), str(most.unpacked_bytes),
            program, f"-env:UserInstallation=file://{place}/profile", "--headless", "--norestore", "--nologo",
            "--nolockcheck", "--nodefault", f"--infilter={reads}", "--convert-to", "docx:MS Word 2007 XML",
            "--outdir", str(place / "out"), str(source),
        ]  # fmt: skip
        _run(command, place, most)
        result = place / "out" / "brief.docx"
        if not result.is_file() or result.is_symlink():
            raise RefusedLetter(refusals.DAMAGED)
        if result.stat().st_size > most.file_bytes:
            raise RefusedLetter(refusals.UNPACKS_TOO_BIG)
        return result.read_bytes()


def _run(command: list[str], place: Path, most: Limits) -> None:
    # None of our own settings and secrets go along: a place to write, and nothing to reach.
    around = {
        "HOME": str(place),
        "TMPDIR": str(place),
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
        "http_proxy": _NOWHERE,
        "https_proxy": _NOWHERE,
        "ftp_proxy": _NOWHERE,
    }
    with subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=place,
        env=around,
        start_new_session=True,
    ) as process:
        try:
            code = process.wait(timeout=most.office_seconds)
        except subprocess.TimeoutExpired:
            raise RefusedLetter(refusals.TOO_SLOW) from None
        finally:
            # The launcher starts a program of its own: the whole family goes, also when the parent is done.
            _end(process.pid)
    if code < 0:
        raise RefusedLetter(refusals.TOO_SLOW)
    if code:
        raise RefusedLetter(refusals.DAMAGED)


def _end(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
