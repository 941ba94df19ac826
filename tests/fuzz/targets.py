"""What is fuzzed: each reader of something that a stranger writes, with what must never come out of it.

A target takes bytes. It may end in a designed value or error; anything else, and any word of a fault of our own, is a
finding. `tests/fuzz/run.py` drives them with atheris; the suite runs them over their seeds.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from threatgate import documents, results, settings, surface, threat_models
from threatgate.catalog import table
from threatgate.errors import ThreatgateError
from threatgate.records import conditions, reading
from threatgate.records.immutability import illegal_edits
from threatgate.records.model import Record
from threatgate.records.validity import Context, faults
from threatgate.repository._api import Blob, ChangedFile
from threatgate.repository.patch import read_patch
from threatgate.signatures import _signers, _sshsig

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent.parent
OUR_FAULT = "because of a fault in threatgate"
DAY = date(2026, 11, 23)
NAME = "TM-20261122-3f9a1c"
RECORD = f"threat-model/records/{NAME}.yaml"


class Target(NamedTuple):
    """One reader: its name, what to do with bytes, and the files below `fixtures` and elsewhere that seed it."""

    name: str
    run: Callable[[bytes], None]
    seeds: tuple[str, ...]


class FoundError(AssertionError):
    """A reader said or did what it never should."""


def must_not(words: str) -> None:
    """Raise where a text admits a fault of our own."""
    if OUR_FAULT in words:
        raise FoundError(words)


def document(path: str) -> Callable[[bytes], None]:
    """A file of the surface: read, recognised, and compared with itself."""

    def run(data: bytes) -> None:
        found = documents.read(path, data)
        must_not(getattr(found, "message", ""))
        side = surface.read_surface([ChangedFile(path, None, Blob("a", "100644"))], {"a": data}, settings.Settings())
        for problem in side.problems:
            must_not(problem.message)

    return run


def record(data: bytes) -> None:
    """A record, as YAML and as Markdown, judged; its edit judged against itself."""
    for path in (RECORD, RECORD.replace(".yaml", ".md")):
        found = reading.read(path, data)
        if isinstance(found, Record):
            faults(found, Context(DAY, settings.Settings()))
            if illegal_edits(path, data, data):
                raise FoundError("a record that stays as it is was edited")
        reading.speaking_of(["tool:a#b"])(data)


def settings_file(data: bytes) -> None:
    """The settings: settings, or one line that says why not."""
    try:
        settings.load(data)
    except ThreatgateError as error:
        if "\n" in error.message:
            raise FoundError(error.message) from error


def threat_model(path: str) -> Callable[[bytes], None]:
    """A threat model, also compared with itself."""

    def run(data: bytes) -> None:
        found = threat_models.read(path, data)
        if isinstance(found, threat_models.Broken):
            must_not(found.message)
        elif found is not None and threat_models.said_anew([found], found):
            raise FoundError("a model that stays as it is has changed")

    return run


def result(data: bytes) -> None:
    """Results of tests and evals."""
    found = results.read("results", data)
    if isinstance(found, results.Broken):
        must_not(found.message)


def patch(data: bytes) -> None:
    """A unified diff."""
    try:
        read_patch(data)
    except ThreatgateError:
        return


def signers(data: bytes) -> None:
    """The allowed signers, and a signature."""
    _signers.read(data, "allowed_signers")
    try:
        _sshsig.read(data)
    except ValueError:
        return


def condition(data: bytes) -> None:
    """A pass condition."""
    conditions.parse(data.decode("utf-8", "replace"))


SUFFIXES = {
    **{str(form): suffix for suffix, form in reversed(table("formats")["suffixes"].items())},
    "template": "prompt.jinja2",
    "dockerfile": "Dockerfile",
    "modelfile": "Modelfile",
}
MODELS = {
    "drawio": "a.drawio",
    "markdown": "threat-model.md",
    "otm": "a.otm",
    "pytm": "tm.py",
    "threagile": "threagile.yaml",
    "threat_composer": "a.tc.json",
    "threat_dragon": "threat-model.json",
    "threat_model_library": "threat-model.json",
    "threatcl": "threatmodel.hcl",
    "tm7": "a.tm7",
}


def targets() -> tuple[Target, ...]:
    """Every target, by name."""
    surface.SURVIVED = ()
    found = [
        Target(
            f"document-{form}", document(f"agent/{_name(form)}"), (f"fixtures/**/*.{_name(form).rpartition('.')[2]}",)
        )
        for form in table("formats")["readers"]
    ]
    found += [
        Target(f"model-{form}", threat_model(path), (f"fixtures/threat_models/{form}/**/*",))
        for form, path in MODELS.items()
    ]
    found += [
        Target("record", record, ("fixtures/records/**/*", "src/threatgate/example/**/*.yaml")),
        Target("settings", settings_file, ("src/threatgate/example/**/.threatgate.yaml", "fixtures/settings/*")),
        Target("results", result, ("fixtures/results/**/*",)),
        Target("patch", patch, ("tests/fuzz/seeds/*.patch",)),
        Target("signers", signers, ("tests/fuzz/seeds/*signers*",)),
        Target("condition", condition, ("tests/fuzz/seeds/*.condition",)),
    ]
    return tuple(sorted(found, key=lambda target: target.name))


def _name(form: str) -> str:
    suffix = SUFFIXES.get(form, form)
    return suffix if "." in suffix or suffix[:1].isupper() else f"a.{suffix}"


def seeds(target: Target) -> list[Path]:
    """The files that a target begins with."""
    return sorted({file for pattern in target.seeds for file in ROOT.glob(pattern) if file.is_file()})
