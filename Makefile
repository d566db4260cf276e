# make run: set up, demo, server.  make test: set up, all tests that need no root.  make check: everything else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.PHONY: run test check fuzz format bench clean

run: $(VENV)/.runtime
	@WEIGUANG_DEVELOPMENT=$${WEIGUANG_DEVELOPMENT:-1} exec $(BIN)/python start.py $(ARGS)

test: $(VENV)/.development
	@$(BIN)/python -m pytest -n 2 $(ARGS)

check: $(VENV)/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	WEIGUANG_DEVELOPMENT=1 $(BIN)/flask --app wsgi describe --check openapi.json

fuzz: $(VENV)/.development
	@$(BIN)/python -m tests.fuzz $(ARGS)

format: $(VENV)/.development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.development
	$(BIN)/python -m bench $(ARGS)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed / 需要 Python 3.11 以上"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt | $(VENV)/bin/python
	@echo "· 安装依赖 installing what is needed (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.development: requirements-dev.txt $(VENV)/.runtime
	@echo "· 安装开发依赖 installing the tools (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
