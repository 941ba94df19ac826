"""A shop whose merges, promises and evidence the release gate looks at."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from running import BASE, WIDER, threatgate

from threatgate.release import ReleaseRequest, release

if TYPE_CHECKING:
    from datetime import date

DAY = "2026-11-23"
REFUND = "approval:policies/approval.yaml#actions.refund"
RETRIEVAL = "retrieval:config/rag.yaml#retriever"
EXCEPTION = (
    *("--reason", "Ten named customers try refunds before the screen exists.", "--approver", "@ciso"),
    *("--compensating", "egress allow list=config/egress.yaml"),
    *("--exit-plan", "The approval comes back with release 4.", "--expires", "2026-12-07"),
)
TICKET = ("--ticket", "https://github.com/acme/shop/issues/12", "--second", "@tom")
GATE = ("--gate", "refund-evals", "--definition", "evals/refunds.yaml", "--second", "@tom")
EVALS = {"evals/refunds.yaml": "name: refunds\nthreshold: 0.97\nblocking: true\n"}


class Shop:
    """A repository whose main branch begins with the tag v1, and the commands that are run in it."""

    def __init__(self, repo, capsys, monkeypatch) -> None:
        self.repo = repo
        self.capsys = capsys
        repo.commit("base", BASE)
        repo.git("tag", "v1")
        monkeypatch.chdir(repo.path)

    def run(self, *arguments):
        return threatgate(self.capsys, *arguments)

    def decide(self, outcome, element, base, head="HEAD", *more, day=DAY):
        """Write an answer into the working tree; gives the record's id."""
        at = ("--base", base, "--head", head, "--as-of", day, "--owner", "@lea", "--no-input")
        before = self.records()
        done = self.run("decide", outcome, element, *at, *more)
        assert done.code == 0, done.err
        (new,) = self.records() - before
        return new

    def records(self):
        folder = self.repo.path / "threat-model" / "records"
        return {file.stem for file in folder.glob("*.yaml")} if folder.exists() else set()

    def landed(self, name, files, *answers):
        """Merge a branch with a change and its answers, each a tuple of `decide`; gives the ids of the records."""
        self.repo.branch(name).commit(name, files)
        ids = [self.decide(outcome, element, "main", "HEAD", *more) for outcome, element, *more in answers]
        if ids:
            self.repo.commit(f"{name} answered")
        self.repo.checkout("main").merge(name)
        return ids

    def pilot(self, *answer):
        """The refund pilot, which widens an approval, with its answer."""
        return self.landed("pilot", {"policies/approval.yaml": WIDER["policies/approval.yaml"]}, answer)[0]

    def blocked(self, condition="pass_rate >= 0.95"):
        """The pilot with a blocker as its answer; gives the record's id."""
        files = {"policies/approval.yaml": WIDER["policies/approval.yaml"], **EVALS}
        self.repo.branch("pilot").commit("pilot", files)
        found = self.decide("blocker", REFUND, "main", "HEAD", *GATE, "--pass-condition", condition)
        rest = [line.split()[1] for line in self.run("check", "--base", "main", "--as-of", DAY).out.splitlines() if 0]
        assert rest == []
        self.repo.commit("answered")
        self.repo.checkout("main").merge("pilot")
        return found

    def edit(self, record, old, new):
        """Rewrite a part of a record in the working tree."""
        file = self.repo.path / "threat-model" / "records" / f"{record}.yaml"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def head(self):
        return self.repo.git("rev-parse", "HEAD")

    def release(self, *evals, since="v1", day: date | None = None, **more):
        from datetime import date as day_

        request = ReleaseRequest(
            repo=self.repo.path,
            since=since,
            head=None,
            evals=tuple(evals),
            as_of=day or day_.fromisoformat(DAY),
            environ={"PATH": os.environ["PATH"]},
            **more,
        )
        return release(request)


def said(found, *weights):
    """The reasons as ground, subject and the first words; notes only where they are asked for."""
    kept = weights or ("fail", "undetermined")
    return [(str(one.ground), one.subject, one.words) for one in found.reasons if one.weight in kept]


def junit(commit, passed=20, failed=0, name="refund-evals"):
    """A run as JUnit XML."""
    cases = "<testcase name='a'/>" * passed + "<testcase name='b'><failure/></testcase>" * failed
    own = f"<properties><property name='commit' value='{commit}'/></properties>" if commit else ""
    return f"<testsuites><testsuite name='{name}'>{own}{cases}</testsuite></testsuites>".encode()
