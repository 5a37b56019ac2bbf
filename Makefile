# Kontor: everything from a machine that has only Python 3.11 and make.
#
#   make demo  [PORT=8000] [HOST=127.0.0.1] [DATA_DIR=.kontor]    a company to walk around in
#   make test                                                     what the build runs, under 15 minutes
#   make test-all                                                 and the slow ones
#   make check                                                    linters, types, floors, house rules; no database
#   make bench                                                    measured speed, beside plain SQL
#   make replay DATA=../shared/data/adventureworks                4,012 real purchase orders through the API
#   make web | docs | lock | clean

.DEFAULT_GOAL := help
.PHONY: help demo test test-all check bench replay web docs lock base dev clean
MAKEFLAGS += --no-print-directory

PORT ?= 8000
# Some shells export HOST with another meaning; only «make demo HOST=…» counts.
ifneq ($(origin HOST),command line)
HOST := 127.0.0.1
endif
DATA_DIR ?= .kontor
DATA ?= ../shared/data/adventureworks
WORKERS ?= 2
PYTEST_ARGS ?=

PYTHON3 := $(or $(PYTHON),$(shell command -v python3.11 || command -v python3 || command -v python))
VENV := .venv/bin

help:
	@sed -n 's/^#   /  /p' Makefile

base:
	@$(PYTHON3) tools/bootstrap.py base

dev:
	@$(PYTHON3) tools/bootstrap.py dev

web: base
	@$(VENV)/python tools/web.py build

demo:
	@$(PYTHON3) tools/prepare.py base
	@exec $(VENV)/kontor demo --host $(HOST) --port $(PORT) --data-dir "$(DATA_DIR)"

check: dev
	@$(VENV)/python tools/check.py --web
	@$(VENV)/pytest tests/house -q $(PYTEST_ARGS)

test: dev
	@$(VENV)/python tools/check.py --web
	@$(VENV)/python tools/chromium.py
	@$(VENV)/pytest -n $(WORKERS) -m "not slow" --dist worksteal -q $(PYTEST_ARGS)

test-all: dev
	@$(VENV)/python tools/check.py --web
	@$(VENV)/python tools/chromium.py
	@$(VENV)/pytest -n $(WORKERS) --dist worksteal -q $(PYTEST_ARGS)

bench:
	@$(PYTHON3) tools/prepare.py base
	@$(VENV)/python -m bench $(BENCH_ARGS)

replay: base
	@$(VENV)/python -m bench.replay --data "$(DATA)" $(REPLAY_ARGS)

docs: base
	@$(VENV)/kontor reference docs/reference

lock: dev
	@$(VENV)/python tools/lock.py
	@$(VENV)/python tools/web.py lock

clean:
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results web/dist
