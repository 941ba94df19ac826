"""The page of what is read: formats and places from their tables, artefacts from the docstrings of the recognisers."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import yaml
from docs_table import MADE, escaped, grid, joined

from threatgate.catalog import table
from threatgate.documents import format_of, read
from threatgate.documents._kinds import Module, Prose, Script, Tree
from threatgate.explain import KINDS
from threatgate.model import Kind
from threatgate.recognisers import recognisers
from threatgate.repository._objects import BLOB_LIMIT

if TYPE_CHECKING:
    from threatgate.recognisers._api import Recogniser

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "fixtures" / "recognisers"
DOCUMENTS = {Tree: "data files", Prose: "text", Module: "code", Script: "shell scripts"}
INTRODUCTION = """\
A changed file is read on both sides of the change, as the meaning that it holds: comments, layout, quoting and the
order of keys are no part of it. What is found are elements, and a change is a difference between elements. The text of
a prompt is kept as it stands, invisible characters included.

Two bounds come first. A file is parsed only if its name has one of the endings below, and only if its path or text
holds one of the words by which anything of an AI system can be told (`src/threatgate/catalog/cues.yaml`); what the
settings declare under `surfaces` is read whatever it holds. A file above {size} MiB leaves the verdict undetermined;
one that cannot be parsed is compared by its bytes, and any edit of it must be answered. Languages and formats that are
not named here are not read."""
PLACES = """\
The place of a file says where its elements work, and that decides what an unanswered change does (see
[settings](settings.md)). The first row that fits counts; what fits none is `product`. The gate's own files and what the
settings declare are read wherever they are."""
COVERED = """\
Each recogniser is one module of `src/threatgate/recognisers/`, and these are their own words. Its fixtures show, case
by case, the complete list of what must be found."""
ENDINGS = """\
An ending that only says “filled in later” ({inside}) leaves a data format what it is: `values.yaml.j2` is YAML. Never
read: {never}."""


def pages() -> dict[str, str]:
    """The page, by its path below docs/."""
    kinds = [[f"`{kind}`", KINDS[kind]] for kind in Kind]
    parts = [
        MADE + "# What it recognises",
        INTRODUCTION.format(size=BLOB_LIMIT >> 20),
        "## Kinds\n" + grid(["kind", "what it is"], kinds),
        "## Formats\n" + _formats(),
        f"## Places\n{PLACES}\n\n" + _places(),
        f"## Artefacts\n{COVERED}\n\n" + _artefacts(),
        *(_recogniser(each) for each in recognisers()),
    ]
    return {"recognises.md": "\n\n".join(parts) + "\n"}


class Example(NamedTuple):
    """A file of a fixture: the format it is read as, the kinds that its case finds, where the case is."""

    form: str
    document: type[Tree | Prose | Module | Script]
    kinds: frozenset[str]
    case: Path


@cache
def _examples() -> tuple[Example, ...]:
    found = []
    for file in sorted(CASES.glob("*/*/after/**/*")):
        parts = file.relative_to(CASES).parts
        case, path = CASES.joinpath(*parts[:2]), "/".join(parts[3:])
        form = format_of(path)
        if file.is_file() and form is not None:
            document = read(path, file.read_bytes())
            if isinstance(document, Tree | Prose | Module | Script):
                found.append(Example(form, type(document), _kinds(case, path), case))
    return tuple(found)


@cache
def _found(case: Path) -> tuple[tuple[str, str], ...]:
    """Path and kind of every element that a case expects on head, from lines such as `tool send at app/a.py:4`."""
    expected = yaml.safe_load((case / "expected.yaml").read_text(encoding="utf-8"))
    places = [(line.rpartition(" at ")[2].rpartition(":")[0], line.partition(" ")[0]) for line in expected["after"]]
    return tuple(sorted(set(places)))


def _kinds(case: Path, path: str = "") -> frozenset[str]:
    return frozenset(kind for place, kind in _found(case) if path in {"", place})


def _formats() -> str:
    data = table("formats")
    rows = []
    for name in data["readers"]:
        endings = [f".{suffix}" for suffix, found in data["suffixes"].items() if found == name]
        whole = [file for file, found in data["names"].items() if found == name]
        examples = [each for each in _examples() if each.form == name and each.kinds]
        if not examples:
            raise SystemExit(f"format {name} has no fixture: add a case with such a file to fixtures/recognisers")
        best = max(examples, key=lambda each: (not each.case.name.startswith("quiet"), len(each.kinds), str(each.case)))
        kinds = sorted({kind for each in examples for kind in each.kinds}, key=list(Kind).index)
        document = DOCUMENTS[best.document]
        names = joined([*sorted(endings), *sorted(whole)])
        rows.append([document, name, names, joined(kinds), _link(best.case)])
    rows.sort(key=lambda row: list(DOCUMENTS.values()).index(row[0]))
    never = joined(sorted(name for name, found in data["names"].items() if found is None))
    inside = joined([f".{ending}" for ending in data["wrappers"]])
    heads = ["read as", "format", "endings and whole names", "kinds in its fixtures", "example"]
    return grid(heads, rows) + "\n\n" + ENDINGS.format(inside=inside, never=never)


def _link(case: Path) -> str:
    return f"[{case.parent.name}/{case.name}](../{case.relative_to(ROOT).as_posix()})"


def _places() -> str:
    data = table("scopes")
    rows = []
    for scope in ("never", "agent-config", "test", "ci", "docs", "example"):
        row = data[scope]
        names = [*row.get("names", ()), *row.get("exact", ())]
        names += [f"{start}*" for start in row.get("starts", ())]
        names += [f"*{part}*" for part in row.get("parts", ())] + [f"*{end}" for end in row.get("ends", ())]
        shown = "never read" if scope == "never" else f"`{scope}`"
        rows.append([shown, joined(row.get("folders", [])), joined(names)])
    return grid(["scope", "folders", "names"], rows)


def _artefacts() -> str:
    rows = []
    for recogniser in recognisers():
        heading = recogniser.doc.strip().partition("\n")[0]
        reads = " and ".join(DOCUMENTS[document] for document in recogniser.reads)
        cases = sorted((CASES / recogniser.name).iterdir())
        firing = [case for case in cases if not case.name.startswith("quiet")]
        best = max(firing, key=lambda case: (len(_kinds(case)), case.name))
        kinds = joined([str(kind) for kind in recogniser.kinds])
        rows.append([f"[{recogniser.name}](#{recogniser.name})", escaped(heading), reads, kinds, _link(best)])
    return grid(["recogniser", "what is read", "from", "kinds", "example"], rows)


def _recogniser(recogniser: Recogniser) -> str:
    heading, _, body = recogniser.doc.strip().partition("\n")
    cases = f"Fixtures: [`{recogniser.name}`](../fixtures/recognisers/{recogniser.name})."
    parts = [f"### {recogniser.name}\n{escaped(heading)}", escaped(body.strip()), cases]
    return "\n\n".join(part for part in parts if part)
