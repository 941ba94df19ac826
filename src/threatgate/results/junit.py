"""JUnit XML, as pytest, Maven Surefire, Gradle, jest-junit and others write it.

The commit is a `<property>` of a suite or of the file: `commit`, `revision`, `git.sha` and the variables of CI systems
(pytest: `record_testsuite_property("commit", …)`). Suites that have a name are parts of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from threatgate.documents._kinds import Tree
from threatgate.documents._located import Map, Scalar, Seq, text_of
from threatgate.results._api import ERRORED, FAILED, PASSED, SKIPPED, Case, Format, Results, counted
from threatgate.results._values import commits_of, more_than_listed, named, one_commit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threatgate.documents._located import Located

ROOTS = ("testsuites", "testsuite")
# What follows a failure that a second try mended is no failure (`flakyFailure` of Surefire): the last try counts.
ENDS = (("error", ERRORED), ("failure", FAILED), ("skipped", SKIPPED))


def _claims(document: Any) -> bool:
    root = document.roots[0] if isinstance(document, Tree) and document.roots else None
    return isinstance(root, Map) and root.keys[0] in ROOTS


def _read(path: str, document: Any) -> Results:
    entry = document.roots[0].entries[0]
    suites = list(_suites(entry.value)) if entry.key == "testsuites" else [entry.value]
    parts = tuple(_suite(path, suite) for suite in suites)
    cases = tuple(case for part in parts for case in part.cases)
    loose = tuple(_case(one) for one in _children(entry.value, "testcase")) if entry.key == "testsuites" else ()
    every = (*cases, *loose)
    commit, several = one_commit(
        (*(part.commit for part in parts if part.commit), *commits_of(_properties(entry.value)))
    )
    problems = (
        *several,
        *(problem for part in parts for problem in part.problems),
        *_own(entry.value, every, entry.key),
    )
    names = named(_attribute(entry.value, "name"), *(part.name for part in parts))
    return Results(
        name=names[0] if names else "",
        format="junit",
        path=path,
        commit=commit,
        started=_attribute(entry.value, "timestamp") or next((part.started for part in parts if part.started), ""),
        cases=every,
        names=names,
        parts=tuple(part for part in parts if part.name) if len(parts) > 1 else (),
        problems=tuple(dict.fromkeys(problems)),
        counts=counted(every),
    )


def _suite(path: str, suite: Located) -> Results:
    """A suite with all that stands below it."""
    below = list(_below(suite))
    cases = tuple(_case(one) for each in below for one in _children(each, "testcase"))
    commit, problems = one_commit(tuple(one for each in below for one in commits_of(_properties(each))))
    name = _attribute(suite, "name")
    return Results(
        name=name,
        format="junit",
        path=path,
        commit=commit,
        started=_attribute(suite, "timestamp"),
        cases=cases,
        names=named(name),
        problems=(*problems, *_miscounted(suite, cases)),
        counts=counted(cases),
    )


def _own(root: Located, cases: tuple[Case, ...], key: str) -> tuple[str, ...]:
    """What is odd about the counts of the whole file; a lone suite has said its own."""
    return _miscounted(root, cases) if key == "testsuites" else ()


def _miscounted(suite: Located, cases: tuple[Case, ...]) -> tuple[str, ...]:
    """A case may both fail and break (at its teardown), so an error may stand for a failure that was counted."""
    bad = sum(case.state in (FAILED, ERRORED) for case in cases)
    failures, errors = (_attribute(suite, name) or None for name in ("failures", "errors"))
    tests = _attribute(suite, "tests") or None
    return (
        *more_than_listed("failures", failures, bad),
        *more_than_listed("errors", errors, bad),
        *more_than_listed("tests", tests, len(cases) + sum(case.state == ERRORED for case in cases)),
    )


def _suites(root: Located) -> Iterator[Located]:
    yield from _children(root, "testsuite")


def _below(suite: Located) -> Iterator[Located]:
    yield suite
    for inner in _children(suite, "testsuite"):
        yield from _below(inner)


def _case(node: Located) -> Case:
    keys = node.keys if isinstance(node, Map) else ()
    state = next((state for key, state in ENDS if key in keys), PASSED)
    group = _attribute(node, "classname") or _attribute(node, "class") or _attribute(node, "file")
    return Case(_attribute(node, "name"), group, state)


def _properties(suite: Located) -> Iterator[tuple[str, str]]:
    for block in _children(suite, "properties"):
        for one in _children(block, "property"):
            value = _attribute(one, "value")
            if not value and isinstance(one, Map):
                value = text_of(one.get("#text")) or ""
            yield _attribute(one, "name"), value


def _children(node: Located, name: str) -> Iterator[Located]:
    found = node.get(name) if isinstance(node, Map) else None
    if isinstance(found, Seq):
        yield from found.items
    elif found is not None:
        yield found


def _attribute(node: Located, name: str) -> str:
    found = node.get(f"@{name}") if isinstance(node, Map) else None
    return found.value.strip() if isinstance(found, Scalar) and isinstance(found.value, str) else ""


FORMAT = Format("junit", ("xml",), _claims, _read)
