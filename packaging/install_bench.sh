#!/bin/sh
# Makes .venv-bench, with PyTorch, for `make bench`. The stamp is written last: an install that
# was interrupted has none, and the next run continues it.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."
export PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1

wanted() {
    .venv/bin/python --version
    cat requirements-bench.txt
}

wanted | cmp -s - .venv-bench/installed && exit 0
echo "Installing PyTorch into .venv-bench, for the benchmark alone: a minute or more."
.venv/bin/python -m venv .venv-bench
# Plain pip: on a machine that has a smaller build at hand, it finds it.
if .venv-bench/bin/python -m pip install --quiet -r requirements-bench.txt; then
    wanted >.venv-bench/installed
else
    rm -rf .venv-bench
    echo "PyTorch could not be installed: its rows will say so, and all others are measured."
fi
