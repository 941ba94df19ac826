"""A register that is lived in for sixty days: what lands on which day, and what has to be seen from which day on.

Every element is an action of one approval policy, opened up on the first day and answered by one record each.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from threatgate import gate
from threatgate.identity import sha256
from threatgate.records import writing

FIRST = date(2026, 11, 23)
DAYS = tuple(FIRST + timedelta(number) for number in range(60))
POLICY, CONTROL, CONF = "policies/approval.yaml", "config/egress.yaml", "conf/models.yaml"
ACTIONS = ("kept", "renewed", "urgent", "ticket", "gated", "looked", "leaving", "touched")
CONTENT = {
    CONTROL: "allow: [help.example.com]\n",
    "evals/refunds.yaml": "name: refunds\nthreshold: 0.95\n",
    CONF: "x: 1\n",
    ".github/workflows/evals.yml": (
        "on: pull_request\njobs:\n  evals:\n    runs-on: ubuntu-24.04\n    steps:\n"
        "      - run: npx promptfoo eval -c evals/refunds.yaml\n"
    ),
}
THREAT = "Whoever can put text before the model can have money sent in the company's name."


def policy(*opened: str, without: tuple[str, ...] = ()) -> str:
    lines = ["actions:"]
    for name in ACTIONS:
        if name not in without:
            lines += [f"  {name}:", f"    require_approval: {'false' if name in opened else 'true'}", "    max: 50"]
    return "\n".join(lines) + "\n"


def day(text: str) -> date:
    """A day of the winter: month and day, the year told by the month."""
    month = int(text.partition("-")[0])
    return date.fromisoformat(f"{2026 if month > 6 else 2027}-{text}")


class Winter:
    """The repository, day by day."""

    def __init__(self, repo: Any) -> None:
        self.repo = repo
        repo.commit("base", CONTENT | {POLICY: policy()})
        repo.branch("open").commit("open", {POLICY: policy(*ACTIONS)})
        found = gate.check(gate.CheckRequest(repo=repo.path, base="main", head="open", environ=repo.env, as_of=FIRST))
        self.changes = {it.change.element.name.rpartition(".")[2]: it.change for it in found.triggers}
        repo.checkout("main").merge("open")
        repo.branch("work").commit(
            "work", {POLICY: policy(*ACTIONS).replace("touched:\n", "touched:\n    by: anyone\n")}
        )
        work = gate.check(gate.CheckRequest(repo=repo.path, base="main", head="work", environ=repo.env, as_of=FIRST))
        (self.work,) = (it.change for it in work.triggers)
        self.data: dict[str, dict[str, Any]] = {}
        self.paths = {}

    def file(self, key: str, number: int, made: str, outcome: str, block: dict[str, Any], **fields: Any) -> None:
        """Write a record of one action; `fields` are other keys of it."""
        about = self.work if key == "answer" else self.changes.get(key)
        data = writing.build(
            outcome,
            block,
            created=day(made),
            title=f"About {key}",
            owner="@lea",
            severity="high",
            second=None if outcome == "exception" else "@tom",
            threat={"statement": THREAT},
            changes=[about] if about is not None else (),
            **fields,
        )
        data["id"] = f"TM-{day(made):%Y%m%d}-{number:06x}"
        self.data[key] = data
        self.put(key)

    def put(self, key: str, **fields: Any) -> None:
        """Write a record with more fields."""
        self.data[key] |= fields
        self.paths[key] = f"threat-model/records/{self.data[key]['id']}.yaml"
        self.repo.write({self.paths[key]: writing.render(self.data[key])})

    def again(self, key: str, before: str) -> None:
        """The next record is about the same action as another."""
        self.changes[key] = self.changes[before]


def exception(approved: str | None, review: str, expires: str, **edits: Any) -> dict[str, Any]:
    digest = f"sha256:{sha256(CONTENT[CONTROL].encode())}"
    return {
        "reason": "The pilot begins before the approval flow exists.",
        "approver": "@ciso",
        "approved": None if approved is None else day(approved),
        "expires": day(expires),
        "review_date": day(review),
        "compensating_controls": [{"control": "allow-list", "ref": CONTROL, "digest": digest}],
        "residual_risk": "moderate",
        "exit_plan": "The approval flow lands with release 4 and the exception ends.",
        **edits,
    }


def review(when: str, by: str = "@tom") -> dict[str, str]:
    return {"date": day(when).isoformat(), "by": by, "note": "Looked at the calls of the week."}


def closed(when: str, how: str = "fixed") -> dict[str, Any]:
    shown = {"kind": "eval", "ref": "evals/refunds.yaml"}
    return {"date": day(when), "by": "@lea", "how": how, **({"evidence": shown} if how == "fixed" else {})}


MONITORING = {"log": "audit", "alert": "pager", "owner": "@duty", "threshold": "one", "review_date": "2026-12-18"}
CLASS = {"kind": "model", "paths": ["conf/**"], "direction": ["neutral"]}
TICKET = {"ticket": "https://github.com/acme/shop/issues/12", "acceptance_criteria": ["a call needs an approval"]}
SHOWN = {
    "kind": "eval",
    "ref": "evals/refunds.yaml",
    "digest": f"sha256:{sha256(CONTENT['evals/refunds.yaml'].encode())}",
}


def begin(winter: Winter) -> None:
    """What is answered on the first day."""
    winter.file("kept", 1, "11-23", "exception", exception("11-23", "12-04", "12-14"))
    winter.file("renewed", 2, "11-23", "exception", exception("11-23", "12-16", "12-20"))
    winter.file("ticket", 4, "11-23", "backlog", TICKET | {"due": day("12-20")})
    gate_ = {"gate": "refunds", "definition": "evals/refunds.yaml", "pass_condition": "pass_rate >= 0.95"}
    controls = [{"control": "launch_gate", "ref": "evals/refunds.yaml", "digest": SHOWN["digest"]}]
    winter.file("gated", 5, "11-23", "blocker", gate_, controls=controls, monitoring=MONITORING)
    looked = {"rationale": "The model already covers it.", "evidence": [SHOWN], "decided_by": "@lea"}
    winter.file("looked", 6, "11-23", "no_change", looked | {"valid_until": day("01-05")})
    winter.file("leaving", 7, "11-23", "exception", exception("11-23", "12-22", "12-23"))
    winter.file("touched", 8, "11-23", "exception", exception("11-23", "12-09", "12-12"))
    winter.repo.commit("the first day")


def urgent(winter: Winter) -> None:
    winter.file("urgent", 3, "12-01", "exception", exception(None, "12-07", "12-08", emergency=True))


def whole_class(winter: Winter) -> None:
    winter.file("class", 9, "12-02", "exception", exception("12-02", "12-16", "12-16"), mode="class", family=CLASS)


def renewal(winter: Winter) -> None:
    winter.again("renewal", "renewed")
    fields = {"supersedes": winter.data["renewed"]["id"], "renewal": {"count": 1, "progress": "It is in review."}}
    winter.file("renewal", 10, "12-15", "exception", exception("12-15", "01-06", "01-14"), **fields)


LANDINGS = {
    "12-01": [urgent],
    "12-02": [whole_class],
    "12-03": [lambda winter: winter.put("urgent", reviews=[review("12-03", "@ciso")])],
    "12-04": [lambda winter: winter.put("kept", reviews=[review("12-04")])],
    "12-11": [lambda winter: winter.put("touched", reviews=[review("12-11")])],
    "12-12": [lambda winter: winter.put("urgent", closed=closed("12-12"))],
    "12-15": [renewal],
    "12-19": [lambda winter: winter.put("class", closed=closed("12-19", "revoked"))],
    "12-22": [lambda winter: winter.put("gated", reviews=[review("12-22")])],
    "12-26": [lambda winter: winter.repo.write({POLICY: policy(*ACTIONS, without=("leaving",))})],
    "12-28": [lambda winter: winter.put("ticket", closed=closed("12-28"))],
    "01-10": [lambda winter: winter.put("kept", closed=closed("01-10", "revoked"))],
}
# From which day on a record is what; it is not there before the first.
STATES = {
    "kept": {"11-23": "active", "11-30": "expiring", "12-15": "expired", "01-10": "revoked"},
    "renewed": {"11-23": "active", "12-06": "expiring", "12-15": "superseded"},
    "renewal": {"12-15": "active", "12-31": "expiring", "01-07": "review-overdue", "01-15": "expired"},
    "urgent": {"12-01": "expiring", "12-08": "review-overdue", "12-09": "expired", "12-12": "closed"},
    "ticket": {"11-23": "active", "12-21": "overdue", "12-28": "closed"},
    "gated": {"11-23": "active", "12-19": "review-overdue", "12-22": "active"},
    "looked": {"11-23": "active", "12-22": "expiring", "01-06": "expired"},
    "leaving": {"11-23": "active", "12-09": "expiring", "12-23": "review-overdue", "12-24": "expired"},
    "touched": {
        "11-23": "active",
        "11-28": "expiring",
        "12-10": "review-overdue",
        "12-11": "expiring",
        "12-13": "expired",
    },
    "class": {"12-02": "expiring", "12-17": "expired", "12-19": "revoked"},
}
# From which day on the scheduled check says what of it; "" says nothing.
WEIGHTS = {
    "kept": {"11-23": "warn", "12-15": "fail"},
    "renewed": {"11-23": "", "12-02": "warn", "12-15": ""},
    "renewal": {"12-15": "", "12-23": "warn", "01-07": "fail"},
    "urgent": {"12-01": "warn", "12-08": "fail", "12-12": ""},
    "ticket": {"11-23": "", "12-06": "warn", "12-21": "fail", "12-28": ""},
    "gated": {"11-23": "", "12-04": "warn", "12-19": "fail", "12-22": ""},
    "looked": {"11-23": "", "12-22": "warn"},
    "leaving": {"11-23": "", "12-08": "warn", "12-23": "fail", "12-26": "note"},
    "touched": {"11-23": "", "11-25": "warn", "12-10": "fail", "12-11": "warn", "12-13": "fail"},
    "class": {"12-02": "warn", "12-17": "fail", "12-19": ""},
}
# What `check` says of a change of the action `touched`, which is answered by a record of its own.
CHECKS = {
    "11-23": ("pass", "decided"),
    "12-10": ("blocked", "expired"),
    "12-11": ("pass", "decided"),
    "12-13": ("blocked", "expired"),
}
# What keeps a release closed from which day on: records by their keys, unanswered changes by their actions,
# and records whose end is not what it says.
RELEASES = {
    "11-23": {"merge urgent"},
    "12-01": {"record urgent"},
    "12-03": set(),
    "12-08": {"record urgent"},
    "12-10": {"record touched", "record urgent"},
    "12-11": {"record urgent"},
    "12-12": {"ending urgent"},
    "12-13": {"ending urgent", "record touched"},
    "12-15": {"ending urgent", "record kept", "record touched"},
    "12-17": {"ending urgent", "record class", "record kept", "record touched"},
    "12-19": {"ending urgent", "record gated", "record kept", "record touched"},
    "12-21": {"ending urgent", "record gated", "record kept", "record ticket", "record touched"},
    "12-22": {"ending urgent", "record kept", "record ticket", "record touched"},
    "12-23": {"ending urgent", "record kept", "record leaving", "record ticket", "record touched"},
    "12-26": {"ending urgent", "merge leaving", "record kept", "record ticket", "record touched"},
    "12-28": {"ending urgent", "merge leaving", "record kept", "record touched"},
    "01-06": {"ending urgent", "merge leaving", "record kept", "record looked", "record touched"},
    "01-07": {"ending urgent", "merge leaving", "record kept", "record looked", "record renewal", "record touched"},
    "01-10": {
        "ending urgent",
        "merge kept",
        "merge leaving",
        "record kept",
        "record looked",
        "record renewal",
        "record touched",
    },
}
