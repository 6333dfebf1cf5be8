# TwinChain. `make` lists the targets.
# Variables: PYTHON=/path/to/python3.11 (which Python), ARGS="-k gap" (for pytest), UPGRADE=1 (for lock),
# ROUNDS=20 and SEED=n (for fuzz).

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

# A progress bar on a terminal, a short line a step elsewhere.
QUIET := $(if $(MAKE_TERMOUT),,--quiet)
# No package builds itself with tools that are not locked.
LOCKED := --require-hashes --only-binary :all: --no-build-isolation --use-pep517
SOURCE_ONLY := --no-binary owlready2

# What optional tests want from Debian: a command or an absolute path, and the package that has it.
SYSTEM := chromium:chromium chromium-headless-shell:chromium-headless-shell \
	javac:default-jdk-headless mvn:maven soffice:libreoffice-calc \
	/usr/lib/libreoffice/program/libswlo.so:libreoffice-writer /usr/lib/libreoffice/program/libsdlo.so:libreoffice-impress \
	pdffonts:poppler-utils

# Tests run on every core already; threads of libraries would only wait for each other.
# They start hundreds of processes, which need not compile our modules each time.
FOR_TESTS := -u PYTHONDONTWRITEBYTECODE POLARS_MAX_THREADS=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

export PYTHON
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install spark demo test fuzz check style types layers installed fix docs gallery golden screenshots bench lock clean FORCE

help: ## this list
	@grep -hE '^[a-z]+:.* ## ' $(MAKEFILE_LIST) | awk -F ':.* ## ' '{ printf "  make %-11s %s\n", $$1, $$2 }'

install: $(VENV)/.project ## the twinchain command, in .venv

spark: $(VENV)/.spark ## the second engine of `twinchain records`, 500 MB; it needs Java 17

demo: install ## build the shipped example, print its gap report, show it in a browser
	@$(BIN)/twinchain demo

test: $(VENV)/.dev ## every test, doctests too (ARGS="-k gap" for some)
	@scripts/system-packages $(SYSTEM)
	@env $(FOR_TESTS) $(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

# Each round has a seed of its own; the one printed finds the same again.
fuzz: $(VENV)/.dev ## property tests on new examples (ARGS="-k policy", ROUNDS=20; SEED=n repeats a round)
	@scripts/fuzz $(BIN)/python "$(ROUNDS)" "$(SEED)" $(ARGS)

check: style types layers installed ## style, types and layers, nothing changed
style: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
types: $(VENV)/.dev
	@$(BIN)/mypy
layers: $(VENV)/.dev
	@$(BIN)/lint-imports --no-logo
installed: $(VENV)/.dev # what pyproject.toml asks for is what the locked files brought
	@$(PIP) check

fix: $(VENV)/.dev ## style repaired where a machine can
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

docs: install ## docs/dictionary.md, docs/cli.md, docs/questions.md and .streamlit/config.toml, from the code
	@$(BIN)/python -m views.reference docs
	@$(BIN)/python -m views.web.configured

gallery: $(VENV)/.dev ## docs/gallery.md and its pictures, from the shipped example
	@$(BIN)/python -m views.gallery docs

golden: $(VENV)/.dev ## the expected results in tests/golden, from today's answers
	@$(BIN)/python -m pytest --golden $(ARGS)

screenshots: $(VENV)/.dev ## docs/screenshots, from the running explorer (ARGS="gap" for some pages)
	@$(BIN)/python -m tests.screenshots docs/screenshots $(or $(ARGS),overview explore gap outlook plan warnings ask)

bench: $(VENV)/.dev ## docs/benchmarks.md, by measuring (ARGS="store xlsx" for some parts)
	@$(BIN)/python -m benchmarks $(ARGS)

# Pins already in the files are kept unless UPGRADE=1 or pyproject.toml rules them out.
COMPILE := $(VENV)-lock/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-header --annotation-style line \
	--no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)

EXTRAS := $(foreach extra,docs briefing login neo4j,--extra $(extra)) # all but spark
define OF_SPARK
import tomllib
print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["spark"], sep="\n")
endef
export OF_SPARK

lock: $(VENV)/.project $(VENV)-lock/.ready ## requirements/*.txt, from pyproject.toml (UPGRADE=1: newest versions)
	@$(COMPILE) pyproject.toml $(EXTRAS) --group build --output-file requirements/runtime.txt
	@$(COMPILE) pyproject.toml $(EXTRAS) --group build --group dev --constraints requirements/runtime.txt \
		--output-file requirements/dev.txt
	@$(BIN)/python -c "$$OF_SPARK" | $(COMPILE) - --output-file requirements/spark.txt
	@$(COMPILE) --group lock --output-file requirements/lock.txt
	@! grep -n '://' requirements/*.txt # no address: the index is the reader's own

clean: ## away with .venv, caches and build products; builds in .twinchain stay
	rm -rf $(VENV) $(VENV)-lock build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find graph ingest views tests benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# Stamps: each step runs again only when its own inputs changed.

# An environment whose Python is gone, or that was moved here with its checkout, is made anew.
STALE := $(shell test -x $(BIN)/python && test "$$(cat $(VENV)/.ready 2>/dev/null)" = '$(CURDIR)' || echo FORCE)

$(VENV)/.ready: $(STALE)
	@scripts/make-venv $(VENV)
	@echo '$(CURDIR)' >$@

$(VENV)/.runtime: $(VENV)/.ready requirements/runtime.txt
	@echo 'Installing what TwinChain needs (requirements/runtime.txt) ...'
	@$(PIP) install $(QUIET) $(LOCKED) -r requirements/runtime.txt
	@touch $@

$(VENV)/.project: $(VENV)/.runtime pyproject.toml
	@$(PIP) install $(QUIET) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.project requirements/dev.txt
	@echo 'Installing the tools for tests and checks (requirements/dev.txt) ...'
	@$(PIP) install $(QUIET) $(LOCKED) $(SOURCE_ONLY) -r requirements/dev.txt
	@touch $@

# PySpark is published as source only.
$(VENV)/.spark: $(VENV)/.project requirements/spark.txt
	@echo 'Installing Spark (requirements/spark.txt) ...'
	@$(PIP) install $(QUIET) $(LOCKED) --no-binary pyspark -r requirements/spark.txt
	@touch $@

$(VENV)-lock/.ready: requirements/lock.txt
	@scripts/make-venv $(VENV)-lock
	@$(VENV)-lock/bin/python -m pip --disable-pip-version-check install $(QUIET) $(LOCKED) -r requirements/lock.txt
	@touch $@
