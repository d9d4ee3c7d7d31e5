# Two commands matter: `make run` and `make test`. Everything goes into .venv/, node_modules/ and var/.
PYTHON ?= python3
BIN := .venv/bin
export npm_config_update_notifier = false

.PHONY: run install test bench fit-klartext assets catalogues clean help

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

run: install ## install what is needed, load the demo once, start web server and job worker
	@$(BIN)/werkstatt up

install: .venv/run.stamp node_modules/.stamp .venv/assets.stamp ## everything that running needs

test: install .venv/dev.stamp ## everything that decides whether a change is good
	@$(BIN)/python scripts/check.py

bench: install .venv/bench.stamp ## speed and quality figures, each beside its target
	@$(BIN)/python -m bench

fit-klartext: install .venv/bench.stamp ## fit the coefficients of the Klartext score and its word list again
	@$(BIN)/python scripts/fit_klartext.py

.venv/uv.stamp: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Strategiewerkstatt needs Python 3.11 or newer. Set PYTHON=python3.12, for example.")'
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing (Debian: apt install python3-venv)."; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

.venv/run.stamp: .venv/uv.stamp requirements/run.txt pyproject.toml
	@echo "Installing Python packages …"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements/dev.txt
	@echo "Installing what tests and benchmarks need …"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

.venv/bench.stamp: .venv/dev.stamp requirements/bench.txt
	@echo "Installing what comparing and fitting need …"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/bench.txt
	@touch $@

node_modules/.stamp: .venv/run.stamp package-lock.json
	@echo "Installing the design system …"
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent --no-progress
	@touch $@

.venv/assets.stamp: node_modules/.stamp scripts/build_assets.py scripts/catalogues.py $(shell find src/werkstatt/core/styles src/werkstatt/locale -name '*.css' -o -name '*.po')
	@echo "Building style sheets, fonts and catalogues …"
	@$(BIN)/python scripts/build_assets.py
	@$(BIN)/python scripts/catalogues.py compile
	@touch $@

assets: ## build style sheets and fonts again
	@$(BIN)/python scripts/build_assets.py

catalogues: .venv/dev.stamp ## collect the strings that people read into the catalogues
	@$(BIN)/python scripts/catalogues.py collect

clean: ## remove everything that `make install` made; the data in var/ stay
	rm -rf .venv node_modules src/werkstatt/core/static/vendor
