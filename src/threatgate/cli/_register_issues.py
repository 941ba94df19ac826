"""`threatgate register check --issues`: one issue a record that is late or comes due, opened, kept up and closed."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threatgate.forge import Unknown
    from threatgate.register import Due, Register
    from threatgate.reminders import Reminder

UNDONE = 3


def keep_issues(found: Register, items: Sequence[Due], repo: str, *, dry_run: bool) -> int:
    """Have the forge hold the issues that are wanted, or say which these are. 3 where one could not be looked after."""
    from threatgate.reminders import reminders

    wanted = reminders(found, items)
    if dry_run:
        for one in wanted:
            if one.issue is not None:
                _say(f"would have an issue: {one.issue.title} (for {', '.join(one.issue.assignees) or 'nobody known'})")
        return 0
    return _kept(wanted, repo)


def _kept(wanted: Sequence[Reminder], repo: str) -> int:
    from threatgate.forge import Unknown, opened
    from threatgate.reminders import remind
    from threatgate.repository.revision import open_rev

    with open_rev(repo, None, os.environ) as revision:
        origin = revision.origin
    forge = opened(os.environ, origin)
    if isinstance(forge, Unknown):
        return _undone("issues could not be looked after", forge)
    code = 0
    for done in remind(forge, wanted):
        if isinstance(done.result, Unknown):
            code = _undone(f"the issue of {done.reminder.record.id} could not be looked after", done.result)
        else:
            note = f" ({done.result.note})" if done.result.note else ""
            _say(f"issue {done.result.did}: {done.reminder.record.id} {done.result.url}{note}")
    return code


def _undone(words: str, why: Unknown) -> int:
    _say(f"{words}: {why.why}")
    if why.mend:
        _say(f"  {why.mend}")
    return UNDONE


def _say(words: str) -> None:
    from threatgate.render._escape import visible

    sys.stderr.write(f"threatgate: {visible(words)}\n")
