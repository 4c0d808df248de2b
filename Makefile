# Everything happens in .venv, made here from Python 3.11 or newer with pip; nothing is installed anywhere else.
# A stamp with the hash of what is to be installed makes the second call quick.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
HASH := $(shell cat pyproject.toml constraints.txt | cksum | cut -d' ' -f1)
RUNTIME := .venv/.installed-$(HASH)
DEVELOPMENT := .venv/.installed-dev-$(HASH)

# The same versions for what is installed and for what builds it. `python -m pip --python` works where the venv module
# cannot bring a pip of its own (Debian without python3-venv).
INSTALL = PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 \
	$(PYTHON) -m pip --python $(BIN)/python install -qq --editable

# Bytecode is kept: processes that tests start, and the next run, need not compile everything once more.
unexport PYTHONDONTWRITEBYTECODE

# make test ARGS='-k policy': what pytest is told besides
ARGS ?=
# make demo DESK=medical: whose people and rooms
DESK ?= faculty

.PHONY: help demo test check bench format lint types locale seeds constraints clean
.DEFAULT_GOAL := help

help: ## Show what there is to make
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

demo: $(RUNTIME) ## Run a local Slack and a local Discord in the browser, with one desk in both; DESK=medical takes another
	@$(BIN)/chatdesk demo --desk $(DESK) $(ARGS)

test: $(DEVELOPMENT) ## Run the tests; ARGS='-k word' picks some
	@$(BIN)/python -m pytest -q -n auto --dist worksteal $(ARGS)

check: $(DEVELOPMENT) ## Format, lint, types and tests: all that must hold
	@$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory lint types test

bench: $(DEVELOPMENT) ## Measure against reference implementations
	@$(BIN)/python -m bench $(ARGS)

format: $(DEVELOPMENT) ## Format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lint: $(DEVELOPMENT) ## Look for mistakes and bad habits
	@$(BIN)/ruff check .

types: $(DEVELOPMENT) ## Check the types
	@$(BIN)/mypy

locale: $(DEVELOPMENT) ## Bring the catalogues up to date with the texts in the code
	@$(BIN)/python tools/catalogues.py

seeds: $(DEVELOPMENT) ## Write docs/seeds.md, the page of rules, from the list and the tests
	@$(BIN)/python -m tools.seeds

constraints: ## Write constraints.txt anew
	@PYTHON=$(PYTHON) tools/constraints

clean: ## Remove the environment and every cache
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo 'chatdesk needs Python 3.11 or newer, with pip' >&2; exit 1; }
	@$(PYTHON) -m venv --clear --without-pip .venv

$(RUNTIME): | .venv/bin/python
	@echo 'Setting up .venv (once, about a minute) …'
	@$(INSTALL) '.[charts]'
	@rm -f .venv/.installed-*
	@touch $@

$(DEVELOPMENT): | .venv/bin/python
	@echo 'Setting up .venv for development (once, about a minute) …'
	@$(INSTALL) '.[dev]'
	@rm -f .venv/.installed-*
	@touch $(RUNTIME) $@
