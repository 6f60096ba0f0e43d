# Each target first brings .venv to a lock with hashes, which takes a moment when nothing changed.
#   PYTHON=python3.12  the Python for a new .venv      UV=no  install with pip alone
#   WHEELS=folder      install from the folder of `make wheels`, without a network
export WHEELS

COMPILE = .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
    --python-version 3.11 --custom-compile-command "make lock"

help: ## print this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

lab: install ## open JupyterLab on your copy of the lessons (LESSON=03, RESET=03, SOLUTION=03)
	@.venv/bin/course lab $(LESSON) $(RESET:%=--reset %) $(SOLUTION:%=--solution %)

run: install ## run a solved lesson in the terminal (LESSON=03; 02 where none is given)
	@.venv/bin/course run $(LESSON)

progress: install ## say what you have passed, and what comes next
	@.venv/bin/course progress

grade: install ## grade the notebooks of a class (FOLDER=handed_in, STUDENTS=list.csv, WORKERS=4)
	@.venv/bin/course grade "$(or $(FOLDER),FOLDER)" $(if $(STUDENTS),--students "$(STUDENTS)") \
	    $(WORKERS:%=--workers %) $(AS_ROOT:%=--as-root)

class: ## start a class server to try on this computer (SIZE=5, FRESH=yes)
	@sh packaging/install_class.sh
	@.venv/bin/python class/trial.py $(SIZE:%=--students %) $(FRESH:%=--fresh)

wheels: install ## fetch all that a room without a network needs (FOLDER=, SYSTEM=windows, VERSION=3.12)
	@.venv/bin/course wheels "$(or $(FOLDER),wheels)" $(SYSTEM:%=--system %) $(VERSION:%=--python %)

doctor: install ## say whether the lessons will run here, and what to fix
	@.venv/bin/course doctor

test: install-dev ## run all tests and every notebook (LESSON=03, WORKERS=4, DURATIONS=yes)
	@.venv/bin/python -m pytest -n $(or $(WORKERS),2) $(LESSON:%=--lesson=%) $(DURATIONS:%=--by-file)

accuracy: install-dev ## measure on three seeds what the lessons say of trained networks
	@.venv/bin/python -m authoring.claims.accuracy

bench: install-dev ## time the graphs beside other libraries (ROWS="step characters", QUICK=yes)
	@sh packaging/install_bench.sh
	@.venv/bin/python -m benchmarks $(QUICK:%=--quick) $(ROWS)

build: install-dev ## make the notebooks from solutions/*.py (LESSON=03 for one)
	@.venv/bin/python -m authoring.build $(LESSON)

site: install-site ## make the pages of the course in build/site, and test them (REPOSITORY=owner/name)
	@SITE_REPOSITORY="$(or $(REPOSITORY),$(SITE_REPOSITORY))" .venv/bin/python -m authoring.site
	@.venv/bin/python -m pytest -n 2 tests/site --site build/site

faults: install-faults ## change utils/ in small ways that tests must catch (MODULES="reference grading", SAMPLE=0.1)
	@.venv/bin/python -m authoring.faults $(SAMPLE:%=--sample %) $(SEED:%=--seed %) $(LEAST:%=--least %) \
	    $(MODULES)

range: install-dev ## run tests and lessons on the oldest TensorFlow and one between (VERSIONS="2.16 2.19")
	@.venv/bin/python -m authoring.version_range $(VERSIONS)

tf1-reference: install-dev ## store what the real TensorFlow 1 computes (PYTHON27=, PYTHON36=, PYTHON37=: paths)
	@.venv/bin/python -m authoring.tf1_reference

picture: install ## draw the picture of the README again
	@.venv/bin/python -c "from utils.figures.diagrams import readme_picture as picture; \
	    picture().save('docs/unrolled.png')"

check: install-dev ## name notebooks that are stale or edited by hand, measure prose, lint code
	@.venv/bin/python -m authoring.build --check
	@.venv/bin/python -m authoring.readability
	@.venv/bin/python -m ruff check
	@.venv/bin/python -m ruff format --check

format: install-dev ## put the code into the project's style
	@.venv/bin/python -m ruff check --fix
	@.venv/bin/python -m ruff format

install: ## bring .venv to what lessons need
	@sh packaging/install.sh learners

install-dev: ## bring .venv to what authors and CI need
	@sh packaging/install.sh developers

install-site: ## bring .venv and build/npm to what `make site` needs
	@sh packaging/install.sh site
	@sh packaging/install_npm.sh

install-faults: ## bring .venv to what `make faults` needs
	@sh packaging/install.sh faults

lock: ## compile the locks from requirements*.in (UPGRADE=yes: the newest that these allow)
	@sh packaging/install.sh uv
	@for name in requirements-uv requirements \
	        requirements-dask requirements-dev requirements-class requirements-site \
	        requirements-faults; do \
	    $(COMPILE) $(UPGRADE:%=--upgrade) $$name.in --output-file $$name.txt || exit 1; \
	done
	@for name in $(basename $(wildcard requirements-tf-*.in)); do \
	    cp requirements-dev.txt $$name.txt; \
	    cat requirements.in requirements-dask.in requirements-dev.in | grep -v '^-' | \
	        $(COMPILE) - --override $$name.in --no-annotate --output-file $$name.txt || exit 1; \
	done
	@! command -v npm >/dev/null || (cd authoring/site/npm && npm install --package-lock-only --silent)

clean: ## remove .venv, caches and figures (my_lessons stays)
	@rm -rf .venv .venv-* figures build dist .pytest_cache .ruff_cache .hypothesis
	@find . -path ./my_lessons -prune -o -type d \
	    \( -name __pycache__ -o -name .ipynb_checkpoints -o -name '*.egg-info' \) \
	    -prune -exec rm -rf {} +

.PHONY: help lab run progress grade class wheels doctor test accuracy bench build site faults range tf1-reference picture check format install install-dev install-site install-faults lock clean
