"""The app's icons as pictures, drawn from `sleutelbos/ui/static/ui/icon.svg` by Chromium.

    .venv/bin/python frontend/app-icons.py

Run it after changing the icon; the pictures are committed, so that nobody else needs a browser to install.
"""

import os
import re
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

STATIC = Path(__file__).resolve().parent.parent / "sleutelbos" / "ui" / "static" / "ui"
# Name, size, and how much of it the drawing takes: a maskable icon is cut to a circle by some phones.
PICTURES = [("icon-180", 180, 1.0), ("icon-192", 192, 1.0), ("icon-512", 512, 1.0), ("icon-maskable-512", 512, 0.62)]


def main() -> None:
    """Draw every picture."""
    drawing = (STATIC / "icon.svg").read_text(encoding="utf-8")
    match = re.search(r'<rect[^>]*fill="(#[0-9a-f]{6})"', drawing)
    assert match is not None, "the icon has a background"
    (STATIC / "app").mkdir(exist_ok=True)
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        for name, size, share in PICTURES:
            page = browser.new_page(viewport={"width": size, "height": size})
            background = match[1] if share < 1 else "transparent"
            page.set_content(
                f"<body style='margin:0;display:grid;place-items:center;block-size:100vh;background:{background}'>"
                f"<div style='inline-size:{size * share}px;block-size:{size * share}px'>{drawing}</div></body>"
            )
            page.screenshot(path=str(STATIC / "app" / f"{name}.png"), omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
