"""The page of what is read: formats and places from their tables, artefacts from the docstrings of the recognisers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docs_table import MADE, escaped, grid, joined

from threatgate.catalog import table
from threatgate.documents._kinds import Module, Prose, Tree
from threatgate.explain import KINDS
from threatgate.model import Kind
from threatgate.recognisers import recognisers
from threatgate.repository._objects import BLOB_LIMIT

if TYPE_CHECKING:
    from threatgate.recognisers._api import Recogniser

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "fixtures" / "recognisers"
DOCUMENTS = {Tree: "data files", Prose: "text", Module: "code"}
FORMATS = {
    "data files": ("yaml", "json", "jsonl", "toml", "dotenv", "properties", "ini"),
    "text": ("markdown", "text", "template", "modelfile"),
    "code": ("python", "typescript", "tsx", "javascript"),
}
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
        f"## Artefacts\n{COVERED}",
        *(_recogniser(each) for each in recognisers()),
    ]
    return {"recognises.md": "\n\n".join(parts) + "\n"}


def _formats() -> str:
    data = table("formats")
    rows = []
    for document, names in FORMATS.items():
        for name in names:
            endings = [f".{suffix}" for suffix, found in data["suffixes"].items() if found == name]
            whole = [file for file, found in data["names"].items() if found == name]
            rows.append([document, name, joined(sorted(endings)), joined(sorted(whole))])
    never = joined(sorted(name for name, found in data["names"].items() if found is None))
    inside = joined([f".{ending}" for ending in data["wrappers"]])
    heads = ["read as", "format", "endings", "whole names"]
    return grid(heads, rows) + "\n\n" + ENDINGS.format(inside=inside, never=never)


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


def _recogniser(recogniser: Recogniser) -> str:
    heading, _, body = recogniser.doc.strip().partition("\n")
    reads = " and ".join(DOCUMENTS[document] for document in recogniser.reads)
    facts = [f"Kinds: {joined([str(kind) for kind in recogniser.kinds])}.", f"Reads {reads}."]
    if (CASES / recogniser.name).is_dir():
        facts.append(f"Fixtures: [`{recogniser.name}`](../fixtures/recognisers/{recogniser.name}).")
    parts = [f"### {recogniser.name}\n{escaped(heading)}", escaped(body.strip()), " ".join(facts)]
    return "\n\n".join(part for part in parts if part)
