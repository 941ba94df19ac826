"""The rules of the house, read from the source tree."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from threatgate.catalog.compiler import HERE, compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "threatgate"
FILES = sorted(path for path in SOURCE.rglob("*.py") if "example" not in path.relative_to(SOURCE).parts)

# Floors from the ground up; a module imports from lower floors only. Two rooms of one floor never meet.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("model", "errors", "catalog", "__init__"),
    (
        "identity",
        "similarity",
        "vocabulary",
        "globs",
        "model_ids",
        "strict_yaml",
        "shape",
        "levels",
        "scope",
        "schemas",
        "frameworks",
        "files",
    ),
    ("settings",),
    ("repository", "documents", "triggers", "records", "render", "forge", "signatures"),
    ("recognisers", "compare", "threat_models", "results"),
    ("unparsed", "budget"),
    ("surface",),
    ("answering",),
    ("gate", "inventory", "explain", "deciding", "register"),
    ("adoption", "demo", "hook", "release", "reminders"),
    ("doctor",),
    ("cli",),
    ("__main__",),
)
FLOOR = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
# Each third-party package is imported through the rooms named here, and through no other.
DOORS = {
    "git": {"repository"},
    "unidiff": {"repository"},
    "click": {"cli"},
    "httpx": {"forge"},
    "jsonschema": {"settings", "records", "shape"},
    "yaml": {"documents", "settings", "records", "catalog", "strict_yaml"},
    "tree_sitter": {"documents"},
    "tree_sitter_bash": {"documents"},
    "tree_sitter_bicep": {"documents"},
    "tree_sitter_c_sharp": {"documents"},
    "tree_sitter_go": {"documents"},
    "tree_sitter_hcl": {"documents"},
    "tree_sitter_java": {"documents"},
    "tree_sitter_javascript": {"documents"},
    "tree_sitter_kotlin": {"documents"},
    "tree_sitter_php": {"documents"},
    "tree_sitter_python": {"documents"},
    "tree_sitter_ruby": {"documents"},
    "tree_sitter_rust": {"documents"},
    "tree_sitter_swift": {"documents"},
    "tree_sitter_typescript": {"documents"},
}
LEAVES = ("recognisers", "triggers", "render", "cli", "frameworks", "threat_models", "results")


def room(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return parts[0]


def imports(path: Path) -> Iterator[str]:
    """Every module imported anywhere in a file, also inside functions; type-only imports are left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (
                [node.module] if node.module != "threatgate" else [f"threatgate.{alias.name}" for alias in node.names]
            )


def label(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


@pytest.mark.parametrize("path", FILES, ids=label)
def test_imports_run_down(path: Path) -> None:
    own = room(path)
    assert own in FLOOR, f"{own} has no floor"
    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "threatgate" or len(parts) < 2 or parts[1] == own or parts[1] not in FLOOR:
            continue
        assert FLOOR[parts[1]] < FLOOR[own], f"{label(path)} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=label)
def test_each_package_has_its_door(path: Path) -> None:
    for name in imports(path):
        door = DOORS.get(name.split(".")[0])
        assert door is None or room(path) in door, f"{label(path)} imports {name}"


@pytest.mark.parametrize(
    "path", [path for path in FILES if room(path) in LEAVES and not path.name.startswith("_")], ids=label
)
def test_a_leaf_knows_no_sibling(path: Path) -> None:
    prefix = f"threatgate.{room(path)}."
    for name in imports(path):
        if name.startswith(prefix):
            assert name.removeprefix(prefix).startswith("_"), f"{label(path)} imports {name}"


@pytest.mark.parametrize("path", [*FILES, *sorted((ROOT / "tests").glob("*.py"))], ids=lambda path: path.name)
def test_no_file_is_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", FILES, ids=label)
def test_values_are_frozen_and_slotted(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef):
            for decorator in node.decorator_list:
                if "dataclass" in ast.unparse(decorator):
                    said = ast.unparse(decorator)
                    assert {"frozen=True", "slots=True"} <= set(re.findall(r"\w+=\w+", said)), (
                        f"{label(path)}: {node.name}"
                    )


def test_no_circles() -> None:
    modules = {
        f"threatgate.{path.relative_to(SOURCE).with_suffix('').as_posix().replace('/', '.')}".removesuffix(
            ".__init__"
        ): path
        for path in FILES
    }
    arrows = {
        module: {
            name
            for found in top_level(path)
            for name in (found, found.rpartition(".")[0])
            if name in modules and name != module
        }
        for module, path in modules.items()
    }
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " → ".join((*trail, module))
        if module in done:
            return
        for other in arrows[module]:
            if not module.startswith(f"{other}."):
                visit(other, (*trail, module))
        done.add(module)

    for module in modules:
        visit(module, ())


def top_level(path: Path) -> Iterator[str]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def twice(node: yaml.Node) -> Iterator[str]:
    """Keys that stand twice in one mapping: the second would silently take the place of the first."""
    children = node.value if isinstance(node, yaml.CollectionNode) else []
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value]
        yield from (f"{key} at line {node.start_mark.line + 1}" for key in keys if keys.count(key) > 1)
        children = [value for _, value in node.value]
    for child in children:
        yield from twice(child)


@pytest.mark.parametrize("source", sorted(HERE.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_key_of_a_table_stands_twice(source: Path) -> None:
    assert list(twice(yaml.compose(source.read_text(encoding="utf-8"), yaml.SafeLoader))) == []


@pytest.mark.parametrize("source", sorted(HERE.glob("*.yaml")), ids=lambda path: path.stem)
def test_tables_are_compiled_and_say_where_they_come_from(source: Path) -> None:
    data = yaml.safe_load(source.read_text(encoding="utf-8"))
    assert data["_source"]
    assert str(data["_date"])
    assert (HERE / "compiled" / f"{source.stem}.json").read_bytes() == compiled(source)


@pytest.mark.parametrize(
    "leaf",
    sorted(path.stem for path in (SOURCE / "recognisers").glob("*.py") if not path.name.startswith("_")),
    ids=str,
)
def test_every_recogniser_has_a_firing_case_and_a_quiet_twin(leaf: str) -> None:
    cases = {case.name for case in (ROOT / "fixtures" / "recognisers" / leaf).iterdir()}
    assert any("quiet" in case for case in cases)
    assert any("quiet" not in case for case in cases)
