# make book    build the site            make serve   show it on localhost
# make test    run every test            make lint    check style
# make pins    choose new exact versions of the dependencies
# make picture draw the pictures of the README and of shared links again
# make bench   measure how long the checks take

PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
PIP = $(BIN)/python -m pip install --disable-pip-version-check --progress-bar off

.PHONY: book serve test lint bench picture pins clean

book: .venv/book
	$(BIN)/jupyter-book build .
	@echo
	@echo "The site is in _build/html. Open _build/html/index.html, or run: make serve"

serve: book
	@echo "The site is at http://localhost:$(PORT)/ (stop with Ctrl+C)"
	@$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

test: .venv/dev
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

lint: .venv/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

# A stamp is written only when an installation is complete, so an interrupted one is
# taken up again. It is as old as the versions that it installed.
.venv/book: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("This course needs Python 3.11 or newer; \
	$(PYTHON) is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.12" \
	if sys.version_info < (3, 11) else 0)'
	@echo "Installing what the book needs into .venv (about a minute) ..."
	$(PYTHON) -m venv .venv
	$(PIP) --requirement requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt .venv/book
	@echo "Installing what the tests need ..."
	$(PIP) --requirement requirements-dev.txt
	@touch $@

bench: .venv/book
	$(BIN)/python -m booktools.bench

# The pictures of the README and of shared links, drawn by the code of the landing page.
picture: .venv/book
	$(BIN)/python -m booktools.picture

# uv resolves for every platform and Python at once, which pip cannot.
# `make pins UPGRADE=` keeps the versions and adds only what is missing.
UPGRADE ?= --upgrade
PIN = $(BIN)/uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 \
	--fork-strategy fewest --custom-compile-command "make pins"
pins: .venv/dev
	$(PIP) uv
	$(PIN) requirements.in --output-file requirements.txt
	@grep -v '^-e' requirements.txt > .venv/pinned.txt
	$(PIN) --no-annotate --constraint .venv/pinned.txt \
		requirements-dev.in --output-file requirements-dev.txt

clean:
	rm -rf _build
