# make book    build the site            make serve   show it on localhost
# make test    run the tests             make lint    check style
# make test-fast  only those that need no site: in a minute, for every day
# make test-all   those too that take long: every notebook and every view of each page
# make pins    choose new exact versions of the dependencies
# make lock    list anew which files of Python for browsers the site serves
# make pdf     add the course as one PDF to the built site
# make links   see whether the pages that the course links to are still there
# make bench   measure training, checks, pages and builds
# make test-matrix  test mlp on the oldest and newest versions that it supports

PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
PIP = $(BIN)/python -m pip install --disable-pip-version-check --progress-bar off
# uv installs in seconds what takes pip a minute. pip follows where uv does not get on:
# it has settings of its own, such as the address of a mirror.
INSTALL = $(BIN)/uv pip install --python .venv --compile-bytecode --requirement $< || $(PIP) --requirement $<

.PHONY: book serve pdf links test test-fast test-all test-matrix test-lowest test-newest lint bench pins lock clean

book: .venv/book
	$(BIN)/jupyter-book build .
	@echo
	@echo "The site is in _build/html. Open _build/html/index.html, or run: make serve"

serve: book
	@echo "The site is at http://localhost:$(PORT)/ (stop with Ctrl+C)"
	@$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

pdf: .venv/dev book
	$(BIN)/python -m booktools.pdf

links: .venv/book
	$(BIN)/jupyter-book build . --builder linkcheck --path-output _build/links

PYTEST = $(BIN)/python -m pytest --numprocesses auto --dist worksteal
# The tests build a site of their own, while those that need none run beside it.
test: .venv/dev
	$(PYTEST)
test-fast: .venv/dev
	$(PYTEST) -m "not slow"
test-all: .venv/dev
	$(PYTEST) -m ""

# The chapters' own tests, on mlp as a learner installs it: from its wheel, with the
# lowest or highest NumPy and Matplotlib that pyproject.toml allows. LOWEST and NEWEST
# are versions of Python, or paths of one: make test-newest NEWEST=/usr/bin/python3.14
LOWEST ?= 3.11
NEWEST ?= 3.13
MLP_TESTS = tests/test_contract.py tests/test_checks.py $(wildcard \
	$(patsubst code/mlp/%.py,tests/test_%.py,$(wildcard code/mlp/*.py)) \
	$(patsubst code/mlp/support/%.py,tests/test_%.py,$(wildcard code/mlp/support/*.py)))
define test_mlp
	$(BIN)/uv venv --quiet --clear --python $(1) .venv/$@
	$(BIN)/uv pip install --quiet --python .venv/$@ --resolution $(2) .
	$(BIN)/uv pip install --quiet --python .venv/$@ \
		pytest pytest-xdist autograd filelock pyyaml
	$(BIN)/uv pip list --python .venv/$@
	.venv/$@/bin/python -m pytest --numprocesses auto $(MLP_TESTS)
endef
test-matrix: test-lowest test-newest
test-lowest: .venv/dev
	$(call test_mlp,$(LOWEST),lowest-direct)
test-newest: .venv/dev
	$(call test_mlp,$(NEWEST),highest)

lint: .venv/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

# A stamp is written only when an installation is complete, so an interrupted one is
# taken up again. It is as old as the versions that it installed.
.venv/book: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("This course needs Python 3.11 or newer; \
	$(PYTHON) is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.12" \
	if sys.version_info < (3, 11) else 0)'
	@echo "Installing what the book needs into .venv ..."
	$(PYTHON) -m venv .venv
	$(PIP) $(shell grep ^uv== requirements-dev.txt)
	$(INSTALL)
	@touch $@

.venv/dev: requirements-dev.txt .venv/book
	@echo "Installing what the tests need ..."
	$(INSTALL)
	@touch $@

bench: .venv/dev book
	$(BIN)/python -m booktools.bench

# uv resolves for every platform and Python at once, which pip cannot.
# `make pins UPGRADE=` keeps the versions and adds only what is missing.
UPGRADE ?= --upgrade
PIN = $(BIN)/uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 \
	--fork-strategy fewest --custom-compile-command "make pins"
pins: .venv/dev
	$(PIN) requirements.in --output-file requirements.txt
	@grep -v '^-e' requirements.txt > .venv/pinned.txt
	$(PIN) --no-annotate --constraint .venv/pinned.txt \
		requirements-dev.in --output-file requirements-dev.txt

lock: book
	$(BIN)/python -c "from workbench.supply import write_lock; write_lock()"

clean:
	rm -rf _build
