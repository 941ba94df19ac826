"""The HTML page in a real browser: no error in the console, nothing for axe to complain about, filters that work."""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
import sys

import pytest
from client_place import PLACE
from running import BASE, WIDER, threatgate

HOSTILE = {
    "prompts/<img src=x onerror=alert(1)>.md": "You are an agent.</pre><script>alert(1)</script>\n",
    "config/models.yaml": 'model: "gpt-4o\' onmouseover=alert(1)"\n',
}
VIEWS = {"phone": (360, 740), "desk": (1280, 800)}


@pytest.fixture(scope="module")
def browser():
    """Chromium: the system's, or the one that Playwright installed."""
    place = next(PLACE.glob("lib/python*/site-packages"), None)
    if importlib.util.find_spec("playwright") is None and place is not None:
        sys.path.append(str(place))
    sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make clients")
    with sync.sync_playwright() as play:
        known = shutil.which("chromium") or shutil.which("google-chrome")
        try:
            started = play.chromium.launch(executable_path=known, args=["--no-sandbox"])
        except sync.Error:
            pytest.skip("there is no browser here: apt-get install chromium")
        with contextlib.closing(started):
            yield started


@pytest.fixture
def page_file(repo, capsys, tmp_path):
    """The page of a blocked change that has an excepted one and hostile names in it."""
    repo.commit("base", BASE)
    repo.branch("pilot").commit("pilot", {**WIDER, **HOSTILE})
    file = tmp_path / "report.html"
    assert threatgate(capsys, "check", "--repo", repo.path, "--base", "main", f"--output=html={file}").code == 1
    return file


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_the_page_is_sound_and_can_be_read_by_everybody(browser, page_file, module, view, scheme):
    width, height = VIEWS[view]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(page_file.as_uri())
    assert page.locator("h1 .word").inner_text().lower() == "blocked"
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.add_script_tag(path=str(module("axe-core/axe.min.js")))
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice']})")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert said == []
    context.close()


def test_the_filters_leave_what_was_asked_for(browser, page_file):
    page = browser.new_page()
    page.goto(page_file.as_uri())
    shown = page.locator(".changes > li:visible")
    every = shown.count()
    page.select_option("select[name=kind]", "approval")
    assert 0 < shown.count() < every
    page.select_option("select[name=kind]", "")
    page.fill("input[name=search]", "top_k")
    assert shown.count() == 1
    page.fill("input[name=search]", "")
    assert shown.count() == every


def test_on_paper_everything_is_open(browser, page_file):
    page = browser.new_page()
    page.goto(page_file.as_uri())
    page.emulate_media(media="print")
    assert page.locator("form.filters").is_hidden()
    assert page.locator(".changes > li:visible").count() == page.locator(".changes > li").count()
