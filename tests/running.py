"""Running the command line in this process."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from threatgate.cli import run


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def threatgate(capsys, *arguments):
    """Run a command; gives its exit code and what it printed."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        run([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return Ran(ended.value.code, captured.out, captured.err)


BASE = {
    "policies/approval.yaml": "actions:\n  refund:\n    require_approval: true\n    max_amount: 50\n",
    "config/rag.yaml": "retriever:\n  top_k: 4\n  index: help-centre\n",
    "config/egress.yaml": "allow: [help.example.com]\n",
    "evals/refunds.yaml": "name: refunds\nthreshold: 0.95\nblocking: true\n",
    "README.md": "# Shop\n",
}
WIDER = {
    "policies/approval.yaml": "actions:\n  refund:\n    require_approval: false\n    max_amount: 50\n",
    "config/rag.yaml": "retriever:\n  top_k: 20\n  index: help-centre\n",
}


def risky(repo):
    """A repository that stands on a branch with two widenings."""
    repo.commit("base", BASE)
    repo.branch("pilot").commit("the refund pilot", WIDER)
    return repo
