"""An emergency that landed before its approval: the release waits for the proof, not for words in the record."""

from __future__ import annotations

from datetime import date

import pytest
from release_samples import EXCEPTION, REFUND, Shop, said
from running import WIDER
from signed_samples import SETTINGS, SIGNERS, line, new_key, sign

DAY = date(2026, 11, 24)
APPROVAL = {"policies/approval.yaml": WIDER["policies/approval.yaml"]}
LOOKED = 'reviews:\n  - {date: 2026-11-24, by: "@ciso", note: Agreed until the screen is there.}\n'


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    return {name: new_key(folder, name) for name in ("ciso", "mallory")}


@pytest.fixture
def shop(repo, capsys, monkeypatch, keys):
    """The pilot as an emergency that has landed with no approval yet, but with words that say so."""
    made = Shop(repo, capsys, monkeypatch)
    name = made.pilot("exception", REFUND, *EXCEPTION[:-2], "--emergency", "--expires", "2026-11-28")
    text = (repo.path / f"threat-model/records/{name}.yaml").read_text(encoding="utf-8")
    unapproved = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("  approved:"))
    repo.git("reset", "-q", "--hard", "v1")
    made.name, made.record = name, f"threat-model/records/{name}.yaml"
    made.landed("again", {**APPROVAL, made.record: unapproved + LOOKED})

    def settle(approval):
        settings = SETTINGS.replace("approval: signed", f"approval: {approval}")
        repo.commit("settings", {".threatgate.yaml": settings, SIGNERS: line("ciso@example.org", keys["ciso"])})

    made.settle = settle
    return made


def reasons(shop):
    return [one for one in said(shop.release(day=DAY)) if one[0] == "record"]


def test_a_declaration_is_enough_where_the_settings_ask_for_no_more(shop):
    shop.settle("declared")
    assert reasons(shop) == []


def test_a_signature_proves_it_and_words_do_not(shop, keys):
    shop.settle("signed")
    claimed = "an emergency that @ciso is said to have approved: "
    assert reasons(shop) == [
        ("record", shop.name, f"{claimed}@ciso has not signed {shop.name}: there is no {shop.record}.sig")
    ]
    sign(shop.capsys, shop.repo, shop.record, keys["mallory"])
    shop.repo.commit("signed by somebody")
    ((_, _, words),) = reasons(shop)
    assert words.startswith(f"{claimed}{shop.record}.sig: signed with a key that is not listed")
    sign(shop.capsys, shop.repo, shop.record, keys["ciso"])
    shop.repo.commit("signed by the approver")
    assert reasons(shop) == []


def test_no_review_of_a_pull_request_shows_what_came_later(shop):
    shop.settle("reviewed")
    ((_, name, words),) = reasons(shop)
    assert (name, words.endswith("no review of a pull request shows an approval that came after it")) == (
        shop.name,
        True,
    )
