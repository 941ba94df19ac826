"""Photograph the HTML page for the README: `python scripts/screenshot.py`, with playwright and a Chromium at hand.

The change is that of the terminal's picture (scripts/picture.py). `make test-clients` opens the same page in a browser.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import picture
from playwright.sync_api import sync_playwright

PHOTO = picture.ROOT / "docs" / "images" / "page.png"
WIDTH, HEIGHT = 1120, 1180


def main() -> int:
    """Write docs/images/page.png."""
    with tempfile.TemporaryDirectory(prefix="threatgate-page-") as folder, sync_playwright() as play:
        picture.printed(Path(folder))
        page = Path(folder, "page.html")
        command = [str(Path(sys.executable).parent / "threatgate"), "check", f"--output=html={page}"]
        subprocess.run(command, cwd=folder, env={**os.environ, "PWD": folder}, stdout=subprocess.DEVNULL, check=False)
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        view = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        view.goto(page.as_uri())
        view.screenshot(path=str(PHOTO))
        browser.close()
    print(f"{PHOTO.relative_to(picture.ROOT)}: {PHOTO.stat().st_size / 1024:.0f} kB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
