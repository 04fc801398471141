# Two commands matter: `make run` and `make test`. Everything is made under .venv/ and var/.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
export PORT
export UV_PYTHON_DOWNLOADS = never
export UV_COMPILE_BYTECODE = 1
export UV_SYSTEM_CERTS = true
export PYTHONUNBUFFERED = 1

.PHONY: run test check audit bench setup lock translations clean journeys screenshots

run: .venv/base
	@$(BIN)/xaso run

test: .venv/dev
	@$(BIN)/xaso need-browser && $(BIN)/xaso need-node
	@XASO_VAR="$(CURDIR)/var/test" $(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder

# The walks through real Chromium alone, and the pictures they take for the documents.
journeys: .venv/dev
	@$(BIN)/xaso need-browser && $(BIN)/xaso need-node
	@XASO_VAR="$(CURDIR)/var/test" $(BIN)/pytest -q -m journey -n 2 --dist loadfile --no-loadscope-reorder

screenshots: .venv/dev
	@XASO_VAR="$(CURDIR)/var/test" XASO_SCREENSHOTS=1 $(BIN)/pytest -q tests/journeys/test_birth.py -k script

check: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/xaso check
	$(BIN)/pytest -q tests/architecture

# Bill of materials, licences, known vulnerabilities.
audit: .venv/dev
	@$(BIN)/xaso audit

bench: .venv/dev
	@$(BIN)/xaso bench

setup: .venv/base

# uv is fast but does not read pip's configuration (mirrors, proxies): where it can't, pip does it in a minute.
define install
	@$(BIN)/uv pip install -q --require-hashes --no-build -r $(1) \
	  || $(BIN)/pip install -q --require-hashes --only-binary :all: -r $(1) \
	  || { echo "xaso: the packages of $(1) could not be fetched; see above, then run make again"; exit 1; }
endef

.venv/uv: requirements/uv.txt
	@command -v $(PYTHON) >/dev/null || { echo "xaso: Python 3.11 or newer is missing: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "xaso: Python 3.11 or newer is needed; set PYTHON=..."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "xaso: python3-venv is missing: apt-get install python3-venv"; exit 1; }
	@$(BIN)/pip install -q --require-hashes -r requirements/uv.txt
	@touch $@

.venv/base: .venv/uv requirements/base.txt
	$(call install,requirements/base.txt)
	@printf '#!/bin/sh\ncd "%s" && exec "%s/.venv/bin/python" -m config.command "$$@"\n' "$(CURDIR)" "$(CURDIR)" > $(BIN)/xaso
	@chmod +x $(BIN)/xaso
	@touch $@

.venv/dev: .venv/base requirements/dev.txt
	$(call install,requirements/dev.txt)
	@touch $@

lock: .venv/uv
	for set in uv base dev; do $(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate \
	  --no-header --python-version 3.11 requirements/$$set.in -o requirements/$$set.txt; done

translations: .venv/dev
	@$(BIN)/xaso translations

clean:
	rm -rf .venv var/test
