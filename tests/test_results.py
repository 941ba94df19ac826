"""Results files of every format, as complete values; each folder of fixtures is a test."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
import yaml

from threatgate import results
from threatgate.results._api import Broken, Results

FIXTURES = Path(__file__).parent.parent / "fixtures" / "results"
CASES = sorted(path.parent for path in FIXTURES.glob("*/*/expected.yaml"))


def told(found):
    """A reading as the plain values of an expected.yaml; what is empty is left out."""
    if isinstance(found, Broken):
        return {"broken": f"{found.line}: {found.message} ({found.hint})"}
    said = {
        "name": found.name,
        "names": list(found.names),
        "commit": found.commit,
        "started": found.started,
        "counts": found.counts._asdict(),
        "metrics": dict(found.metrics),
        "cases": [f"{case.group} {case.name} {case.state}" for case in found.cases],
        "parts": [f"{part.name} {part.counts.ran}" for part in found.parts],
        "problems": list(found.problems),
    }
    return {key: value for key, value in said.items() if value or key == "name"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_fixtures(case):
    (file,) = [path for path in case.iterdir() if path.name != "expected.yaml"]
    found = results.read(file.name, file.read_bytes())
    expected = yaml.safe_load((case / "expected.yaml").read_text(encoding="utf-8"))
    assert told(found) == expected
    if isinstance(found, Results):
        assert (found.format, found.path) == (case.parent.name, file.name)


def test_every_format_has_fixtures():
    assert {form.name for form in results.formats()} == {case.parent.name for case in CASES}


HEADER = {
    "version": 2,
    "status": "success",
    "eval": {"task": "refunds", "created": "2026-11-20", "revision": {"type": "git", "commit": "1f3c5a7"}},
    "results": {"scores": [{"name": "match", "metrics": {"accuracy": {"value": 0.9}}}]},
}
SUMMARIES = [{"id": 1, "epoch": 1, "scores": {"match": {"value": "C"}}}, {"id": 2, "epoch": 1, "scores": None}]


def archive(*members, method=zipfile.ZIP_DEFLATED):
    """A ZIP archive of names and contents."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as made:
        for name, content in members:
            made.writestr(name, content if isinstance(content, (str, bytes)) else json.dumps(content))
    return held.getvalue()


def test_an_archive_of_inspect():
    found = results.read("log.eval", archive(("header.json", HEADER), ("summaries.json", SUMMARIES)))
    assert told(found) == {
        "name": "refunds",
        "names": ["refunds"],
        "commit": "1f3c5a7",
        "started": "2026-11-20",
        "counts": {"passed": 1, "failed": 0, "errored": 0, "skipped": 1},
        "metrics": {"match/accuracy": 0.9, "accuracy": 0.9},
        "cases": ["epoch 1 1 passed", "epoch 1 2 skipped"],
    }


def refused(data, name="results"):
    found = results.read(name, data)
    assert isinstance(found, Broken), found
    return found.message


def test_hostile_archives():
    bomb = archive(("header.json", b" " * (33 << 20)))
    assert len(bomb) < 100_000
    assert refused(bomb) == "header.json in it is 33 MiB, too large to be read"
    at = bomb.rindex(b"PK\x01\x02")
    lying = bytearray(bomb)
    lying[at + 24 : at + 28] = (100).to_bytes(4, "little")
    assert refused(bytes(lying)) == "header.json in it is damaged"
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = archive(("header.json", HEADER), ("header.json", HEADER))
    assert refused(twice) == "holds 2 header.json"
    assert refused(archive(("../header.json", HEADER))) == "is no results file of a format that is known"
    assert refused(archive(("_journal/start.json", HEADER))).startswith("holds no header.json: the run did not")
    assert refused(archive(("header.json", HEADER))[:80]) == "is no whole ZIP archive"
    assert refused(archive(("header.json", b"\xff"))) == "header.json in it is no UTF-8 text"
    assert refused(archive(("header.json", "[" * 100_000))) == "header.json in it is nested too deeply to be read"
    assert refused(archive(("header.json", "{}"))) == "header.json in it is no header of a log"
    assert refused(archive(("header.json", HEADER), ("summaries.json", "{"))).startswith("summaries.json in it is no")
    locked = bytearray(archive(("header.json", HEADER)))
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(locked)) == "header.json in it is encrypted"
    odd = bytearray(archive(("header.json", HEADER)))
    odd[odd.rindex(b"PK\x01\x02") + 10] = 93
    assert refused(bytes(odd)) == "header.json in it is compressed in a way that is not read here"


def test_hostile_texts():
    assert refused(b"") == "is empty"
    assert refused(b"\xff\xfe\xff") == "is not UTF-16-LE text"
    assert refused(b"[" * 200_000) == "is nested too deeply to be read"
    assert refused(b'{"a": 1, "a": 2}') == "holds the key 'a' twice in one object"
    assert refused(b'{"a": ') == "is no valid JSON: expecting value"
    assert refused(b"[1]") == "is no results file of a format that is known"
    assert refused(b"<html/>") == "is no results file of a format that is known"
    assert refused(b"<testsuites>") == "is no well-formed XML: no element found"
    assert refused(b"<a>" * 300) == "is nested deeper than 100 levels"
    assert refused(b"\n" * (33 << 20)) == "is over 32 MiB, too large to be read"
    assert (
        refused(b'{"$report_type": "SessionStart"}\n{"$report_type": 1') == "is no valid JSON: expecting ',' delimiter"
    )
    assert refused(b'{"results": {"results": [1], "stats": {}}}') == "holds results that are no objects"


def test_ten_megabytes_are_read():
    rows = ", ".join('{"success": true, "score": 1, "testCase": {"description": "a"}}' for _ in range(160_000))
    found = results.read("x", b'{"results": {"version": 3, "results": [%b], "stats": {}}}' % rows.encode())
    assert found.counts.passed == 160_000
    many = b"<testsuites><testsuite>%b</testsuite></testsuites>" % (b'<testcase name="a" classname="b"/>' * 300_000)
    assert refused(many) == "holds more than 300000 values once aliases are expanded"


@pytest.mark.parametrize("value", ["-1", "1e999", "NaN", '"3"', "true", "9" * 400, "[]"])
def test_what_is_no_number_is_no_metric(value):
    scores = f'[{{"name": "m", "metrics": {{"x": {{"value": {value}}}}}}}]'
    found = results.read(
        "x", f'{{"status": "success", "eval": {{"task": "t"}}, "results": {{"scores": {scores}}}}}'.encode()
    )
    assert dict(found.metrics) == ({"x": -1.0, "m/x": -1.0} if value == "-1" else {})


def test_a_fault_of_ours_is_said(monkeypatch):
    broken = results.formats()[0]._replace(claims=lambda _: 1 / 0, carriers=("json",))
    monkeypatch.setattr(results, "formats", lambda: (broken,))
    assert refused(b"{}") == "could not be read because of a fault in threatgate (ZeroDivisionError)"
