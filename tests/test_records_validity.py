"""Every way in which a record can fail to count, one edit of a good record a case, with its quiet twins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from records_samples import ADDED, DAY, LISTED, context, data, path_of, record, trigger

from threatgate import strict_yaml
from threatgate.records import writing
from threatgate.records.model import Record
from threatgate.records.proof import Proven
from threatgate.records.reading import read
from threatgate.records.validity import faults

CASES = strict_yaml.read((Path(__file__).parent.parent / "fixtures" / "records" / "faults.yaml").read_bytes()).data
SETTINGS = {"listed": LISTED, "people": LISTED.replace('approvers: {low: ["@org/leads"], high: ["@ciso"]}', "")}


def judged(case: dict[str, Any]) -> list[str]:
    edited = data(case["record"], case.get("set"))
    text = writing.render(edited)
    found = read(path_of(edited), text.encode())
    assert isinstance(found, Record), found
    covered = (trigger(ADDED, severity=case["answers"]),) if "answers" in case else ()
    surroundings = context(
        SETTINGS.get(case.get("settings", ""), case.get("settings", "")),
        as_of=date.fromisoformat(case.get("as_of", DAY.isoformat())),
        edited=frozenset(case.get("edited", ())),
        covered=covered,
        **({"proof": lambda *_: Proven("signed")} if case.get("proven") else {}),
    )
    if "authors" in case:
        surroundings = replace(surroundings, authors=frozenset(case["authors"]))
    lines = text.splitlines()
    return [
        f"{fault.code}: {lines[fault.line - 1].strip(' -').partition(':')[0]}: {fault.message} ({fault.hint})"
        for fault in faults(found, surroundings)
    ]


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_faults(case: dict[str, Any]) -> None:
    assert judged(case) == case.get("says", [])
    assert case["case"].startswith("quiet-") is not bool(case.get("says"))


@pytest.mark.parametrize("outcome", ["backlog", "blocker", "exception", "no_change"])
def test_a_good_record_has_none(outcome: str) -> None:
    assert faults(record(outcome), context(covered=(trigger(ADDED),))) == ()


if __name__ == "__main__":
    for case in CASES:
        print(yaml.safe_dump({case["case"]: judged(case)}, width=1000, allow_unicode=True), end="")  # noqa: T201
