# `make help` lists the targets. They first install their tools into .venv, .fuzz and node_modules. Outside this folder,
# `make test` installs only Debian's chromium and PostgreSQL, and `make outside` Debian's Go, if they are missing.

PYTHON ?= python3
BIN := .venv/bin
INSTALL := install --quiet --disable-pip-version-check --require-hashes --requirement

.PHONY: help install demo test check lint types mypy pyright generated generate pytest chromium postgresql outside \
	sandbox fuzz soak mutants mutation pythons lowest bench surface docs release rehearsal lock clean

help: ## List the targets
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '  %-10s %s\n' "$$name" "$$text"; done

# The installations run in parallel, because each waits for the network or uses a single processor. So do the checks.
install: ## Install what the checks and tests need
	@$(MAKE) --no-print-directory --jobs=4 .venv/.done .fuzz/.done node_modules/.done .examples/.done

demo: .venv/.done ## Show the SDK and the mock at work
	$(BIN)/spkey-mock demo

test: check pytest ## Run every check and test

check: install ## Run every check, but no test
	@$(MAKE) --no-print-directory --jobs=2 --output-sync pyright mypy lint generated

# Without the variables, Redocly sends usage data to its maker and looks for its next version.
lint: .venv/.done node_modules/.done ## Check style, format, prose, and the contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m tests.prose
	$(BIN)/python -m tests.rules
	REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true $(BIN)/node node_modules/.bin/redocly lint

types: mypy pyright ## Check types with mypy and pyright

mypy: .venv/.done
	$(BIN)/mypy

pyright: .venv/.done node_modules/.done
	$(BIN)/node node_modules/.bin/pyright

generated: .venv/.done
	$(BIN)/python -m generator --check

# Many tests wait for other processes, so there is one more worker than there are processors.
pytest: install chromium postgresql ## Run the tests
	$(BIN)/pytest -n $$($(BIN)/python -c "import os; print((os.cpu_count() or 1) + 1)") --dist loadgroup

# The tests of the mock's page need a real browser.
chromium: ## Install Debian's chromium, if it is missing
	@command -v chromium >/dev/null || (apt-get update -qq && apt-get install -qq --yes --no-install-recommends chromium)

# The tests start a cluster of their own in a temporary folder.
postgresql: ## Install Debian's PostgreSQL, if it is missing
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 \
		|| (apt-get update -qq && apt-get install -qq --yes --no-install-recommends postgresql)

# `make test` includes the projects in Python and TypeScript.
outside: .venv/.done ## Test a Go program against the mock (installs Debian's golang, if it is missing)
	@command -v go >/dev/null || (apt-get update -qq && apt-get install -qq --yes --no-install-recommends golang-go)
	cd tests/outside/go && PATH="$(CURDIR)/$(BIN):$$PATH" GOCACHE="$(CURDIR)/build/go" go test -count 1 ./...

sandbox: .venv/.done postgresql ## Run PostgreSQL and two replicas until Ctrl-C (VERIFY=1: verify them instead)
	$(BIN)/python -m tests.mock.sandbox $(if $(VERIFY),--verify)

generate: .venv/.done ## Write the generated files
	$(BIN)/python -m generator

# `make test` includes shorter runs of fuzz and soak.
fuzz: .venv/.done .fuzz/.done ## Look for crashes of the mock for ten minutes
	$(BIN)/python -m tests.mock.fuzz 600

soak: .venv/.done postgresql ## Send 200,000 requests to one mock, and crash sandboxes 300 times (CRASHES=N)
	$(BIN)/python -m tests.mock.soak 200000
	$(BIN)/python -m tests.mock.sandbox.soak $(or $(CRASHES),300)

# `make test` includes a mutant for each rule.
mutants: .venv/.done ## Run the tests of the rules that each mutant breaks against it
	$(BIN)/python -m tests.mutants

mutation: .venv/.done .mutation/.done ## Mutate the aggregates and the retry policy, and list what no test notices
	.mutation/bin/python -m tests.mutation

pythons: .venv/.done ## Test the SDK on every supported Python that is installed
	$(BIN)/python -m tests.pythons

