PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Named, so that a stray file in the root, or a configuration in a folder above, changes nothing.
OURS := --config pyproject.toml generator tests
PYTEST := $(BIN)/python -m pytest -c pyproject.toml --rootdir . --confcutdir tests
READY := $(VENV)/.generate
TESTED := $(VENV)/.test

.DEFAULT_GOAL := help
.PHONY: help generate check docs pictures test engines contract browser snapshots lint format bench proofs corpus trips evolution wheels distribution lock clean

help: ## List the targets.
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

generate: $(READY) ## Validate specs/ and bring generated/ up to date.
	@$(BIN)/python -m generator generate --strict

check: $(TESTED) ## Fail if generated/ is stale, or lint, types or layers are broken.
	@$(BIN)/python -m generator check --strict
	@$(BIN)/ruff check --quiet $(OURS)
	@$(BIN)/ruff format --check --quiet $(OURS) || { echo "run: make format"; exit 1; }
	@$(BIN)/lint-imports --config .importlinter --no-cache
	@$(BIN)/mypy --config-file pyproject.toml --no-error-summary
	@$(BIN)/pyright --project pyproject.toml --level error

docs: $(READY) ## Write reference pages of every package to build/docs/.
	@$(BIN)/python -m generator docs $(PACKAGES)

test: $(TESTED) ## Run the tests.
	@$(PYTEST) -n auto --dist worksteal $(ARGS)

engines: $(TESTED) ## Run what clients promise on every engine.
	@ENGINES=all $(PYTEST) -n auto --dist worksteal tests/runtime/test_engines.py \
	    tests/runtime/test_faults.py tests/runtime/test_fault_table.py $(ARGS)

contract: $(TESTED) ## Run schemathesis, every phase and check, against every sandbox.
	@$(BIN)/python -m tests.contract $(PACKAGES)

browser: $(VENV)/.browser ## Try the console in a headless Chromium (of Debian, or CHROMIUM=path).
	@$(PYTEST) tests/browser/console_page.py $(ARGS)

pictures: $(VENV)/.browser ## Take the pictures of docs/images/ with Chromium: a reference page, the console.
	@$(BIN)/python -m tests.reference.picture
	@$(BIN)/python -m tests.browser.pictures

snapshots: $(TESTED) ## Accept the output of the cases: all, or CASE=feature/name.
	@$(BIN)/python -m tests.snapshots $(CASE)

format: $(TESTED) ## Format our own code.
	@$(BIN)/ruff check --fix --quiet $(OURS) ; $(BIN)/ruff format --quiet $(OURS)

bench: $(TESTED) $(VENV)/rivals/.ready ## Measure, as ratios against named rivals; or one OpenAPI file, DOCUMENT=path.
	@$(BIN)/python -m tests.bench $(if $(DOCUMENT),--document "$(DOCUMENT)")

proofs: $(TESTED) ## Prove what takes longer than a test may.
	@$(BIN)/python -m tests.proofs.background
	@$(BIN)/python -m tests.proofs.rate_limits
	@$(BIN)/python -m tests.proofs.faults
	@$(BIN)/python -m tests.proofs.hostile
	@$(BIN)/python -m tests.proofs.mutants --count $(or $(COUNT),300)

corpus: $(TESTED) ## Compile every document of a folder, and tabulate: FOLDER=path ARGS="--mypy --pyright".
	@$(BIN)/python -m tests.proofs.corpus $(FOLDER) $(ARGS)

trips: $(TESTED) ## Prove that what is sent arrives, both ways: DOCUMENTS="path …" ARGS="--seed 2".
	@$(BIN)/python -m tests.proofs.trips $(DOCUMENTS) $(ARGS)

evolution: $(TESTED) ## Try each kind of change: old programs under new packages, ARGS="57 --types"; all of them: docs/evolution.md too.
	@$(BIN)/python -m tests.proofs.evolution $(or $(ARGS),--types --write)

wheels: $(VENV)/publish/.ready ## Build every package of generated/ into build/wheels, and look at what an index would.
	@rm -rf build/wheels
	@for folder in generated/*/; do \
	    $(VENV)/publish/bin/python -m build --no-isolation --outdir build/wheels $$folder >$(VENV)/build.log 2>&1 \
	        || { cat $(VENV)/build.log; exit 1; }; done
	@$(VENV)/publish/bin/python -m twine check --strict build/wheels/*

distribution: $(VENV)/publish/.ready ## Build this tool itself into dist/.
	@$(VENV)/publish/bin/python -m build --no-isolation --outdir dist . >$(VENV)/build.log 2>&1 || { cat $(VENV)/build.log; exit 1; }
	@$(VENV)/publish/bin/python -m twine check --strict dist/*

lock: $(TESTED) ## Write the lock files anew from pyproject.toml.
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --universal --quiet --no-header --no-annotate --generate-hashes \
	    --python-version 3.11 pyproject.toml .locks/build.in -o .locks/generate.txt
	@$(BIN)/uv pip compile --universal --quiet --no-header --no-annotate --generate-hashes \
	    --python-version 3.11 pyproject.toml .locks/build.in --group test -c .locks/generate.txt -o .locks/test.txt
	@$(BIN)/uv pip compile --universal --quiet --no-header --no-annotate --generate-hashes \
	    --python-version 3.11 .locks/bench.in -o .locks/bench.txt
	@$(BIN)/uv pip compile --universal --quiet --no-header --no-annotate --generate-hashes \
	    --python-version 3.11 .locks/browser.in -c .locks/test.txt -o .locks/browser.txt
	@$(BIN)/uv pip compile --universal --quiet --no-header --no-annotate --generate-hashes \
	    --python-version 3.11 .locks/publish.in -o .locks/publish.txt

clean: ## Remove the environment, and the caches in it.
	rm -rf $(VENV)

$(READY): .locks/generate.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Python 3.11 or later is needed; name it: make PYTHON=python3.11 generate"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "setting up $(VENV)" >&2
	@$(PIP) --require-hashes -r .locks/generate.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/rivals/.ready: .locks/bench.txt $(READY)
	@$(PYTHON) -m venv $(VENV)/rivals
	@$(VENV)/rivals/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/.browser: .locks/browser.txt $(TESTED)
	@$(PIP) --require-hashes -r $<
	@touch $@

$(VENV)/publish/.ready: .locks/publish.txt $(READY)
	@$(PYTHON) -m venv $(VENV)/publish
	@$(VENV)/publish/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(TESTED): $(READY) .locks/test.txt
	@echo "setting up $(VENV) for tests" >&2
	@$(PIP) --require-hashes -r .locks/test.txt
	@touch $@
