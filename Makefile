# make run: set up, screens, demo, server.  make test: set up, all tests that need no root.
# make check: everything else.  make screens, test-screens, test-browser: the front ends alone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.PHONY: run screens test test-screens test-browser screenshots check fuzz format bench clean

# Without a network the server starts all the same; the pages say what is missing.
run: $(VENV)/.runtime
	@$(MAKE) -s --no-print-directory $(VENV)/.frontend && $(BIN)/python screens.py build || \
	  echo "· 页面没有全部生成，服务照常启动；联网后请运行 make screens / some screens are missing: make screens"
	@WEIGUANG_DEVELOPMENT=$${WEIGUANG_DEVELOPMENT:-1} exec $(BIN)/python start.py $(ARGS)

screens: $(VENV)/.frontend
	@$(BIN)/python screens.py all

test-screens: $(VENV)/.frontend
	@$(BIN)/python screens.py test

test-browser: $(VENV)/.frontend
	@$(BIN)/python screens.py browser

# The pictures of docs/screens, anew.
screenshots: $(VENV)/.development
	@$(BIN)/python screens.py pictures && $(BIN)/python -m demo.pictures

test: $(VENV)/.development
	@$(BIN)/python -m pytest -n 2 $(ARGS)

check: $(VENV)/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	WEIGUANG_DEVELOPMENT=1 $(BIN)/flask --app wsgi describe --check openapi.json
	@$(BIN)/python screens.py check

fuzz: $(VENV)/.development
	@$(BIN)/python -m tests.fuzz $(ARGS)

format: $(VENV)/.development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python screens.py format

bench: $(VENV)/.development
	$(BIN)/python -m bench $(ARGS)

clean:
	rm -rf $(VENV) frontend/node_modules frontend/*/node_modules frontend/*/dist app/static/m app/static/console .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed / 需要 Python 3.11 以上"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt | $(VENV)/bin/python
	@echo "· 安装依赖 installing what is needed (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.frontend: requirements-frontend.txt $(VENV)/.runtime
	@echo "· 安装 Node installing Node (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-frontend.txt
	@touch $@

$(VENV)/.development: requirements-dev.txt $(VENV)/.frontend
	@echo "· 安装开发依赖 installing the tools (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
