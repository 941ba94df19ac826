"""A repository that leaves nothing open, and for each way around the gate the files that open it."""

from __future__ import annotations

SHA = "0123456789abcdef0123456789abcdef01234567"
SETTINGS = 'version: 1\napprovers: {high: ["@ciso"]}\npeople: {"@ciso": [ciso@example.org]}\napproval: reviewed\n'
WORKFLOW = f"""\
on:
  pull_request:
  schedule: [{{cron: "0 6 * * *"}}]
jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@{SHA}
        with: {{fetch-depth: 2}}
      - uses: example/threatgate@{SHA}
"""
GITLAB = "threatgate:\n  rules:\n    - if: $CI_PIPELINE_SOURCE\n  script: [threatgate check]\n"
OWNERS = """\
* @org/everyone
/.threatgate.yaml @ciso
/threat-model/ @ciso
/.github/ @ciso
"""
HEALTHY = {
    ".threatgate.yaml": SETTINGS,
    ".github/workflows/gate.yml": WORKFLOW,
    ".github/CODEOWNERS": OWNERS,
    "threat-model/records/.gitkeep": "",
}
WF = ".github/workflows/gate.yml"
CASES = {
    "observe": (
        {".threatgate.yaml": SETTINGS + "mode: observe\n"},
        [("mode", "open", "the gate observes: what is unanswered is said and let through")],
    ),
    "no approvers": (
        {".threatgate.yaml": "version: 1\napproval: reviewed\n"},
        [("approvers", "open", "no list says who may agree, so anyone but the owner and the authors may")],
    ),
    "no people": (
        {".threatgate.yaml": 'version: 1\napproval: reviewed\napprovers: {high: ["@ciso"]}\n'},
        [
            (
                "people",
                "open",
                "nobody's addresses are known, so an author with a second address passes for a second person",
            )
        ],
    ),
    "declared": (
        {".threatgate.yaml": SETTINGS.replace("reviewed", "declared")},
        [
            (
                "approval",
                "advice",
                "an approval counts as a record declares it; that the approver wrote it, code owners must see to",
            )
        ],
    ),
    "no signers": (
        {".threatgate.yaml": SETTINGS.replace("reviewed", "signed")},
        [
            (
                "approval",
                "open",
                "approvals are to be signed, and threat-model/allowed_signers is not there: no approval can count",
            )
        ],
    ),
    "scope off": (
        {".threatgate.yaml": SETTINGS + "scopes: {agent-config: off}\n"},
        [("scopes", "open", "changes in agent-config are not looked at")],
    ),
    "no settings": (
        {".threatgate.yaml": None},
        [
            (
                "settings",
                "open",
                "there is no .threatgate.yaml on this branch, so the defaults hold and anyone but the author may agree",
            )
        ],
    ),
    "no job": ({WF: None}, [("job", "open", "no pipeline on this branch runs the gate")]),
    "not on pull requests": (
        {WF: WORKFLOW.replace("pull_request:", "push:").replace('  schedule: [{cron: "0 6 * * *"}]\n', "")},
        [
            ("job", "open", "the workflow does not run on pull requests (on: push)"),
            (
                "schedule",
                "advice",
                "no scheduled job runs `threatgate register check`, so what expires is noticed by whoever pushes next",
            ),
        ],
    ),
    "paths": (
        {WF: WORKFLOW.replace("pull_request:", "pull_request: {paths: [src/**]}")},
        [
            (
                "job",
                "open",
                "pull requests are filtered by paths: a change elsewhere is not judged, or the check never comes",
            )
        ],
    ),
    "branches": (
        {WF: WORKFLOW.replace("pull_request:", "pull_request: {branches: [main]}")},
        [
            (
                "job",
                "advice",
                "pull requests are filtered by branches: a change elsewhere is not judged, or the check never comes",
            )
        ],
    ),
    "types": (
        {WF: WORKFLOW.replace("pull_request:", "pull_request: {types: [opened]}")},
        [("job", "open", "the workflow runs for opened only")],
    ),
    "lenient job": (
        {WF: WORKFLOW.replace("runs-on:", "continue-on-error: true\n    runs-on:")},
        [("job", "open", "the job gate may fail unnoticed (continue-on-error)")],
    ),
    "conditional job": (
        {WF: WORKFLOW.replace("runs-on:", "if: github.actor != 'lea'\n    runs-on:")},
        [("job", "open", "the job gate has an `if`: a job that is skipped counts as passed")],
    ),
    "lenient step": (
        {WF: WORKFLOW + "        continue-on-error: true\n"},
        [("job", "open", "the step that runs the gate may fail unnoticed (continue-on-error)")],
    ),
    "conditional step": (
        {WF: WORKFLOW + "        if: always()\n"},
        [("job", "open", "the step that runs the gate has an `if`")],
    ),
    "moving version": (
        {WF: WORKFLOW.replace(f"threatgate@{SHA}", "threatgate@v1")},
        [("job", "open", "the action example/threatgate@v1 can change what it is")],
    ),
    "own action": (
        {WF: WORKFLOW.replace(f"example/threatgate@{SHA}", "./threatgate")},
        [("job", "open", "the action ./threatgate is taken from the pull request's own checkout")],
    ),
    "target with checkout": (
        {WF: WORKFLOW.replace("pull_request:", "pull_request_target:").replace("fetch-depth: 2", "ref: head")},
        [
            (
                "job",
                "open",
                "pull_request_target checks out the pull request: its code runs with the rights of the repository",
            )
        ],
    ),
    "reusable": (
        {WF: "on: [pull_request, schedule]\njobs:\n  gate:\n    uses: org/threatgate/.github/workflows/g.yml@main\n"},
        [("job", "open", "the workflow org/threatgate/.github/workflows/g.yml@main can change what it is")],
    ),
    "lenient in gitlab": (
        {
            ".gitlab-ci.yml": GITLAB.replace(
                "rules:\n", "allow_failure: true\n  when: manual\n  only: [main]\n  rules:\n"
            )
        },
        [
            ("job", "open", "the job threatgate may fail unnoticed (allow_failure)"),
            ("job", "open", "the job threatgate waits for somebody to start it"),
            ("job", "advice", "the job threatgate is limited by only"),
        ],
    ),
    "rules of changes": (
        {
            ".gitlab-ci.yml": GITLAB.replace("$CI_PIPELINE_SOURCE", "$X\n      changes: [src/*]"),
            ".github/CODEOWNERS": OWNERS + "/.gitlab-ci.yml @ciso\n",
        },
        [("job", "open", "a rule of the job threatgate has changes")],
    ),
    "included from elsewhere": (
        {
            ".gitlab-ci.yml": "include:\n  - component: gitlab.example/org/threatgate/threatgate@main\n",
            ".github/CODEOWNERS": OWNERS + "/.gitlab-ci.yml @ciso\n",
        },
        [("job", "open", "the include gitlab.example/org/threatgate/threatgate@main can change what it is")],
    ),
    "included by commit": (
        {
            ".gitlab-ci.yml": f"include:\n  - component: gitlab.example/org/threatgate/threatgate@{SHA}\n",
            ".github/CODEOWNERS": OWNERS + "/.gitlab-ci.yml @ciso\n",
        },
        [],
    ),
    "no owners": (
        {".github/CODEOWNERS": None},
        [("owners", "open", "there is no CODEOWNERS, so nobody has to agree to a change of the gate's own files")],
    ),
    "owners of less": (
        {".github/CODEOWNERS": "/.threatgate.yaml @ciso\n/threat-model/records/ @ciso\n/threat-model/*.md\n"},
        [
            ("owners", "open", "nobody owns the register (threat-model/)"),
            ("owners", "open", f"nobody owns the pipeline that runs the gate ({WF})"),
            ("owners", "open", "nobody owns the owners themselves (.github/CODEOWNERS)"),
        ],
    ),
    "owners too large": (
        {".github/CODEOWNERS": OWNERS + "#" * (3 * 1024 * 1024)},
        [("owners", "open", "CODEOWNERS is no file, or larger than the 3 MiB that a forge reads, so nobody is asked")],
    ),
}
