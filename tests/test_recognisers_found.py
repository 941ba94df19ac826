"""Which recognisers there are, and which are loaded for which documents."""

from __future__ import annotations

import pkgutil

from threatgate import recognisers as room
from threatgate.documents._kinds import Module


def test_every_module_of_the_folder_is_found() -> None:
    names = {module.name for module in pkgutil.iter_modules(room.__path__) if not module.name.startswith("_")}
    assert {each.name for each in room.recognisers()} == names


def test_recognisers_of_code_are_named_so_and_no_others() -> None:
    code, rest = room.readers(code=True), room.readers(code=False)
    assert {*code, *rest} == set(room.recognisers())
    assert all(each.reads == (Module,) for each in code)
    assert not any(Module in each.reads for each in rest)
