"""A pull request that asks for an exception, in a repository that wants approvals signed; keys made on the spot."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any, NamedTuple

from running import BASE, WIDER, threatgate

if TYPE_CHECKING:
    from pathlib import Path

NAMESPACE = "threatgate-approval-v1"
SIGNERS = "threat-model/allowed_signers"
HERE = "github.com/acme/shop"
SETTINGS = f"""approval: signed
repository: {HERE}
approvers: {{low: ["@ciso"]}}
people:
  "@ciso": [ciso@example.org, ciso@home.example]
  "@lea": [lea@example.org, lea-too@users.noreply.github.com]
  "@tom": [tom@example.org]
"""


class Key(NamedTuple):
    """A key pair on disk, and its public half as text."""

    path: Path
    public: str


def new_key(folder: Path, name: str, kind: str = "ed25519", bits: int | None = None) -> Key:
    path = folder / name
    size = ["-b", str(bits)] if bits else []
    subprocess.run(["ssh-keygen", "-q", "-t", kind, *size, "-N", "", "-C", "", "-f", str(path)], check=True)
    return Key(path, path.with_suffix(".pub").read_text(encoding="ascii").strip())


def line(principal: str, key: Key, options: str = f'namespaces="{NAMESPACE}"') -> str:
    return f"{principal} {options} {key.public}\n"


def pull_request(capsys, repo, signers: str | None, settings: str = SETTINGS, approver: str = "@ciso") -> str:
    """Stand on a branch with two widenings and the exception for them, not yet committed; gives the record's path."""
    base = {**BASE, ".threatgate.yaml": settings}
    repo.commit("base", base if signers is None else {**base, SIGNERS: signers})
    repo.branch("pilot").commit("the refund pilot", WIDER)
    done = threatgate(
        capsys, "decide", "exception", "--repo", repo.path, "--base", "main", "--all", "--as-of", "2026-11-23",
        "--owner", "@tom", "--approver", approver, "--reason", "a pilot with ten users",
        "--compensating", "allow-list=config/egress.yaml", "--exit-plan", "the approval flow of sprint 12",
    )  # fmt: skip
    assert done.code == 0, done.err
    (record,) = (repo.path / "threat-model/records").glob("*.yaml")
    return record.relative_to(repo.path).as_posix()


def sign(capsys, repo, record: str, key: Key, *more: str):
    name = record.rpartition("/")[2].removesuffix(".yaml")
    return threatgate(capsys, "register", "sign", name, "--repo", repo.path, "--base", "main", "--key", key.path, *more)


def check(capsys, repo, *more: str):
    return threatgate(capsys, "check", "--repo", repo.path, "--base", "main", "--as-of", "2026-11-23", *more)


class Shop(NamedTuple):
    """A repository with its keys, and what is done in it."""

    capsys: Any
    repo: Any
    keys: dict[str, Key]

    def request(self, signers: str | None = None, **more: str) -> str:
        """Stand on the pull request; the signers are the approver's key alone unless said."""
        listed = line("ciso@example.org", self.keys["ciso"]) if signers is None else signers
        return pull_request(self.capsys, self.repo, listed, **more)

    def sign(self, record: str, key: Key, *more: str) -> Any:
        return sign(self.capsys, self.repo, record, key, *more)

    def check(self, *more: str) -> Any:
        return check(self.capsys, self.repo, *more)

    def refused(self, *words: str) -> None:
        """The gate stays closed: unproven, for the reason in these words."""
        shown = self.check()
        text = " ".join(shown.out.split())
        assert (shown.code, "unproven" in text) == (1, True), shown
        assert [word for word in words if word not in text] == []
