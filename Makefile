.PHONY: demo up test test-slow test-torch check clients bench setup setup-dev setup-torch

# The first Python that runs at all; set-up itself looks for one that is suitable.
define SETUP
@for python in python3 python3.13 python3.12 python3.11; do \
	if "$$python" -c "" 2>/dev/null; then exec "$$python" -m deploy.local.setup $(1); fi; \
done; \
echo "set-up: Python 3.11, 3.12 or 3.13 is needed, and none was found" >&2; exit 1
endef

demo: setup
	@.venv/bin/clippedai demo $(if $(VIDEO),"$$VIDEO")

up: setup
	@.venv/bin/clippedai up

# Two processes; the tests of a file stay together.
test: check
	.venv/bin/pytest -n 2 --no-loadscope-reorder

# What takes too long for every change.
test-slow: setup-dev
	.venv/bin/pytest -m long -o faulthandler_timeout=7200
	.venv/bin/pytest -n 2 -m "hypothesis and not long" --hypothesis-profile=searching

# The engines that need torch: 8 GB, in an environment of its own. Nothing of it is in `test`.
# Warnings are no errors here: these libraries warn of each other.
test-torch: setup-torch
	.venv-torch/bin/pytest -W ignore tests/torch

check: setup-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/pytest -q tests/contracts

# The OpenAPI document and the clients that are made of it; the one for pages takes Node.
clients: setup-dev
	.venv/bin/python -m api openapi > deploy/docs/openapi.json
	.venv/bin/python -m deploy.client

bench: setup-dev
	.venv/bin/python -m tests.benchmarks

setup:
	$(call SETUP)

setup-dev:
	$(call SETUP,--dev)

setup-torch:
	$(call SETUP,--torch)
