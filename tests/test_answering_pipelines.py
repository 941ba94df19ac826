"""Whether a pipeline is seen to run a file."""

from __future__ import annotations

import pytest

from threatgate.answering._pipelines import runs

CI = ".github/workflows/ci.yml"


class Head:
    """What `runs` asks of the elements that stand on head: paths and texts."""

    def __init__(self, files):
        self._files = files

    def files(self):
        return iter(self._files)

    def text(self, path):
        return self._files.get(path)


@pytest.mark.parametrize(
    ("files", "path", "seen"),
    [
        ({CI: b"run: promptfoo eval -c evals/mail.yaml"}, "evals/mail.yaml", True),
        ({CI: b"run: promptfoo eval -c mail.yaml"}, "evals/mail.yaml", True),
        ({CI: b"run: inspect eval evals/"}, "evals/deep/mail.py", True),
        ({CI: b"run: inspect eval evals"}, "evals/mail.py", True),
        ({CI: b"run: make", "Makefile": b"all:\n\tinspect eval evals/mail.py\n"}, "evals/mail.py", True),
        ({"Makefile": b"all:\n\tinspect eval evals/mail.py\n"}, "evals/mail.py", False),
        ({CI: b"run: inspect eval evalsuite"}, "evals/mail.py", False),
        ({CI: b"run: pytest -q"}, "tests/test_mail.py", True),
        ({CI: b"run: pytest -q"}, "evals/mail.py", False),
        ({CI: b"run: x"}, CI, True),
        ({}, "mail.py", False),
    ],
)
def test_a_file_is_seen_to_run(files, path, seen):
    assert runs(Head(files), path) is seen
