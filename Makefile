# The contributors' list of commands. Nobody needs make to use or test Sleutelbos: see ./start help.
PYTHON := .venv/bin/python
UV := .venv/bin/uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-annotate

.PHONY: help demo test quick postgres lint types format lock messages docs

help:  ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/ -/'

demo:  ## open the demo region at http://localhost:8000
	./start

test:  ## everything the build checks, in the same order
	./start test

quick:  ## the fast tests on SQLite, nothing else
	$(PYTHON) -m pytest -n 2 -m "not e2e and not slow and not postgres"

postgres:  ## the tests without a browser, on a private PostgreSQL
	$(PYTHON) tests/postgres.py run -- $(PYTHON) -m pytest -n 2 -m "database and not e2e"

lint:  ## style and the direction of imports
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	.venv/bin/lint-imports

types:  ## mypy, strict
	$(PYTHON) -m mypy sleutelbos

format:  ## let ruff put the code in shape
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

messages:  ## bring the translation catalogues up to date with the source (needs gettext)
	$(PYTHON) -m sleutelbos makemessages

lock:  ## write the hash-locked requirement files again (add UPGRADE=--upgrade for newer versions)
	$(PYTHON) -m pip install --quiet uv
	$(COMPILE) $(UPGRADE) --group build --output-file requirements-build.lock
	$(COMPILE) $(UPGRADE) pyproject.toml --output-file requirements.lock
	$(COMPILE) $(UPGRADE) pyproject.toml --group dev --constraint requirements.lock \
		--output-file requirements-dev.lock

docs:  ## write the pages that come from the code again
	DJANGO_SETTINGS_MODULE=sleutelbos.config.settings.test $(PYTHON) -c \
		"import django; django.setup(); from tests.house.test_docs import PAGE, render; PAGE.write_text(render())"
