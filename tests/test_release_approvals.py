"""Approvals at release: proven as the gate proves them, and a signature may come later."""

from __future__ import annotations

import os
from datetime import date

import pytest
from release_samples import REFUND, RETRIEVAL, said
from signed_samples import Shop, new_key

from threatgate.model import Verdict
from threatgate.release import ReleaseRequest, release


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    return {name: new_key(folder, name) for name in ("ciso", "mallory")}


@pytest.fixture
def shop(capsys, repo, keys):
    return Shop(capsys, repo, keys)


def released(shop, **environ):
    request = ReleaseRequest(
        repo=shop.repo.path,
        since=shop.repo.git("rev-list", "--max-parents=0", "HEAD"),
        head=None,
        evals=(),
        as_of=date(2026, 11, 23),
        environ={"PATH": os.environ["PATH"], **environ},
    )
    return release(request)


def landed(shop, record):
    """Commit what the branch holds and merge it, approved or not."""
    shop.repo.commit("answered")
    shop.repo.checkout("main").merge("pilot")
    return record


def test_a_signature_that_came_with_the_record_is_proof(shop):
    record = shop.request()
    shop.sign(record, shop.keys["ciso"])
    landed(shop, record)
    for environ in ({}, {"CI": "true"}, {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push"}):
        found = released(shop, **environ)
        assert (found.verdict, said(found)) == (Verdict.PASS, [])


def test_without_one_it_stays_closed_until_it_comes(shop):
    record = landed(shop, shop.request())
    found = released(shop, CI="true")
    name = record.rpartition("/")[2].removesuffix(".yaml")
    assert found.verdict is Verdict.BLOCKED
    reasons = said(found)
    assert [subject for _, subject, _ in reasons] == [REFUND, RETRIEVAL]
    assert all(f"@ciso has not signed {name}" in words for _, _, words in reasons)
    shop.sign(record, shop.keys["mallory"])
    shop.repo.commit("signed by another")
    assert [subject for ground, subject, _ in said(released(shop, CI="true")) if ground == "merge"][:2] == [
        REFUND,
        RETRIEVAL,
    ]
    done = shop.sign(record, shop.keys["ciso"])
    assert done.code == 0, done.err
    shop.repo.commit("signed")
    left = said(released(shop, CI="true"))
    assert REFUND not in [subject for _, subject, _ in left]


def test_reviews_on_a_forge_that_was_not_asked_are_undetermined_in_a_pipeline(shop):
    landed(shop, shop.request(settings='approval: reviewed\napprovers: {low: ["@ciso"]}\n'))
    found = released(shop, CI="true")
    assert found.verdict is Verdict.UNDETERMINED
    assert any("the forge was not asked for reviews" in reason.words for reason in found.reasons)
