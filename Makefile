# Two commands: `make run` does the main job with what ships, `make test` checks everything.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_DIR ?= .
# Tests wait for servers and processes as often as they count: three of them on two cores.
WORKERS := $(shell echo $$(( ($$(getconf _NPROCESSORS_ONLN) * 3 + 1) / 2 )))
PAPERS := README.md $(wildcard docs/*.md)
LOCK := pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header -q

.PHONY: run demo test bench chaos pictures lock clean

run: $(VENV)/.run
	@test -e $(RUN_DIR)/khabardar.toml || $(BIN)/khabardar init $(RUN_DIR)
	cd $(RUN_DIR) && $(CURDIR)/$(BIN)/khabardar crawl

demo: $(VENV)/.run
	$(BIN)/khabardar demo

test: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/cog --check -I . -r $(PAPERS)
	$(BIN)/coverage erase
	@echo "$(BIN)/mypy beside the tests"; $(BIN)/mypy >$(VENV)/mypy.txt & typing=$$!; \
	$(BIN)/coverage run -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder; tests=$$?; \
	wait $$typing; types=$$?; cat $(VENV)/mypy.txt; test "$$tests $$types" = "0 0"
	$(BIN)/coverage combine -q
	$(BIN)/coverage report --skip-covered --fail-under=95 --include='pipelines/*,db/*,passes/*,scheduler.py'
	$(BIN)/coverage report --skip-covered --fail-under=85 --omit='pipelines/*,db/*,passes/*,scheduler.py'

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

# Properties are tried with 400 examples each, where `make test` takes 25.
chaos: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(WORKERS) -m hypothesis --hypothesis-profile=long
	$(BIN)/python -m benchmarks.kills

pictures: $(VENV)/.dev
	$(BIN)/python -m tests.pictures

lock: $(BIN)/uv
	$(BIN)/uv $(LOCK) -o requirements.lock
	$(BIN)/uv $(LOCK) --group dev -o requirements-dev.lock
	! grep -nE '://|file:' requirements.lock requirements-dev.lock

clean:
	rm -rf $(VENV) build dist .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(BIN)/uv: $(VENV)/bin/python
	$(BIN)/pip install -q --disable-pip-version-check uv

$(VENV)/.run: $(VENV)/bin/python requirements.lock pyproject.toml
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
