#!/bin/sh
# Makes .venv-bench, with PyTorch, JAX and ONNX Runtime, for `make bench`, and .venv-tf1, with
# TensorFlow 1.15. The stamp is written last: an install that was interrupted has none, and the
# next run continues it.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."
export PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1

wanted() {
    .venv/bin/python --version
    cat requirements-bench.txt
}

# Python 3.7 is looked for in PYTHON37 and among the commands; what is missing is said.
.venv/bin/python -c 'from authoring.tf1_reference import install; install("1.15.5")' ||
    echo "TensorFlow 1.15 could not be installed: its rows will say so."

wanted | cmp -s - .venv-bench/installed && exit 0
echo "Installing other libraries into .venv-bench, for the benchmark alone: a minute or more."
.venv/bin/python -m venv .venv-bench
install() {
    # Plain pip: on a machine that has a smaller build of PyTorch at hand, it finds it.
    .venv-bench/bin/python -m pip install --quiet "$@"
}
if install -r requirements-bench.txt; then
    wanted >.venv-bench/installed
else
    # One at a time, so that one that is missing takes no other with it.
    sed 's/ *#.*//' requirements-bench.txt | while read -r package; do
        [ -z "$package" ] || install "$package" || echo "$package could not be installed."
    done
    echo "The rows of what is missing will say so, and all others are measured."
fi
