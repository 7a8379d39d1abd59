PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
CODE := kg tests bench docs
.DEFAULT_GOAL := help
.PHONY: help run test test-all receivers lint mutation bench bench-scale bench-guard bench-smoke docs lock clean

help: ## List these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "%-12s %s\n", $$1, $$2}'

# One environment for every target: exactly the locked packages, and this checkout on its path.
$(VENV)/.ready: pyproject.toml requirements-dev.lock
	$(PYTHON) -m venv --clear $(VENV)
	$(PIP) install --require-hashes --requirement requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q kg
	@touch $@

run: $(VENV)/.ready ## Set up, check the graph, write the release to build/, answer the first question
	$(BIN)/kg build --output build
	$(BIN)/kg explain toremifene "lumbar spine BMD" --population "men on ADT"

test: $(VENV)/.ready ## Pass every quick test
	$(BIN)/python -m pytest -q -m "not slow" --numprocesses 2 --dist loadfile

test-all: $(VENV)/.ready ## The slower proofs: wheel in an empty environment, Java reasoning, second engines
	$(BIN)/python -m pytest -q -m slow

receivers: $(VENV)/.ready ## Load every export into the programs it is meant for; writes docs/receivers.md and docs/public-graphs.md
	$(BIN)/python -m pytest -q -m slow tests/receivers --write-receivers

lint: $(VENV)/.ready ## Check style, form and types
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy $(CODE)

mutation: $(VENV)/.ready ## Turn every curated sign round, one at a time; writes docs/knowledge-mutation.md, fails under 95 % noticed
	$(BIN)/python -m tests.mutation

bench: $(VENV)/.ready ## Measure speed as ratios against peers; writes docs/performance.md, fails where a limit is missed
	$(BIN)/python -m bench.run

bench-scale: $(VENV)/.ready ## Measure routes on five million edges, overlays and exports of a million; takes an hour and 13 GB, fetches peers
	$(BIN)/python -m bench.run --part routes --part overlays --part exports

bench-guard: $(VENV)/.ready ## Measure again, write nothing, fail where a ratio is 1.5 times worse than docs/performance.md tells
	$(BIN)/python -m bench.run --guard --rounds 5

bench-smoke: $(VENV)/.ready ## Run every measurement once and compare the answers; judges and writes nothing
	$(BIN)/python -m bench.run --smoke

docs: $(VENV)/.ready ## Write docs/reference and every printed answer of README and docs anew
	$(BIN)/python -m docs.generate --readme

lock: ## Resolve the lock files anew (needs the network)
	$(PYTHON) -m venv build/locking
	build/locking/bin/python -m pip --quiet --disable-pip-version-check install uv
	build/locking/bin/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
		--no-header --upgrade --output-file requirements.lock pyproject.toml
	build/locking/bin/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
		--no-header --upgrade --constraints requirements.lock --group dev --output-file requirements-dev.lock pyproject.toml
	rm -rf build/locking

clean: ## Remove what make made
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
