# Every target sets up what it needs by itself; the work is done by the scripts in bin/.
PYTHON ?= python3
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help run test check-deep bench scenario lint shell stop packages requirements clean

help: ## What there is
	@echo "make run                 the whole system with demo data on http://localhost:8000 (PORT=…, Ctrl-C stops it)"
	@echo "make test                the tests (ARGS='-k word', WORKERS=2)"
	@echo "make lint                style, import contracts, templates, migrations"
	@echo "make check-deep          long tests: fuzz, state machines, drills (ARGS=…)"
	@echo "make bench               what it costs (ARGS=matching: one part of it)"
	@echo "make scenario NAME=…     play one scenario on a database of its own"
	@echo "make shell CMD='…'       any command with the environment and the servers up; the same as bin/dev …"
	@echo "make stop                stop the servers that bin/dev has left up"
	@echo "make packages            only the system packages, as root (TESTS=1: those for tests too)"
	@echo "make requirements        requirements/*.txt anew from pyproject.toml (ARGS=--upgrade)"
	@echo "make clean               remove everything that is not in git: databases, files, .venv"

run:
	@$(PYTHON) bin/run

test:
	@$(PYTHON) bin/dev --once pytest -n $(WORKERS) --dist loadgroup $(ARGS)

check-deep:
	@$(PYTHON) bin/dev --once pytest -m deep $(ARGS)

bench:
	@$(PYTHON) bin/dev --once python -m tests.bench $(ARGS)

scenario:
	@$(PYTHON) bin/dev --once bin/scenario "$(NAME)"

lint:
	@$(PYTHON) bin/dev --once bin/lint

shell:
	@$(PYTHON) bin/dev $(CMD)

stop:
	@$(PYTHON) bin/dev --stop

packages:
	@$(PYTHON) bin/install-packages

requirements:
	@$(PYTHON) bin/compile-requirements $(ARGS)

clean:
	@$(PYTHON) bin/clean