lowest: .venv/.done ## Test the SDK with the lowest versions of its dependencies
	$(BIN)/python -m tests.pythons --lowest

# The latest results are in benchmarks/README.md.
bench: .venv/.done postgresql ## Measure everything beside its peers in about an hour (needs wrk)
	$(BIN)/python -m benchmarks.sdk
	$(BIN)/python -m benchmarks.mock
	$(BIN)/python -m benchmarks.generator
	$(BIN)/python -m benchmarks.sandbox

# Run this after changing the public surface and describing the change in CHANGELOG.md.
surface: .venv/.done ## Record the public surface of the SDK
	$(BIN)/python -m tests.surface

docs: .venv/.done ## Build the documentation site in build/site
	$(BIN)/python -m website

# docs/releasing.md describes what is required first. Nothing is published.
release: .release/.done ## Build the sdist and the wheel of the tagged commit in dist, and check them
	.release/bin/python -m release

rehearsal: .release/.done ## Do the same for the tree as it is, without a tag or an address
	.release/bin/python -m release --rehearse

# Run this after changing requirements/*.in, package.json or the dependencies in pyproject.toml.
lock: .venv/.done ## Update the pins of all tools
	$(BIN)/pip-compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe \
		--strip-extras --extra mock --extra aiohttp --extra httpx2 --extra tls --extra conformance --extra postgres --output-file requirements/dev.txt pyproject.toml \
		requirements/dev.in
	$(BIN)/pip-compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe \
		--strip-extras --output-file requirements/fuzz.txt requirements/fuzz.in
	$(BIN)/pip-compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe \
		--strip-extras --output-file requirements/mutation.txt requirements/mutation.in
	$(BIN)/pip-compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe \
		--strip-extras --output-file requirements/release.txt requirements/release.in
	$(BIN)/pip-compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe \
		--strip-extras --output-file requirements/examples.txt pyproject.toml requirements/examples.in
	$(BIN)/npm install --package-lock-only
	cp .npmrc benchmarks/npm && cd benchmarks/npm && ../../$(BIN)/npm install --package-lock-only; rm .npmrc

clean: ## Remove everything that the other targets installed
	rm -rf .venv .examples .fuzz .mutation .pythons .release .benchmarks node_modules build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/.tools: requirements/dev.txt
	$(PYTHON) requirements/check_python.py
	$(PYTHON) -m venv --clear .venv
	$(BIN)/pip $(INSTALL) requirements/dev.txt
	$(BIN)/python requirements/link_node.py $(BIN)
	@touch $@

.venv/.done: pyproject.toml .venv/.tools
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Schemathesis and the mock require different versions of some packages, so Schemathesis gets its own environment.
.fuzz/.done: requirements/fuzz.txt | .venv/.tools
	$(PYTHON) -m venv --clear --without-pip .fuzz
	$(BIN)/pip --python .fuzz/bin/python $(INSTALL) requirements/fuzz.txt
	@touch $@

# The frameworks in the examples must not restrict the versions in .venv, so they get their own environment.
.examples/.done: requirements/examples.txt | .venv/.tools
	$(PYTHON) -m venv --clear --without-pip .examples
	$(BIN)/pip --python .examples/bin/python $(INSTALL) requirements/examples.txt
	@touch $@

# This environment has mutmut and its dependencies. All other packages come from .venv, which Python searches second.
.mutation/.done: requirements/mutation.txt | .venv/.tools
	$(PYTHON) -m venv --clear --without-pip .mutation
	$(BIN)/pip --python .mutation/bin/python $(INSTALL) requirements/mutation.txt
	$(BIN)/python -c "import sysconfig; print(sysconfig.get_path('purelib'))" \
		> "$$(.mutation/bin/python -c "import sysconfig; print(sysconfig.get_path('purelib'))")/venv.pth"
	@touch $@

# What is published depends on no other tool, so a release has an environment of its own.
.release/.done: requirements/release.txt
	$(PYTHON) requirements/check_python.py
	$(PYTHON) -m venv --clear .release
	.release/bin/pip $(INSTALL) requirements/release.txt
	@touch $@

node_modules/.done: package-lock.json .venv/.tools
	$(BIN)/npm ci --silent
	@touch $@
