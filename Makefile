# make            lists the targets
# make demo       from a fresh clone to a database moved through its history
# make test       installs what is missing, builds, runs every test and the documentation
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help deps build release demo build-tests test test-small test-corpora test-random test-matrix bench chaos \
  format lint generate generate-check docs-check docs-record install clean

PREFIX ?= /usr/local
CONFITURE := .build/release/confiture
DEBUG := .build/debug/confiture
SOURCES := Package.swift Sources Tests

# Suites that need no database, no repository and no child process.
SMALL := ^(CommandLineKit|Diagnostics|Digests|Documents|History|Planning|Reports|Schema|SchemaDiff|SQLSyntax|Terminal)Tests\.
# Suites that talk to PostgreSQL, for the matrix of its versions.
DATABASE := ^(Postgres|Scratch|Catalog|Execution|ConfitureCLI)Tests\.
# Suites by what is in their names.
CORPORA := Corpus|Corpora
CHAOS := Chaos
RANDOM_PAIRS := RandomPair|RandomMerge
GENERATED := Generated

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## install the Debian packages that are missing (as root, or with sudo)
	@.ci/install-dependencies

build: deps ## build everything for debugging
	swift build

release: deps ## build the confiture binary as it ships: optimised, one file, no Swift runtime needed
	swift build -c release --product confiture --static-swift-stdlib -Xlinker -s

demo: release ## import a real history with a branch, and move a database through it
	@CONFITURE=$(abspath $(CONFITURE)) examples/demo.sh

build-tests: deps
	swift build --build-tests

test: build-tests ## run every test, and the documentation (CONFITURE_CORPORA=dir adds the histories and schemas found there)
	.ci/test
	@CONFITURE=$(abspath $(DEBUG)) .ci/docs check

test-small: build-tests ## run the tests that need no database: under half a minute
	.ci/test --filter '$(SMALL)'

test-corpora: build-tests ## run the tests over the histories and schemas in CONFITURE_CORPORA
	@[ -d "$${CONFITURE_CORPORA:-}" ] || { echo 'error: CONFITURE_CORPORA names no folder' >&2; exit 1; }
	.ci/test --filter '$(CORPORA)'

test-random: build-tests ## run the tests over made-up schemas, with more of them (CONFITURE_DIFF_PAIRS=500, CONFITURE_MERGE_PAIRS=100)
	CONFITURE_DIFF_PAIRS=$${CONFITURE_DIFF_PAIRS:-40} CONFITURE_MERGE_PAIRS=$${CONFITURE_MERGE_PAIRS:-12} .ci/test --filter '$(RANDOM_PAIRS)'

test-matrix: build-tests ## run the database tests on each server in CONFITURE_POSTGRES_MATRIX (a folder of <major>/bin)
	@[ -d "$${CONFITURE_POSTGRES_MATRIX:-}" ] || { echo 'error: CONFITURE_POSTGRES_MATRIX names no folder' >&2; exit 1; }
	@count=0; \
	for bin in "$$CONFITURE_POSTGRES_MATRIX"/*/bin; do \
	  [ -x "$$bin/initdb" ] || continue; \
	  "$$bin/postgres" --version; \
	  CONFITURE_POSTGRES_BIN="$$bin" .ci/test --filter '$(DATABASE)'; \
	  count=$$((count + 1)); \
	done; \
	[ $$count -gt 0 ] || { echo "error: no <major>/bin/initdb under $$CONFITURE_POSTGRES_MATRIX" >&2; exit 1; }; \
	echo "$$count servers passed"

bench: release ## measure against psql, dbmate and pg_dump in the same run (never passes or fails)
	@CONFITURE=$(abspath $(CONFITURE)) .ci/bench

chaos: build-tests ## kill runs at random moments, more often than the tests do (CONFITURE_CHAOS_ROUNDS=500)
	CONFITURE_CHAOS_ROUNDS=$${CONFITURE_CHAOS_ROUNDS:-500} .ci/test --filter '$(CHAOS)'

format: ## format the Swift files in place
	swift format -ipr $(SOURCES)

lint: ## check format, module layers, unchecked promises and the links of the documentation
	swift format lint --strict -r -p $(SOURCES)
	.ci/check-layers --self-test
	.ci/check-layers
	.ci/docs --self-test
	.ci/docs links

generate: build-tests ## write the generated files, then check them
	-CI= CONFITURE_RECORD=all .ci/test --filter '$(GENERATED)'
	.ci/test --filter '$(GENERATED)'

generate-check: build-tests ## fail when a generated file is stale
	.ci/test --filter '$(GENERATED)'

docs-check: build ## check links, and that every console block of the documentation still prints what it says
	@CONFITURE=$(abspath $(DEBUG)) .ci/docs check

docs-record: build ## run the console blocks of the documentation and write what they print
	@CONFITURE=$(abspath $(DEBUG)) .ci/docs record

install: release ## install the binary and shell completions under PREFIX (default /usr/local)
	install -D -m 755 $(CONFITURE) $(DESTDIR)$(PREFIX)/bin/confiture
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
	  $(DESTDIR)$(PREFIX)/share/zsh/site-functions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	$(CONFITURE) completion bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/confiture
	$(CONFITURE) completion zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_confiture
	$(CONFITURE) completion fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/confiture.fish

clean: ## remove what was built
	rm -rf .build
