# Two commands: `make run` and `make test`. Each installs what it needs.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Where the surroundings forbid it, each of hundreds of short processes would compile the same anew.
unexport PYTHONDONTWRITEBYTECODE
# Debian packages, each with the file that shows it is there.
RUN_PACKAGES := libcurl4 util-linux
TEST_PACKAGES := $(RUN_PACKAGES) chromium-headless-shell curl fonts-noto-cjk nginx-light openssl
# What `make bench` runs, one after the other: they measure, and must not share the machine.
BENCHMARKS := calendar_lookup sheet_staging sheet_memory reconciliation annotated_workbook scan_reading admission register_extract submit_update submission_load ledger_cost library_page board_pages eligibility_panel ban_check duty_ledger board start_up

.PHONY: install install-dev install-bench system system-dev run test checks law tests fuzz contract bench screenshots sbom lock clean

install: system $(VENV)/.installed
install-dev: system-dev $(VENV)/.installed-dev
install-bench: system-dev $(VENV)/.installed-bench

system:
	@$(call debian,$(RUN_PACKAGES))

system-dev:
	@$(call debian,$(TEST_PACKAGES))

# Installs what is missing when root, else says exactly what is missing.
define debian
missing=$$(for package in $(1); do dpkg -s $$package >/dev/null 2>&1 || echo $$package; done); \
if [ -n "$$missing" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null; \
elif [ -n "$$missing" ]; then \
  echo "Missing system packages, please install: "$$missing >&2; exit 1; \
fi
endef

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.installed-dev: requirements-dev.txt pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@ $(VENV)/.installed

$(VENV)/.installed-bench: requirements-bench.txt pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@ $(VENV)/.installed-dev $(VENV)/.installed

# The service in training mode on a seeded demo year; prints the address and the sign-ins.
run: install
	$(BIN)/reserve demo

# Everything CI runs.
test: install-dev
	$(MAKE) --no-print-directory --jobs=2 --output-sync=target checks law
	$(MAKE) --no-print-directory tests

checks:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

# The law has 100 % branch coverage by its own tests alone.
law:
	$(BIN)/pytest tests/policy --cov=registry/policy --cov-branch --cov-fail-under=100

# What takes long begins first: begun last it would run alone, on one core of two.
LONG := $(addprefix tests/,faults serving contract browser deploy demo sheets scans)
QUICK := $(filter-out $(LONG) tests/policy %__pycache__,$(patsubst %/,%,$(wildcard tests/*/))) $(wildcard tests/test_*.py)
tests:
	$(BIN)/pytest $(LONG) $(QUICK) --numprocesses=2 --dist=loadfile --no-loadscope-reorder

# Mutated files through the readers, ten minutes or so; CI runs the first few hundred.
FUZZ_FROM ?= 10000
FUZZ_CASES ?= 8000
fuzz: install-dev
	$(BIN)/python -m tests.fuzz $(FUZZ_FROM) $(FUZZ_CASES)

# The API's contract examined longer, every kind of case with every role's token.
CONTRACT_EXAMPLES ?= 40
contract: install-dev
	$(BIN)/pytest tests/contract --contract-examples=$(CONTRACT_EXAMPLES)

# Each prints a ratio against a floor of the same run, and fails above its ceiling.
bench: install-bench
	failed=0; for benchmark in $(BENCHMARKS); do \
	  PYTHONPATH=. $(BIN)/python benchmarks/$$benchmark.py || failed=1; \
	done; \
	PYTHONPATH=. $(BIN)/python benchmarks/library_page.py --large || failed=1; exit $$failed

screenshots: install-dev
	$(BIN)/python -m tests.browser.screenshots

# The bill of materials of what is deployed, with licences: build/sbom.cdx.json (CycloneDX).
sbom: install-dev
	$(PYTHON) -m venv --clear build/deployed
	build/deployed/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/cyclonedx-py environment --output-reproducible --output-format JSON \
	  --output-file build/sbom.cdx.json build/deployed/bin/python

# Pins everything anew, with hashes and without naming an index.
lock:
	$(PYTHON) -m venv build/lock
	build/lock/bin/pip install --quiet pip-tools
	for name in requirements requirements-dev requirements-bench; do \
	  build/lock/bin/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --no-strip-extras \
	    --no-header --no-emit-index-url --no-emit-find-links --output-file=$$name.txt $$name.in; \
	  sed -i '/^# The following packages are considered to be unsafe/d' $$name.txt; \
	done

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
