PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
.PHONY: help run test test-all lint bench docs clean

help: ## List these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "%-10s %s\n", $$1, $$2}'

$(VENV)/.ready: pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: $(VENV)/.ready ## Set up, check the graph, write the release to build/, answer the first question
	$(BIN)/kg build --output build
	$(BIN)/kg explain toremifene "lumbar spine BMD" --population "men on ADT"

test: $(VENV)/.ready ## Pass every quick test
	$(BIN)/python -m pytest -q -m "not slow"

test-all: $(VENV)/.ready ## The slower proofs: wheel in an empty environment, Java reasoning, second engines
	$(BIN)/python -m pytest -q -m slow

lint: $(VENV)/.ready ## Style and types
	$(BIN)/ruff check kg tests bench docs
	$(BIN)/ruff format --check kg tests bench docs
	$(BIN)/mypy kg tests bench docs

bench: $(VENV)/.ready ## Measure speed as ratios against peers; writes docs/performance.md
	$(BIN)/python -m bench.run

docs: $(VENV)/.ready ## Write docs/reference and the output blocks of the README anew
	$(BIN)/python -m docs.generate

clean: ## Remove what make made
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache
