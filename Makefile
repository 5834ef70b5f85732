# The commands are promises: see README.md. A command does all the set-up that it needs.
.DEFAULT_GOAL := run
.PHONY: run dev test sweep check bench messages lock
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
# How many processes run the tests: `auto` counts the cores (tests/pace.py). Tests that share a site stay together.
PROCESSES ?= auto
# Each process, and each program that a test starts, would otherwise compile every module anew.
PYTEST = env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n $(PROCESSES) --dist loadgroup --durations=10
CODE := articles breaking newsroom tests manage.py
TEMPLATES = $$(find articles breaking newsroom templates -name '*.html' -o -name '*.txt' -path '*templates*')

run: .venv/run.stamp
	@exec $(BIN)/python -m newsroom.supervisor

dev: .venv/run.stamp
	@exec $(BIN)/python -m newsroom.supervisor --dev

test: .venv/dev.stamp
	@CHROMIUM="$$(.ci/chromium)" && export CHROMIUM && \
	exec $(PYTEST) -m "not sweep" $(ARGS)

sweep: .venv/dev.stamp
	@.ci/judges
	@CHROMIUM="$$(.ci/chromium)" && export CHROMIUM && \
	exec $(PYTEST) -m sweep $(ARGS)

check: .venv/dev.stamp
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djade --check $(TEMPLATES)
	$(BIN)/python -m newsroom.catalogues check
	$(BIN)/python -m newsroom.catalogues compile
	VAR_DIR=var/check $(BIN)/python -m newsroom.embedded with-server --fast --dir var/test-postgres -- \
		$(BIN)/python manage.py migrate --verbosity 0
	VAR_DIR=var/check $(BIN)/python -m newsroom.embedded with-server --fast --dir var/test-postgres -- \
		$(BIN)/python manage.py makemigrations --check --dry-run
	VAR_DIR=var/check SITE_URL=https://www.example.org \
		$(BIN)/python -m newsroom.embedded with-server --fast --dir var/test-postgres -- \
		$(BIN)/python manage.py check --deploy --fail-level WARNING --database default

bench: .venv/dev.stamp
	@.ci/judges || true
	@CHROMIUM="$$(.ci/chromium)" && export CHROMIUM; $(BIN)/python -m tests.bench $(ARGS) || \
	echo "The bench did not come to its end."

# The interface's strings, from the code into the catalogues of every language.
messages: .venv/dev.stamp
	$(BIN)/python -m newsroom.catalogues collect

# The locked dependencies, after a change of pyproject.toml.
lock: .venv/dev.stamp
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 pyproject.toml --output-file requirements/run.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 pyproject.toml --group dev --constraint requirements/run.txt \
		--output-file requirements/dev.txt

.venv/run.stamp: requirements/run.txt | .venv/bin/python
	@echo "Installing the locked dependencies …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r $<
	@touch $@

.venv/dev.stamp: requirements/dev.txt | .venv/bin/python
	@echo "Installing the locked dependencies and the tools …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@ .venv/run.stamp

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=/path/to/python")'
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is needed: apt install python3-venv"; exit 1; }
