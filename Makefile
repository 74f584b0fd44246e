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

# Compiled modules are kept, whatever the environment says: each of the many processes of a run, or
# of the tests, would compile all of them anew.
unexport PYTHONDONTWRITEBYTECODE

PIP := $(BIN)/pip install -q --disable-pip-version-check
# uv reads none of pip's settings: where pip looks for packages, and whom it trusts, it is told here.
told = $$($(BIN)/pip config list | sed -n "s/^.*\.$(1)='\(.*\)'$$/\1/p" | tail -n 1)
# uv needs 7 s of computing where pip needs 80 s. What uv cannot install, pip does.
define install
	@echo "install $(1)"; index="$(call told,index-url)"; cert="$(call told,cert)"; \
	env UV_HTTP_RETRIES=1 $${index:+UV_DEFAULT_INDEX="$$index"} $${cert:+SSL_CERT_FILE="$$cert"} \
		$(BIN)/uv pip install -q --python $(BIN)/python $(1) || $(PIP) $(1)
endef

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
	find . -maxdepth 1 -name '.coverage.*' -empty -delete  # of processes that tests killed
	$(BIN)/coverage combine -q
	$(BIN)/coverage report --skip-covered --fail-under=95 --include='pipelines/*,db/*,passes/*,scheduler.py'
	$(BIN)/coverage report --skip-covered --fail-under=85 --omit='pipelines/*,db/*,passes/*,scheduler.py'

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

# Properties are tried with 400 examples each, where `make test` takes 25.
chaos: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(WORKERS) -m hypothesis --hypothesis-profile=long
	$(BIN)/python -m benchmarks.database.kills
	$(BIN)/python -m benchmarks.database.backfill_kills

pictures: $(VENV)/.dev
	$(BIN)/python -m tests.pictures

lock: $(BIN)/uv
	$(BIN)/uv $(LOCK) -o requirements.lock
	$(BIN)/uv $(LOCK) --group dev -o requirements-dev.lock
	$(BIN)/uv $(LOCK:pyproject.toml=--group setup) -o requirements-setup.lock
	! grep -nE '://|file:' requirements.lock requirements-dev.lock requirements-setup.lock

clean:
	rm -rf $(VENV) build dist .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(BIN)/uv: $(VENV)/bin/python requirements-setup.lock
	$(PIP) --require-hashes -r requirements-setup.lock
	@touch $@

$(VENV)/.run: $(VENV)/bin/python requirements.lock pyproject.toml
	-@test -x $(BIN)/uv || $(PIP) --require-hashes -r requirements-setup.lock
	$(call install,--require-hashes -r requirements.lock)
	$(call install,--no-deps -e .)
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	$(call install,--require-hashes -r requirements-dev.lock)
	@touch $@
