# `make help` lists the goals. Nothing here needs an activated environment.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check
STUDY ?= itp-nct06352281

.DEFAULT_GOAL := help
.PHONY: help demo test lint docs fix clean

help: ## list the goals
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

demo: $(VENV)/installed ## run the published ITP series beside its twin
	@$(BIN)/cartwin run $(STUDY) --out out/$(STUDY)

test: lint docs ## everything that continuous integration checks
	$(BIN)/pytest -n 2

lint: $(VENV)/installed-dev ## style, types, architecture, spelling
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-logo
	$(BIN)/typos

docs: $(VENV)/installed-dev ## build the documentation; warnings are errors
	$(BIN)/python scripts/reference.py --check
	$(BIN)/zensical build --clean --strict

fix: $(VENV)/installed-dev ## format, and mend what can be mended
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format --quiet .
	$(BIN)/python scripts/reference.py

clean: ## remove what was built, the environment included
	rm -rf $(VENV) out site dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	rm -rf .import_linter_cache
	find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

# Set-up happens once, and again when pyproject.toml changes.
$(VENV)/created:
	$(PYTHON) -m venv $(VENV)
	@$(PIP) --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/installed: pyproject.toml | $(VENV)/created
	@echo "Installing cartwin into $(VENV) ..."
	@$(PIP) --editable .
	@touch $@

$(VENV)/installed-dev: pyproject.toml | $(VENV)/created
	@echo "Installing cartwin and its development tools into $(VENV) ..."
	@$(PIP) --editable . --group dev
	@touch $@ $(VENV)/installed
