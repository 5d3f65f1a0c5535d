# The one door to everything: `make help`.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

PROTOCOLO_ADDR ?= 127.0.0.1:3000
export PROTOCOLO_ADDR

## Everyday

.PHONY: run
run: build ## Build, fill the demo database once, serve on http://localhost:3000
	@scripts/demo-data
	@scripts/serve

.PHONY: dev
dev: ## Rebuild and reload the browser at every change, on http://localhost:3000
	@scripts/setup build
	@node scripts/dev.mjs

.PHONY: build
build: ## Build the optimised server and the browser's files
	@scripts/setup build
	@scripts/build

## Testing

.PHONY: test
test: ## Everything a change must pass, in one command
	@scripts/test all

.PHONY: check
check: ## Formatting, lints (native and WASM) and documentation
	@scripts/test check

.PHONY: unit
unit: ## Unit, property, contract and HTTP tests: make unit [ARGS="-p store history"]
	@scripts/test unit $(ARGS)

.PHONY: e2e
e2e: ## Journeys in Chromium: make e2e [ARGS="login --project chromium"]
	@scripts/test e2e $(ARGS)

.PHONY: fuzz
fuzz: ## A million hostile inputs for each reader of a source: make fuzz [ARGS="noise"]
	@scripts/test fuzz $(ARGS)

.PHONY: bench
bench: ## Measure the budgets: make bench [ARGS="--interactions 10000000 --engine sqlite --seconds 30"]
	@scripts/bench $(ARGS)

## Housekeeping

.PHONY: setup
setup: ## Install whatever building and testing need
	@scripts/setup test

.PHONY: clean-data
clean-data: ## Remove the demo database and its recordings
	rm -rf data

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^## /{printf "\n%s\n", substr($$0, 4)} /^[a-z0-9-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' Makefile
