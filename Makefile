# make run    sets everything up, then runs the main job on the repository's own services
# make test   sets everything up, then runs every check
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: run test lint types floors tests journey postgres chromium clean

run: $(INSTALLED)
	$(BIN)/pactwright run

test: lint types floors tests journey

$(INSTALLED): pyproject.toml constraints.txt .ci/python-venv
	sh .ci/python-venv $(PYTHON)
	touch $(INSTALLED)

lint: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(INSTALLED)
	$(BIN)/mypy

floors: $(INSTALLED)
	$(BIN)/lint-imports --no-logo --no-cache

tests: $(INSTALLED) postgres chromium
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n 2 --dist worksteal
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

# The tour must hold, and its pacts must be the committed ones.
journey: $(INSTALLED)
	$(BIN)/pactwright run
	git diff --exit-code -- pacts
	test -z "$$(git status --porcelain -- pacts)"

postgres:
	sh .ci/postgres

chromium:
	sh .ci/chromium

clean:
	rm -rf .venv .pactwright .mypy_cache .ruff_cache .pytest_cache .coverage*
