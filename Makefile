# Everything a person types. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help

.PHONY: help
help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

$(READY): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $(READY)

.PHONY: setup
setup: $(READY) ## install everything into .venv

.PHONY: run
run: $(READY) ## the bot: in Slack with tokens in .env, else in the workspace on this machine
	@$(BIN)/tsunagi run

.PHONY: ask
ask: $(READY) ## one question: make ask Q="協議体の役割は?"
	@$(BIN)/tsunagi ask "$(Q)"

.PHONY: test
test: lint ## lint, types and tests
	$(BIN)/python -m pytest -n 4 --dist loadfile

.PHONY: laws
laws: $(READY) ## try the laws with other examples than the last time
	LAWS=others $(BIN)/python -m pytest -n 4 --dist loadfile -m hypothesis

.PHONY: crash
crash: $(READY) ## kill the writers many more times than make test does, and look at what is left
	CRASHES=50 $(BIN)/python -m pytest --timeout 3000 tests/ingest/test_sudden_death.py
	TSUNAGI_TEST_KILLS=200 $(BIN)/python -m pytest --timeout 3000 tests/knowledge/resources/test_sudden_death.py

.PHONY: lint
lint: $(READY) ## style, types, directions of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: format
format: $(READY) ## format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: eval
eval: $(READY) ## score search and answers on the question sets in ../shared/eval
	$(BIN)/python -m bot.evaluation.report

.PHONY: bench
bench: $(READY) ## timings, as ratios to a floor measured in the same run
	$(BIN)/python -m bot.evaluation.bench
	$(BIN)/python -m bot.evaluation.notes_bench
	$(BIN)/python -m tests.knowledge.answering.model_bench
	$(BIN)/python -m ingest.bench

.PHONY: screenshots
screenshots: $(READY) ## draw the pictures in docs/screenshots with a real browser
	$(BIN)/python -m tests.e2e.screenshots
	$(BIN)/python -m tests.e2e.resource_pictures
	$(BIN)/python -m tests.e2e.excerpt_pictures
	$(BIN)/python -m tests.e2e.guide_pictures

.PHONY: conformance
conformance: $(READY) ## the local workspace against Slack's own clients for Node
	cd tests/conformance_js && npm install --no-fund --no-audit
	$(BIN)/python -m pytest tests/conformance_js

.PHONY: thesaurus
thesaurus: $(READY) ## after a change of knowledge/thesaurus.txt: make what is read at run time
	$(BIN)/python -m knowledge.thesaurus

.PHONY: lock
lock: $(READY) ## pin all packages anew in requirements.lock
	$(BIN)/pip-compile --quiet --extra dev --strip-extras --no-annotate --no-header --no-emit-index-url \
	  --no-emit-find-links --no-emit-trusted-host --output-file requirements.lock pyproject.toml
	sed -i.bak -e 's/+cpu$$//' -e '/^#/d' requirements.lock && rm requirements.lock.bak

.PHONY: clean
clean: ## remove .venv and caches (documents and records in .tsunagi stay)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
