# Development tasks; `make` alone lists them. Needs Python 3.11 or newer, nothing else.

PYTHON ?= python3
ARGS ?=
SCALE ?= 100
SCALES ?= 1 10 100 1000
DEPTH ?= 1
RUNS ?= 3
# On few rows Spark mostly waits, so tests run in parallel.
PYTEST := pytest --numprocesses auto --maxprocesses 4 --dist worksteal
# What may depend on the version of Spark: cells and tables, reading and writing, the whole job.
SPARK_3_5 := $(addprefix tests/,columns staging identity models sources publish incremental/test_event_stream.py \
	test_demo.py test_doctests.py test_against_reference.py test_frames.py)
PIP := bin/python -m pip --disable-pip-version-check --no-input -qq

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test test-all test-faults coverage lint format bench bench-scales bench-cases profile docs suggestions domains dist clean

help: ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 20

run: .venv/.run ## Run the demo on the embedded engine and show the summary
	@.venv/bin/jafflegaggle run --config conf/demo.toml $(ARGS)

test: lint ## Check the code, then test it on the embedded engine and on Spark (ARGS="-k email")
	@$(call suite,.venv,embedded)
	@$(call suite,.venv,spark)

test-all: test .venv-spark-3.5/.test ## The same, and on Spark 3.5
	@$(call suite,.venv-spark-3.5,spark,$(SPARK_3_5))

coverage: .venv/.test ## Show which lines the tests reach on the embedded engine
	@.venv/bin/coverage erase
	@JAFFLEGAGGLE_TEST_ENGINE=embedded .venv/bin/python -m coverage run -m $(PYTEST)
	@.venv/bin/coverage combine --quiet --append
	@.venv/bin/coverage report

test-faults: .venv/.test ## Kill runs, fill disks and so on: about ten minutes (ARGS="-k disk")
	@echo "Testing what a run survives"
	@.venv/bin/python -m $(PYTEST) tests/faults $(ARGS)

lint: .venv/.test ## Check format, style, types and layers
	@echo "Checking format, style, types and layers"
	@.venv/bin/ruff format --check --quiet
	@.venv/bin/ruff check --quiet
	@.venv/bin/mypy --no-error-summary
	@.venv/bin/lint-imports --config setup.cfg

format: .venv/.test ## Format the code, and fix what can be fixed automatically
	@.venv/bin/ruff check --fix --quiet --exit-zero
	@.venv/bin/ruff format

bench: .venv/.test .venv-dbt/.bench ## Benchmark the job against alternatives (SCALE=100 DEPTH=1 RUNS=3)
	@.venv/bin/python -m bench run --scale $(SCALE) --depth $(DEPTH) --runs $(RUNS) $(ARGS)

bench-scales: .venv/.test .venv-dbt/.bench ## The same at several scales, with a plot (SCALES="1 10 100 1000")
	@.venv/bin/python -m bench scales --scales $(SCALES) --depth $(DEPTH) --runs $(RUNS) $(ARGS)

bench-cases: .venv/.test ## Benchmark memory, growth, skewed data, long merge lists (ARGS="--case skew")
	@.venv/bin/python -m bench cases --scale $(SCALE) --depth $(DEPTH) --runs $(RUNS) $(ARGS)

profile: .venv/.test ## Profile the steps of the job on both engines (SCALE=100 ARGS="--only job-embedded")
	@.venv/bin/python -m bench profile --scale $(SCALE) --depth $(DEPTH) $(ARGS)

docs: .venv/.test ## Generate the pages of docs/ that follow from the declarations
	@.venv/bin/python docs/generate.py
	@.venv/bin/python -m docs.lineage
	@.venv/bin/python -m docs.answers

suggestions: .venv/.test ## Measure suggestions on labelled people and companies
	@.venv/bin/python -m docs.precision

domains: .venv/.test ## Make the preset of personal domains again, from the packages that hold lists
	@.venv/bin/python data/personal_domains.py

dist: .venv/.run ## Build the wheel, and the same as a zip, for --py-files
	@rm -rf build dist
	@.venv/$(PIP) wheel --no-deps --wheel-dir dist .
	@rm -rf build
	@cp dist/jafflegaggle-*.whl dist/jafflegaggle.zip
	@ls dist/*

clean: ## Remove environments, builds and caches
	@rm -rf .venv .venv-spark-3.5 .venv-dbt bench/data bench/results build dist *.egg-info
	@rm -rf .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

# Environments: each is created once, and again when pyproject.toml changes.

.venv/.run: pyproject.toml
	@$(call venv,.venv)
	@echo "Installing the embedded engine into .venv (once)"
	@.venv/$(PIP) install -e ".[embedded]"
	@touch $@

.venv/.test: pyproject.toml
	@$(call venv,.venv)
	@echo "Installing both engines and the tools into .venv (once)"
	@.venv/$(PIP) install -e ".[embedded,spark,report,dev]"
	@.venv/bin/python tests/java.py
	@touch .venv/.run $@

# Spark 3.5 needs numpy, which newer pyarrows do not require, and on Python 3.12 distutils. Its extra
# is named since pip tries, and downloads, every newer version otherwise.
.venv-spark-3.5/.test: pyproject.toml
	@$(call venv,.venv-spark-3.5)
	@echo "Installing Spark 3.5 and the tools into .venv-spark-3.5 (once)"
	@.venv-spark-3.5/$(PIP) install -e ".[embedded,spark,report,dev]" "pyspark[connect]==3.5.*" "pyarrow<23" setuptools
	@.venv-spark-3.5/bin/python tests/java.py
	@touch $@

# dbt needs other versions of what the job needs. Where it cannot be installed, the benchmark does without.
.venv-dbt/.bench: Makefile
	@$(call venv,.venv-dbt)
	@echo "Installing dbt into .venv-dbt (once)"
	@.venv-dbt/$(PIP) install "dbt-core==1.10.*" "dbt-duckdb==1.10.*" || echo "dbt is left out"
	@touch $@

define venv
test -x $(1)/bin/pip || { \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12" >&2; exit 1; }; \
	echo "Making $(1)"; rm -rf $(1); $(PYTHON) -m venv $(1); }
endef

define suite
echo "Testing on $(2) ($(1))"; \
JAFFLEGAGGLE_TEST_ENGINE=$(2) $(1)/bin/python -m $(PYTEST) $(3) $(ARGS)
endef
