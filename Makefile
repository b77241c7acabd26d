# make run    the app, on this machine         make test   the everyday tests
# make proof  what takes longer                make bench  ratios, not seconds

PYTHON ?= python3

.PHONY: run install meaning test proof bench lint lock

run: .venv/installed
	@.venv/bin/python -m betterway.serve

install: .venv/installed

meaning: .venv/installed-meaning

test: .venv/installed-dev
	@.venv/bin/python -m tests.everyday

proof: .venv/installed-dev
	@.venv/bin/python -m tests.everyday --proof

bench: .venv/installed-dev
	@.venv/bin/python -m tests.insights.extraction.bench_extraction
	@.venv/bin/python -m tests.insights.extraction.bench_anchors
	@.venv/bin/python -m tests.insights.bench_intake
	@.venv/bin/python -m tests.events.bench_sign_up
	@.venv/bin/python -m tests.betterway.pages.bench_pages
	@.venv/bin/python -m tests.betterway.pages.bench_big

lint: .venv/installed-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/djlint --lint --quiet templates
	.venv/bin/mypy

# The lock files hold exact versions with hashes; uv and pip install the same set from them.
lock: .venv/installed-dev
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
	  pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
	  -c requirements.lock --group dev pyproject.toml -o requirements-dev.lock
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
	  -c requirements-dev.lock --extra meaning pyproject.toml -o requirements-meaning.lock

.venv/installed: requirements.lock
	@PYTHON="$(PYTHON)" sh betterway/install.sh requirements.lock
	@touch $@

.venv/installed-meaning: requirements-meaning.lock
	@PYTHON="$(PYTHON)" sh betterway/install.sh requirements-meaning.lock
	@touch $@ .venv/installed

.venv/installed-dev: requirements-dev.lock
	@PYTHON="$(PYTHON)" sh betterway/install.sh requirements-dev.lock
	@touch $@ .venv/installed
