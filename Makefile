# Each target first brings .venv to a lock with hashes, which takes a moment when nothing changed.
#   PYTHON=python3.12  the Python for a new .venv      UV=no  install with pip alone

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

lab: install ## open JupyterLab on your copy of the lessons (LESSON=03, RESET=03, SOLUTION=03)
	@.venv/bin/python -m utils.lab $(LESSON) $(RESET:%=--reset %) $(SOLUTION:%=--solution %)

run: install ## run a solved lesson in the terminal (LESSON=03; 02 where none is given)
	@.venv/bin/python -m utils.run $(or $(LESSON),02)

doctor: install ## say whether the lessons will run here, and what to mend
	@.venv/bin/python -m utils.doctor

test: install-dev ## run all tests and every notebook, compared with what is stored (LESSON=03, WORKERS=4)
	@.venv/bin/python -m pytest -n $(or $(WORKERS),2) $(LESSON:%=--lesson=%)

accuracy: install-dev ## measure on three seeds what the lessons say of trained networks
	@.venv/bin/python -m utils.accuracy

bench: install-dev ## time the graphs beside other libraries (ROWS="step characters", QUICK=yes)
	@sh packaging/install_bench.sh
	@.venv/bin/python -m benchmarks $(QUICK:%=--quick) $(ROWS)

build: install-dev ## make the notebooks from solutions/*.py (LESSON=03 for one)
	@.venv/bin/python -m utils.build $(LESSON)

picture: install ## draw the picture of the README again
	@.venv/bin/python -c "from utils.diagrams import readme_picture as picture; \
	    picture().save('docs/unrolled.png')"

check: install-dev ## say which notebook is stale or edited by hand, and lint the code
	@.venv/bin/python -m utils.build --check
	@.venv/bin/python -m ruff check
	@.venv/bin/python -m ruff format --check

format: install-dev ## put the code into the project's style
	@.venv/bin/python -m ruff check --fix
	@.venv/bin/python -m ruff format

install: ## bring .venv to what lessons need
	@sh packaging/install.sh learners

install-dev: ## bring .venv to what authors and CI need
	@sh packaging/install.sh developers

lock: ## compile the locks from requirements*.in (UPGRADE=yes: the newest that these allow)
	@sh packaging/install.sh uv
	@for name in requirements-uv requirements requirements-dev; do \
	    .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	        --python-version 3.11 --custom-compile-command "make lock" $(UPGRADE:%=--upgrade) \
	        $$name.in --output-file $$name.txt || exit 1; \
	done

clean: ## remove .venv, caches and figures (my_lessons stays)
	@rm -rf .venv .venv-bench figures build dist .pytest_cache .ruff_cache .hypothesis
	@find . -path ./my_lessons -prune -o -type d \
	    \( -name __pycache__ -o -name .ipynb_checkpoints -o -name '*.egg-info' \) \
	    -prune -exec rm -rf {} +

.PHONY: help lab run doctor test accuracy bench build picture check format install install-dev lock clean
