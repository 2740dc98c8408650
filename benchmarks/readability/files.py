"""Tracked changes in varied .docx files, opened by LibreOffice, and how long writing takes.

    python -m benchmarks.readability.files [--files 52]

Needs LibreOffice (`apt install libreoffice-writer-nogui`). Every file is converted to OpenDocument; a file that needs
repair fails there. The changes LibreOffice then knows by our author are counted against those written.
"""

import argparse
import shutil
import subprocess
import tempfile
import time
import zipfile
from pathlib import Path

from lxml import etree

from sleutelbos.letters.reading import open_letter
from sleutelbos.letters.writing import Remark, tracked
from tests.letters.writing import varied
from tests.letters.writing.test_edits import AUTHOR, FROM_LIBREOFFICE, MOMENT, edits_for


def main() -> None:
    """Write, convert, count; the exit code is 1 when one file was refused or changes were not understood."""
    options = argparse.ArgumentParser()
    options.add_argument("--files", type=int, default=52)
    most = options.parse_args().files
    office = shutil.which("soffice")
    if office is None:
        raise SystemExit("LibreOffice is needed: apt install libreoffice-writer-nogui")
    sources = [(path.stem, path.read_bytes()) for path in FROM_LIBREOFFICE]
    sources += [(f"seed-{seed}", varied.make(seed)) for seed in range(most - len(sources))]
    took, wrong, written_changes, known_changes = [], [], 0, 0
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        expected = {}
        for name, data in sources:
            edits = edits_for(open_letter(data).blocks)
            remarks = [Remark(edit.block, edit.start, edit.end, "Gelezen", "Lezers") for edit in edits[:2]]
            began = time.process_time()
            written = tracked(data, edits, remarks, author=AUTHOR, moment=MOMENT)
            took.append((time.process_time() - began) * 1000)
            (place / f"{name}.docx").write_bytes(written.data)
            with zipfile.ZipFile(place / f"{name}.docx") as container:
                # LibreOffice keeps no changes in text boxes: those stand in the file twice, here they are left out.
                body = etree.fromstring(container.read("word/document.xml"))
                expected[name] = len(
                    body.xpath(
                        "//*[local-name()='ins' or local-name()='del'][@*[local-name()='author']=$author]"
                        "[not(ancestor::*[local-name()='txbxContent'])]",
                        author=AUTHOR,
                    )
                )
        command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "odt"]
        subprocess.run(
            [*command, "--outdir", folder, *(str(place / f"{name}.docx") for name, _ in sources)],
            check=True,
            capture_output=True,
            timeout=600,
        )
        for name, _ in sources:
            if not (place / f"{name}.odt").exists():
                wrong.append(f"{name}: LibreOffice did not open it")
                continue
            with zipfile.ZipFile(place / f"{name}.odt") as container:
                content = etree.fromstring(container.read("content.xml"))
            known = sum(creator.text == AUTHOR for creator in content.iter("{http://purl.org/dc/elements/1.1/}creator"))
            written_changes += expected[name]
            known_changes += known
            if expected[name] and not known:
                wrong.append(f"{name}: LibreOffice knows none of {expected[name]} changes")
    took.sort()
    print(f"{len(sources)} files, {len(sources) - len(wrong)} opened with their changes")
    print(f"changes written {written_changes} (runs), understood by LibreOffice {known_changes} (neighbours are one)")
    print(f"writing: median {took[len(took) // 2]:.1f} ms, worst {took[-1]:.1f} ms of processor time")
    print("\n".join(wrong))
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
