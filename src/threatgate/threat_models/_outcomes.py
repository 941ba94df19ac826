"""Which of the outcomes an entry stands for: by what it says to the gate, by its status, by what it names."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from threatgate.catalog import table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from threatgate.threat_models._api import Entry

# What stands around a word in a table: emphasis, code, a full stop, pictures such as check marks.
_MARKS = re.compile("^[^\\w]+|[^\\w)]+$")
REFUSED = "refused"
EXCEPTION = "an exception lives in the register only: write it with `threatgate decide exception`"
_NAMED = (("gate", "blocker"), ("ticket", "backlog"), ("evidence", "no_change"))


class Meant(NamedTuple):
    """The outcome of an entry: `backlog`, `blocker` or `no_change`, or "" with the reason and the mend."""

    outcome: str
    why: str = ""
    mend: str = ""


def meant(form: str, entry: Entry) -> Meant:
    """What an entry of a format stands for. A status that accepts a risk stands for nothing, whatever else is said."""
    said = str(entry.stated.get("outcome", ""))
    word = _words().get(_spaced(said), "") if said else ""
    by_status = table("threat_models")["statuses"].get(form, {}).get(_plain(entry.status), "")
    if word == "exception":
        return Meant("", f"its outcome is {said[:40]!r}, and a threat model holds no exception", EXCEPTION)
    if by_status == REFUSED:
        return Meant("", f"its status is {entry.status[:40]!r}, which is no answer", EXCEPTION)
    if said and not word:
        return Meant("", f"its outcome is {said[:40]!r}", "write Outcome: backlog, blocker or no_change")
    named = next((outcome for key, outcome in _NAMED if entry.stated.get(key)), "")
    if by_status == "backlog" and named == "blocker" and not entry.stated.get("ticket"):
        by_status = named
    outcome = word or by_status or named
    if outcome:
        return Meant(outcome)
    return Meant("", "it says no outcome", "write Outcome: backlog, blocker or no_change")


@cache
def _words() -> Mapping[str, str]:
    listed = table("threat_models")["outcomes"].items()
    return {_spaced(word): outcome for outcome, words in listed for word in (outcome, *words)}


def _spaced(text: str) -> str:
    return _plain(text.replace("_", " ").replace("-", " "))


def _plain(text: str) -> str:
    """A status or outcome as the table spells it: lower case, without what stands around it."""
    said = _MARKS.sub("", text.replace("\u2019", "'"))
    return " ".join(said.casefold().split())
