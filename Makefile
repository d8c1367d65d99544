# Every target sets up what it needs in .venv (tools/setup_env.py); nothing but Python 3.11 or later is asked for.
#   make test PYTHON=python3.12     with another Python
#   make test PYTEST_ARGS="-k lock" with arguments of your own for pytest

# The first Python that is new enough; a shim or a link that does not work is passed over.
PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$python && break; done)
BIN := .venv/bin
WORKERS ?= auto
PYTEST_ARGS ?=
EVALUATE_ARGS ?=
COMPANIES_ARGS ?=
CEILING ?=
SERVE_ARGS ?=
INTERVIEW_ARGS ?=
TORTURE_SECONDS ?= 600
TORTURE_SEED ?=
TORTURE_ARGS ?=
DEMO := demo-output

# A user's own path must not reach into the environment.
unexport PYTHONPATH PYTHONHOME
# Where nothing may be kept compiled, every worker compiles all tests again: seconds of each run.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Targets share .venv.
.NOTPARALLEL:
.PHONY: help demo serve test postgres torture quick lint format bench evaluate interview wheel audit lock messages floors clean distclean python runtime web dev

help: ## list these targets
	@awk -F ': *[a-z]* *## ' '/^[a-z]+:.* ## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: runtime ## diagnose the example quarter
	@rm -rf $(DEMO)
	@$(BIN)/diagnosis run facts/examples/2026-Q3 --previous facts/examples/2026-Q2 --out $(DEMO)

serve: web ## ask a manager in the browser, on this machine
	@$(BIN)/diagnosis serve $(SERVE_ARGS)

# Tests of one group share what is costly to set up, so that one worker runs them all.
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 8 --dist loadgroup

test: dev ## run the tests
	@$(PYTEST) $(PYTEST_ARGS)

# What touches the store, and the pages once more on it; what is about SQLite's own files cannot be tried there.
ON_POSTGRES = tests/sessions $(addprefix tests/web/test_,answer_routes.py column_mapping.py everybody.py from_terminal.py \
	lasting.py limits.py member_table.py pages.py rights.py sessions.py store_faults.py uploads.py visitors.py what_if.py)
postgres: dev ## run the tests of the store, links, pages and erasing on PostgreSQL, which has to be there
	@HYPOTHESIS_PROFILE=quick $(BIN)/python -m tests.postgres $(PYTEST) -m "not (sqlite or browser)" $(ON_POSTGRES) $(PYTEST_ARGS)

# As root it fills up a small file system that it mounts; else it limits how large files may be.
torture: dev ## attack store, pages and gate for ten minutes (TORTURE_SECONDS, TORTURE_SEED), and look that all holds
	@$(BIN)/python -m tests.torture --seconds $(TORTURE_SECONDS) $(if $(TORTURE_SEED),--seed $(TORTURE_SEED)) $(TORTURE_ARGS)

quick: dev ## run the fast tests, with fewer examples: in under a minute
	@HYPOTHESIS_PROFILE=quick $(PYTEST) -m "not (slow or browser or process)" $(PYTEST_ARGS)

lint: dev ## check style, formatting, types and which package imports which
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo --cache-dir .cache/imports

format: dev ## put imports and layout in order
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

bench: dev ## run the short benchmarks
	@$(BIN)/python -m benchmarks --short

evaluate: dev ## measure the knowledge base on simulated teams and companies; CEILING=1: beside boosted trees
	@$(BIN)/python -m benchmarks.evaluation $(EVALUATE_ARGS)
	@$(BIN)/python -m benchmarks.companies $(if $(CEILING),--ceiling) $(COMPANIES_ARGS)

interview: dev ## count the questions that simulated managers are asked
	@$(BIN)/python -m benchmarks.interview $(INTERVIEW_ARGS)

wheel: auditing ## build the sdist, and from it the wheel, in dist/, with a list of what it stands on (SBOM, CycloneDX)
	@rm -rf dist
	@$(BIN)/python -m build --no-isolation --outdir dist
	@$(BIN)/python -W ignore -m cyclonedx_py requirements requirements/web.txt --pyproject pyproject.toml \
		--output-reproducible --validate --output-file dist/sbom.cdx.json

audit: auditing ## ask PyPI whether a locked package is known to be vulnerable; says so where it cannot be asked
	@$(BIN)/python tools/audit.py

# The locks of the parts take their versions from dev.txt, so that all of them fit into one environment.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --annotation-style line --custom-compile-command "make lock"
lock: locking ## renew the locked versions in requirements/
	@$(COMPILE) --upgrade pyproject.toml --group dev --all-extras -o requirements/dev.txt
	@$(COMPILE) pyproject.toml -c requirements/dev.txt -o requirements/runtime.txt
	@$(COMPILE) pyproject.toml --extra web -c requirements/dev.txt -o requirements/web.txt
	@$(COMPILE) pyproject.toml --extra web --extra oidc -c requirements/dev.txt -o requirements/oidc.txt
	@$(COMPILE) --group build -c requirements/dev.txt -o requirements/build.txt
	@$(COMPILE) --upgrade --group compiler -o requirements/compiler.txt
	@$(COMPILE) --upgrade --group locking -o requirements/locking.txt
	@$(COMPILE) --group audit -c requirements/dev.txt -o requirements/audit.txt

floors: dev ## draw the floors of the package: docs/floors.svg
	@$(BIN)/python tools/draw_floors.py

messages: dev ## enter new messages in the catalogues of translations, and delete those that nobody says
	@mkdir -p .cache
	@$(BIN)/pybabel --quiet extract --no-default-keywords --keyword say --keyword say_counted:1,2 --no-wrap \
		--add-location file --output-file .cache/messages.pot diagnosis
	@$(BIN)/pybabel --quiet update --domain diagnosis --input-file .cache/messages.pot --output-dir diagnosis/locale \
		--no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

clean: ## remove what was built, written and cached
	@rm -rf $(DEMO) build dist .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +

distclean: clean ## and the environment .venv as well
	@rm -rf .venv

python:
	@test -n "$(PYTHON)" || { echo "make: there is no Python 3.11 or later on the path; install one, or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "make: PYTHON=$(PYTHON) is no Python 3.11 or later; name one: make PYTHON=/path/to/python3.11" >&2; exit 1; }

.PHONY: locking auditing
runtime web dev locking: python
	@"$(PYTHON)" tools/setup_env.py $@

auditing: python
	@"$(PYTHON)" tools/setup_env.py audit
