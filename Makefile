# dlnotes. Two commands to know: make book, make test.

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed
PAGE := _build/html/index.html
# One thread a process: chapters and tests run side by side, and timings stay honest.
export OMP_NUM_THREADS = 1
export OPENBLAS_NUM_THREADS = 1
export MKL_NUM_THREADS = 1

.PHONY: help book pdf zip test unit notebooks site lab anki bench experiments outputs lint clean

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' Makefile | awk -F'|' '{printf "make %-12s %s\n", $$1, $$2}'

book: $(INSTALLED) ## execute what changed and build the HTML; ONLY=book/convolution/backward.ipynb for one chapter
	$(BIN)/python -m tools.book $(if $(ONLY),--only $(ONLY))

pdf: $(INSTALLED) ## print the built book as one PDF, _build/dlnotes.pdf
	$(BIN)/python -m tools.pdf

zip: $(INSTALLED) ## pack the built book as one file that opens offline, _build/dlnotes.zip
	$(BIN)/python -m tools.zip

test: $(INSTALLED) ## run all that CI runs; the seconds of each stage are printed
	@$(BIN)/python -m tools.stages lint unit notebooks book site

unit:
	$(BIN)/pytest -n 2 --dist loadgroup --cov --ignore=tests/book/site

notebooks:
	$(BIN)/pytest --nbval-lax -n 2 --dist loadscope book

site: # the tests of one page share a tab
	$(BIN)/pytest -n 2 --dist loadgroup tests/book/site

lab: $(INSTALLED) ## open JupyterLab on a copy of the book in _lab
	$(BIN)/python -m tools.lab
	$(BIN)/jupyter lab --notebook-dir=_lab

anki: $(INSTALLED) ## write the questions and quizzes as a deck for Anki
	$(BIN)/python -m tools.anki

bench: $(INSTALLED) ## time the fast operators against torch
	$(BIN)/python -m tools.bench $(ONLY)

experiments: $(INSTALLED) ## run the recorded experiments whose script has changed
	$(BIN)/python -m tools.experiments $(ONLY)

outputs: $(INSTALLED) ## store the checked outputs of the last execution in the notebooks
	$(BIN)/python -m tools.outputs $(if $(ONLY),--only $(ONLY))

lint: $(INSTALLED) ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m tools.outputs --check

clean: ## remove everything that make made, except _lab
	rm -rf .venv _build book/generated build dist *.egg-info .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache

$(INSTALLED): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "dlnotes needs Python 3.11 or newer, %s is %d.%d: make PYTHON=python3.11" % (sys.executable, *sys.version_info[:2]))'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --requirement requirements.txt
	$(BIN)/pip install --quiet --no-deps --editable .
	@touch $@
