# Two commands are enough: `make demo` to see it, `make test` to change it.
.DEFAULT_GOAL := help
.PHONY: help setup demo test check lock bench catalogues format clean

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
CASES ?= 20000
PORT ?= 8000
export PYTHONDONTWRITEBYTECODE := # each process that starts would compile all of the portal anew
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /\1\t/' | expand -t 14

setup: .venv/locked ## Make .venv and put the locked packages in it

.venv/locked: requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

catalogues: setup ## Collect the sentences of the pages into both catalogues and compile them
	$(BIN)/python tools/catalogues.py

.venv/spoken: .venv/locked $(wildcard portal/translations/*/LC_MESSAGES/*.po)
	@$(BIN)/python tools/catalogues.py --compile
	@touch $@

demo: setup .venv/spoken ## The real district with a year of life: server, worker, logins (CASES=, PORT=)
	@exec $(BIN)/portal demo --cases $(CASES) --port $(PORT)

check: setup .venv/spoken ## Everything that is judged without running the portal
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint portal/templates
	$(BIN)/vulture
	$(BIN)/deptry .
	$(BIN)/python tools/catalogues.py --check

test: check ## All checks and all tests, on SQLite and PostgreSQL, in a real browser
	CHROMIUM="$$($(BIN)/python tools/browser.py)" && export CHROMIUM && $(BIN)/pytest -n 3 --dist loadscope

bench: setup .venv/spoken ## Measure speed and memory; prints what docs/performance.md records
	$(BIN)/python -m bench

lock: setup ## Compile the lock files anew: pinned, hashed, without addresses
	$(COMPILE) --output-file requirements/run.txt
	$(COMPILE) --all-extras --group dev --output-file requirements/dev.txt

format: setup ## Lay out the code
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format . 

clean: ## Remove what was built
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
