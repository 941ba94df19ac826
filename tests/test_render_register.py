"""The register and the ledger in every format; `ACCEPT=1 pytest` on this file rewrites the golden files."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from register_values import DAY, RECORDS, register

from threatgate import schemas
from threatgate.register import due, promises
from threatgate.render import Look, _calendar, _ledger, _register
from threatgate.render._json_text import json_text
from threatgate.render._register_json import document

GOLDEN = Path(__file__).parent.parent / "fixtures" / "register"
LOOK = Look()


def shown():
    found = register()
    items = due(found)
    return {
        "list.txt": _register.table(found.entries, LOOK),
        "show.txt": _register.detail(
            found.entries[0], "id: x\n\x1b[31m\n", LOOK, [item for item in items if item.entry is found.entries[0]]
        ),
        "check.txt": _register.attention(found, items, LOOK),
        "check.md": _register.markdown(found, items),
        "check.json": json_text(document(found, items)),
        "check.ics": _calendar.calendar(found),
        "ledger.txt": _ledger.table(promises(found), LOOK),
        "ledger.json": json_text(_ledger.document(found, promises(found))),
    }


@pytest.mark.parametrize("name", sorted(shown()))
def test_shows_the_register_as_the_golden_file_says(name):
    if os.environ.get("ACCEPT"):
        GOLDEN.mkdir(parents=True, exist_ok=True)
        (GOLDEN / name).write_bytes(shown()[name].encode())
    assert (GOLDEN / name).read_bytes().decode() == shown()[name]


def test_every_golden_file_is_a_case():
    assert {file.name for file in GOLDEN.iterdir()} == set(shown())


@pytest.mark.parametrize("name", ["register", "ledger"])
def test_the_published_schema_holds(name):
    rules = json.loads(schemas.schema(name))
    found = json.loads(shown()["check.json" if name == "register" else "ledger.json"])
    jsonschema.Draft202012Validator.check_schema(rules)
    validator = jsonschema.Draft202012Validator(rules)
    validator.validate(found)
    assert len(found["records" if name == "register" else "promises"]) > 9
    for key in ("schema", "as_of", "problems"):
        with pytest.raises(jsonschema.ValidationError):
            validator.validate({other: value for other, value in found.items() if other != key})
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**found, "more": 1})


def test_every_state_is_there():
    assert {entry.state.value for entry in register().entries} == {
        *("active", "expiring", "review-overdue", "expired", "overdue", "closed", "superseded", "invalid")
    }


def unfolded():
    text = shown()["check.ics"]
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_the_calendar_is_one():
    lines = unfolded()
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert all(re.fullmatch(r"[A-Z-]+(;VALUE=DATE)?:.*", line) for line in lines)
    events = "\n".join(lines).split("BEGIN:VEVENT\n")[1:]
    names = [[line.partition(":")[0] for line in event.split("\n")][:-1] for event in events]
    wanted = ["UID", "DTSTAMP", "DTSTART;VALUE=DATE", "SUMMARY", "DESCRIPTION", "TRANSP", "END"]
    assert all(found in (wanted, wanted[:-1]) for found in names)
    days = [line.partition(":")[2] for line in lines if line.startswith("DTSTART")]
    assert days == [one.day.strftime("%Y%m%d") for entry in register().entries for one in entry.days]
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(set(uids)) == len(uids) == len(days)


def test_an_event_keeps_its_uid_from_day_to_day():
    first, then = ({line for line in calendar.split("\r\n") if line.startswith("UID:")} for calendar in calendars())
    assert then < first


def calendars():
    return (_calendar.calendar(register(day)) for day in (date(2026, 12, 2), DAY))


def test_a_calendar_ends_no_line_early():
    (said,) = [line for line in unfolded() if "signs" in line and line.startswith("SUMMARY")]
    assert said == ("SUMMARY:TM-20261122-000001 ends: Mail | with <b>signs</b>\\, and\\\\u202e more\\; a \\\\ too")


def test_early_years_have_four_digits():
    found = register()
    entry = found.entries[0]
    day = entry.days[0]._replace(day=date(9, 1, 2))
    text = _calendar.calendar(found._replace(entries=(entry._replace(days=(day,)),), day=date(9, 1, 1)))
    assert "DTSTART;VALUE=DATE:00090102\r\n" in text


def test_nobody_is_left_out():
    said = {item.entry.record.id: [(one.role, one.who) for one in item.roles] for item in due(register())}
    assert said["TM-20261122-000002"] == [("owner", "@lea"), ("approver", "@cto"), ("escalation", "@lead")]
    assert said["TM-20261122-000009"] == [("owner", "@lea"), ("monitoring", "@duty"), ("escalation", "@lead")]
    assert said["TM-20261122-00000a"] == [("owner", "@lea"), ("escalation", "@lead")]
    assert set(said) >= {record.id for record in RECORDS[:3]}
