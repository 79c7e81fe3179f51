# Sardonyx: `make help` lists what can be done. Everything stays inside this folder (.venv, .make, ui/node_modules);
# only `make test` installs Debian packages, and only as root.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help install run ui test test-python test-ui lint format bench docs constraints system clean

# Compiled modules may be kept: tests start many processes, and compiling costs each two seconds.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# What builds the packages comes from constraints.txt too, hence no isolated build; the pages are built by `make ui`.
INSTALL := SARDONYX_SKIP_UI=1 $(PIP) install --constraint constraints.txt --no-build-isolation
# Options of `sardonyx serve`, for instance: make run ARGS="--data /srv/sardonyx". Without any, the demo runs too.
ARGS ?=
# Options of pytest, for instance: make test-python PYTEST="-k journal"
# Three on two cores: tests wait for servers half of their time.
PYTEST ?= -n 3 --dist loadfile
PROJECTS := pyproject.toml sdk/pyproject.toml demo/pyproject.toml hatch_build.py

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .make/installed  ## Install the program into .venv: leaves .venv/bin/sardonyx

run: install ui  ## Start Sardonyx, building whatever is missing; prints its address
	@exec $(BIN)/sardonyx serve $(if $(ARGS),$(ARGS),--demo)

ui: .venv/pyvenv.cfg ui/node_modules/.package-lock.json  ## Build the web pages if they are out of date
	@$(BIN)/python scripts/build_ui.py

test: system test-ui test-python  ## Run every test, installing whatever is missing

test-python: .make/tested ui tests/clients/node/node_modules/.package-lock.json  ## Run the Python tests
	$(BIN)/python -m pytest $(PYTEST)
	cd sdk && ../$(BIN)/python -m pytest $(PYTEST)
	cd demo && ../$(BIN)/python -m pytest $(PYTEST)

test-ui: ui/node_modules/.package-lock.json  ## Run the tests of the web pages
	npm --prefix ui run test

lint: .make/tested ui/node_modules/.package-lock.json  ## Check style, types, imports, generated pages and the tree
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	cd sdk && ../$(BIN)/mypy
	cd demo && ../$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --cache-dir .make/imports
	$(BIN)/python -m sardonyx.config_docs --check
	$(BIN)/python scripts/check_tree.py
	npm --prefix ui run lint
	npm --prefix ui run typecheck
	npm --prefix ui run api:check

format: .make/tested  ## Rewrite the Python sources in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .make/tested  ## Measure speed and memory; prints ratios
	$(BIN)/python -m benchmarks $(ARGS)

docs: install  ## Rewrite the generated pages of docs/
	$(BIN)/python -m sardonyx.config_docs

constraints:  ## Look up the newest versions of all dependencies and pin them in constraints.txt
	python="$$(scripts/find_python.sh)" && "$$python" scripts/write_constraints.py

system:  ## Install the Debian packages that tests need (as root), or name what is missing
	@scripts/setup_system.sh

clean:  ## Remove everything that was built or installed here; data and sources stay
	rm -rf .venv .make .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	rm -rf ui/node_modules tests/clients/node/node_modules ui/dist src/sardonyx/web/static
	find src sdk tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps of what is installed. They are older than .venv/pyvenv.cfg, and so out of date, once .venv was made anew.

.venv/pyvenv.cfg: constraints.txt
	python="$$(scripts/find_python.sh)" && "$$python" -m venv .venv
	$(PIP) install --constraint constraints.txt pip hatchling editables
	touch $@

.make/installed: .venv/pyvenv.cfg $(PROJECTS)
	@echo "Installing Sardonyx into .venv …"
	$(INSTALL) --editable . --editable ./sdk --editable ./demo
	@mkdir -p $(@D) && touch $@

.make/tested: .make/installed
	@echo "Installing the tools for tests and checks into .venv …"
	$(INSTALL) --group dev --group test --group sdk/pyproject.toml:test
	@mkdir -p $(@D) && touch $@

%/node_modules/.package-lock.json: %/package.json %/package-lock.json
	@scripts/check_node.sh
	npm --prefix $* ci --no-audit --no-fund
	@touch $@
