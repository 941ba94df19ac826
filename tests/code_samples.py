"""Short pieces of source read by one recogniser of code, for the tests of these."""

from __future__ import annotations

import importlib
import textwrap

from threatgate.documents import read
from threatgate.documents._kinds import Module
from threatgate.identity import thaw
from threatgate.model import Scope
from threatgate.recognisers._api import Found, Source

PY, TS = "app/orders.py", "src/orders.ts"


def module_of(text: str, path: str) -> Module:
    module = read(path, textwrap.dedent(text).encode())
    assert isinstance(module, Module), module
    return module


def found_in(name: str, text: str, path: str = PY) -> list[Found]:
    recogniser = importlib.import_module(f"threatgate.recognisers.{name}").RECOGNISER
    found = list(recogniser.read(Source(path, module_of(text, path), Scope.PRODUCT)))
    assert all(each.kind in recogniser.kinds for each in found)
    return found


def names_in(name: str, text: str, path: str = PY) -> set[str]:
    return {f"{each.kind} {each.name}" for each in found_in(name, text, path)}


def value_of(name: str, text: str, path: str = PY) -> object:
    (only,) = found_in(name, text, path)
    return thaw(only.value)
