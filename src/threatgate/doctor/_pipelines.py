"""The jobs that run the gate, and how each of them can be made not to: by conditions, leniency, moving versions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from threatgate import documents
from threatgate.doctor._api import Finding, Health
from threatgate.documents._kinds import Tree
from threatgate.documents._located import plain
from threatgate.recognisers._places import stands_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from threatgate.repository._api import Blob

WORD = "threatgate"
PINNED = re.compile(r"@[0-9a-f]{40}(?:[0-9a-f]{24})?$")


class Job(NamedTuple):
    """A job that runs the gate. `events` are those of its workflow with their conditions, empty for other pipelines."""

    path: str
    name: str
    body: Mapping[str, Any]
    events: Mapping[str, Any]
    hub: bool
    line: int

    @property
    def shown(self) -> str:
        """What the forge calls its check."""
        return str(self.body.get("name") or self.name)


def jobs(blobs: Mapping[str, Blob], content: Callable[[str], bytes | None]) -> Iterator[Job]:
    """Every job of a pipeline of this tree that names the gate."""
    for path in sorted(blobs):
        hub = stands_in(path, "gate_places", "workflows")
        if not (hub or stands_in(path, "gate_places", "pipelines")):
            continue
        data = content(path)
        if data is None or WORD.encode() not in data.lower():
            continue
        tree = documents.read(path, data)
        for root in tree.roots if isinstance(tree, Tree) else ():
            value = plain(root)
            if isinstance(value, dict):
                yield from _jobs(path, value, data.decode("utf-8", "replace"), hub=hub)


def _jobs(path: str, root: Mapping[str, Any], text: str, *, hub: bool) -> Iterator[Job]:
    events = _events(root.get("on", root.get("true"))) if hub else {}
    bodies = root.get("jobs") if hub else root
    for name, body in bodies.items() if isinstance(bodies, dict) else ():
        if isinstance(body, dict) and (WORD in str(body).lower() or WORD in str(name).lower()):
            yield Job(path, str(name), body, events, hub, _line(text, str(name)))
    if not hub and WORD in str(root.get("include", "")).lower():
        yield Job(path, "include", {"include": root["include"]}, {}, hub=False, line=_line(text, "include"))


def _events(node: Any) -> Mapping[str, Any]:
    if isinstance(node, dict):
        return {str(key): value if isinstance(value, dict) else {} for key, value in node.items()}
    return {str(one): {} for one in (node if isinstance(node, list) else [node]) if one}


def _line(text: str, name: str) -> int:
    return next((n for n, line in enumerate(text.splitlines(), 1) if line.strip().strip("\"'").startswith(name)), 1)


def findings(found: Iterable[Job]) -> Iterator[Finding]:
    """What is wrong with the jobs; that there is none at all."""
    all_ = tuple(found)
    if not all_:
        words = "no pipeline on this branch runs the gate"
        yield Finding("job", Health.OPEN, words, "add one: the README has a snippet for GitHub and one for GitLab")
        return
    for job in all_:
        said = list(_github(job) if job.hub else _other(job))
        place = f"{job.path}:{job.line}"
        yield from (Finding("job", health, words, mend, place) for health, words, mend in said)
        if not any(health is Health.OPEN for health, _, _ in said):
            yield Finding("job", Health.FINE, f"the job {job.name} runs the gate", "", place)
    if any(job.hub for job in all_) and not any("schedule" in job.events for job in all_):
        words = "no scheduled job runs `threatgate register check`, so what expires is noticed by whoever pushes next"
        yield Finding("schedule", Health.ADVICE, words, "add a workflow with on: schedule that runs it daily")


Said = tuple[Health, str, str]


def _github(job: Job) -> Iterator[Said]:
    yield from _when(job)
    yield from _lenient(job, "continue-on-error")
    if "if" in job.body:
        words = f"the job {job.name} has an `if`: a job that is skipped counts as passed"
        yield Health.OPEN, words, "let it run always; say the condition in the settings"
    steps = [step for step in job.body.get("steps") or () if isinstance(step, dict)]
    for step in steps:
        used = str(step.get("uses") or "")
        gate = WORD in used.lower()
        if gate and not used.startswith("./") and not PINNED.search(used):
            yield Health.OPEN, f"the action {used} can change what it is", "pin it to a commit: @<40 hex digits>"
        elif gate and used.startswith("./"):
            words = f"the action {used} is taken from the pull request's own checkout"
            yield Health.OPEN, words, "use the published action, pinned to a commit"
        if (gate or WORD in str(step.get("run") or "").lower()) and step.get("continue-on-error"):
            yield Health.OPEN, "the step that runs the gate may fail unnoticed (continue-on-error)", "remove that key"
        if (gate or WORD in str(step.get("run") or "").lower()) and "if" in step:
            yield Health.OPEN, "the step that runs the gate has an `if`", "let it run always"
        if "pull_request_target" in job.events and used.startswith("actions/checkout") and "ref" in _with(step):
            words = "pull_request_target checks out the pull request: its code runs with the rights of the repository"
            yield Health.OPEN, words, "check out nothing of it; fetch its objects and name them: --base, --head"
    if job.body.get("uses") and WORD in str(job.body["uses"]).lower() and not PINNED.search(str(job.body["uses"])):
        yield Health.OPEN, f"the workflow {job.body['uses']} can change what it is", "pin it to a commit"


def _with(step: Mapping[str, Any]) -> Mapping[str, Any]:
    found = step.get("with")
    return found if isinstance(found, dict) else {}


def _when(job: Job) -> Iterator[Said]:
    """Which changes the workflow never sees."""
    pulls = job.events.get("pull_request", job.events.get("pull_request_target"))
    if pulls is None:
        if not {"schedule", "workflow_dispatch", "workflow_call"} & set(job.events):
            words = f"the workflow does not run on pull requests (on: {', '.join(job.events) or 'nothing'})"
            yield Health.OPEN, words, "add on: pull_request"
        return
    for key in ("paths", "paths-ignore", "branches", "branches-ignore"):
        if key in pulls:
            words = f"pull requests are filtered by {key}: a change elsewhere is not judged, or the check never comes"
            yield Health.OPEN if key.startswith("paths") else Health.ADVICE, words, f"remove {key}"
    types = pulls.get("types")
    if isinstance(types, list) and not {"opened", "synchronize", "reopened"} <= set(types):
        words = f"the workflow runs for {', '.join(map(str, types))} only"
        yield Health.OPEN, words, "add opened, synchronize and reopened"


def _lenient(job: Job, key: str) -> Iterator[Said]:
    if job.body.get(key):
        yield Health.OPEN, f"the job {job.name} may fail unnoticed ({key})", "remove that key"


def _other(job: Job) -> Iterator[Said]:
    yield from _lenient(job, "allow_failure")
    if job.body.get("when") == "manual":
        yield Health.OPEN, f"the job {job.name} waits for somebody to start it", "remove when: manual"
    for key in ("only", "except"):
        if key in job.body:
            yield Health.ADVICE, f"the job {job.name} is limited by {key}", "use rules, as the template does"
    for rule in job.body.get("rules") or ():
        if isinstance(rule, dict) and ("changes" in rule or rule.get("allow_failure")):
            key = "changes" if "changes" in rule else "allow_failure"
            yield Health.OPEN, f"a rule of the job {job.name} has {key}", "remove it: the gate finds out what changed"
    includes = job.body.get("include")
    for one in includes if isinstance(includes, list) else [includes] if includes else []:
        address = str(one.get("component") or one.get("project") or "") if isinstance(one, dict) else str(one)
        ref = address.rpartition("@")[2] if "@" in address else str(one.get("ref", "")) if isinstance(one, dict) else ""
        if WORD in str(one).lower() and address and not re.fullmatch(r"[0-9a-f]{40}", ref):
            yield Health.OPEN, f"the include {address} can change what it is", "pin it to a commit"
