# Everything one does with the farm from a shell; `make help` lists it.

PYTHON ?=
UV ?= uv
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python

QUICK := not slow and not peers and not browser and not chaos
PYTEST := $(RUN) -m pytest -n auto --dist loadgroup
SOURCES := apps printfarm tests manage.py $(if $(wildcard bench/*.py),bench)
# Rules of taste, and H042, which cannot see the fields that Django renders.
TASTE := H014,H015,H020,H023,H030,H031,H042
LISTS := requirements requirements-fast requirements-plan requirements-oidc requirements-s3 requirements-dev
COMPILE := uv pip compile --quiet --no-config --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-strip-extras --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help install venv demo run test test-all check bench format messages lock clean \
	check-format check-lint check-imports check-types check-system check-migrations \
	check-messages check-schema check-templates

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | sort | while read -r target text; do \
		printf '  %-10s %s\n' "$$target" "$$text"; done
	@echo '  ARGS="..." is passed on; PYTHON=... chooses the interpreter; UV= does without uv.'

# --- setting up -----------------------------------------------------------------------------------

# The environment is made once; a stamp for each list tells what is installed in it.
$(RUN):
	@python=''; \
	for candidate in $(if $(PYTHON),$(PYTHON),python3 python3.14 python3.13 python3.12 python3.11); do \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			python="$$candidate"; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo 'The farm needs Python 3.11 or newer and found none; install it or say PYTHON=/path/to/python3.' >&2; \
		exit 1; fi; \
	if [ -n "$(UV)" ] && $(UV) --version >/dev/null 2>&1; then \
		$(UV) venv --quiet --clear --python "$$("$$python" -c 'import sys; print(sys.executable)')" $(VENV); \
	elif ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$$python lacks the venv module; on Debian: apt-get install python3-venv" >&2; exit 1; \
	else "$$python" -m venv --clear $(VENV); fi

# uv is quick, but knows its own certificates only: where it fails, pip has the last word.
define INSTALL
	@echo 'Installing $< ...'
	@if [ -n "$(UV)" ] && $(UV) --version >/dev/null 2>&1 \
		&& $(UV) pip install --quiet --python $(RUN) --require-hashes -r $<; then :; else \
		$(RUN) -m pip --version >/dev/null 2>&1 || $(RUN) -m ensurepip >/dev/null; \
		$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<; fi
	@touch $@
endef

$(VENV)/.base: requirements.txt | $(RUN)
	$(INSTALL)

$(VENV)/.dev: requirements-dev.txt | $(RUN)
	$(INSTALL)
	@touch $(VENV)/.base

install: $(VENV)/.base ## set up .venv with what the farm needs to run

venv: $(VENV)/.dev ## set up .venv with everything that the checks need

# --- running --------------------------------------------------------------------------------------

demo: $(VENV)/.base ## the farm with simulated printers and real sliced jobs
	@$(RUN) manage.py demo $(ARGS)

run: $(VENV)/.base ## the farm for real use, embedded, with its own data directory
	@$(RUN) manage.py farm $(ARGS)

# --- testing --------------------------------------------------------------------------------------

test: $(VENV)/.dev ## the suite without the slow tests, about two minutes
	$(PYTEST) -m "$(QUICK)" $(ARGS)

test-all: $(VENV)/.dev ## every test; FARM_REQUIRE=services,browser,peers turns skips into failures
	$(PYTEST) $(ARGS)

check: check-format check-lint check-imports check-types check-system check-migrations ## all that CI checks, then the tests
check: check-messages check-schema check-templates
	@$(MAKE) --no-print-directory test

check-format: $(VENV)/.dev
	$(BIN)/ruff format --check $(SOURCES)

check-lint: $(VENV)/.dev
	$(BIN)/ruff check $(SOURCES)

check-imports: $(VENV)/.dev
	$(BIN)/lint-imports --no-logo

check-types: $(VENV)/.dev
	$(BIN)/mypy $(SOURCES)

check-system: $(VENV)/.dev
	$(RUN) manage.py check --fail-level WARNING

check-migrations: $(VENV)/.dev
	$(RUN) manage.py makemigrations --check --dry-run

check-messages: $(VENV)/.dev
	$(RUN) -m tests.messages

check-schema: $(VENV)/.dev
	$(RUN) manage.py spectacular --validate --fail-on-warn --file /dev/null

check-templates: $(VENV)/.dev
	$(BIN)/djlint --lint --quiet --allow-empty-input --profile django --ignore $(TASTE) templates

bench: $(VENV)/.dev ## the benchmarks: a table each, JSON under bench/results/
	$(RUN) -m bench $(ARGS)

# --- keeping --------------------------------------------------------------------------------------

format: $(VENV)/.dev ## format the sources and mend what the linter can mend
	$(BIN)/ruff check --fix-only --quiet $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

messages: $(VENV)/.dev ## collect the texts to translate and compile the translations (needs gettext)
	$(RUN) -m tests.messages --update

lock: ## pin requirements*.in anew with hashes (needs uv); ARGS=--upgrade for newer versions
	@for list in $(LISTS); do $(COMPILE) $(ARGS) $$list.in -o $$list.txt || exit 1; done

clean: ## remove the environment and every cache; data under var/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
