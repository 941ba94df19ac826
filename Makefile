# Two commands do everything on a machine with Git and Python 3.11 or newer: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test fuzz clients test-clients check bench peers docs tables wheel lock clean

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Threatgate needs Python 3.11 or newer; try: make PYTHON=python3.12 " or 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.tools: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group tests --group lint --group types --group build
	touch $@

demo: $(VENV)/.ready
	$(BIN)/threatgate demo

test: $(VENV)/.tools
	$(BIN)/python -m pytest -n auto --cov --cov-report=term --cov-fail-under=95

# Real clients of the forges and the official validators, from PyPI and npm: half a minute, 800 MB.
clients: $(VENV)/.tools
	$(PYTHON) -m venv $(VENV)/clients
	$(VENV)/clients/bin/python tests/clients/install.py

test-clients: $(VENV)/.tools
	$(BIN)/python -m pytest -n auto -m clients tests/clients

check: $(VENV)/.tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m threatgate.catalog.compiler --check
	$(BIN)/python scripts/docs.py --check
	$(BIN)/python scripts/picture.py --check

# Coverage-guided, SECONDS for all readers together; atheris has wheels for CPython 3.11 and 3.12 on Linux.
SECONDS ?= 240
fuzz: $(VENV)/.tools
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group fuzz
	$(BIN)/python tests/fuzz/run.py --seconds $(SECONDS)

bench: $(VENV)/.tools
	$(BIN)/python benchmarks/check.py

peers: $(VENV)/.tools
	$(BIN)/python benchmarks/peers.py

tables: $(VENV)/.ready
	$(BIN)/python -m threatgate.catalog.compiler

docs: $(VENV)/.ready
	$(BIN)/python scripts/docs.py
	$(BIN)/python scripts/picture.py

wheel: $(VENV)/.tools
	$(BIN)/python -m build --outdir dist .

# Needs uv (https://docs.astral.sh/uv/); run it after a change of the dependencies.
lock:
	(echo '# What the action installs, each wheel by its hash. Written by: make lock'; \
	uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 pyproject.toml) > action/requirements.new
	mv action/requirements.new action/requirements.txt

clean:
	rm -rf $(VENV) dist build .coverage .mypy_cache .pytest_cache .ruff_cache
