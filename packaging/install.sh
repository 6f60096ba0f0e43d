#!/bin/sh
# Makes .venv and brings it to a lock: sh packaging/install.sh learners | developers | class | site | faults | uv
# or, for an older TensorFlow, an environment beside it: sh packaging/install.sh tf-2.16
#
#   PYTHON=python3.12   the Python that a new .venv is made with
#   UV=no               install with pip alone
#   WHEELS=folder       install from the folder of `course wheels`, without a network
#
# Stamps in it hold what was installed, and are written last: an install that was
# interrupted has none, and the next run continues it.
set -eu
trap 'exit 130' INT   # pip and uv answer Ctrl-C with an exit status: do not take it for a failure
CDPATH='' cd -- "$(dirname -- "$0")/.."
export PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1   # a setting for the whole account breaks a .venv

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

suits() {
    "$1" -c 'import ensurepip, sys, venv
sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

has_whole_pip() {
    "$python" -c 'from importlib.metadata import distribution
assert distribution("pip").read_text("RECORD")' 2>/dev/null
}

make_venv() {
    if [ -n "${PYTHON:-}" ]; then set -- "$PYTHON"; else set -- python3 python3.13 python3.12 python3.11; fi
    for candidate in "$@"; do
        if suits "$candidate"; then
            echo "Making $venv with $("$candidate" --version)."
            "$candidate" -m venv --clear "$venv"
            return
        fi
    done
    fail "No Python 3.11, 3.12 or 3.13 with its venv module was found${PYTHON:+ at PYTHON=$PYTHON}." \
        "Install one (on Debian and Ubuntu: python3 and python3-venv), or name it: make PYTHON=/path/to/python3.12 …"
}

# Prints the options that keep an installer to the folder WHEELS, as an address without spaces.
only_wheels() {
    [ -z "${WHEELS:-}" ] || "$python" -c 'import pathlib, sys
print("--no-index --find-links", pathlib.Path(sys.argv[1]).resolve().as_uri())' "$WHEELS"
}

get_uv() {
    # shellcheck disable=SC2046   # several words are wanted
    [ "${UV:-}" != no ] &&
        "$python" -m pip install $(only_wheels) --quiet --require-hashes --only-binary :all: \
            --retries 1 --timeout 15 -r requirements-uv.txt >/dev/null 2>&1
}

install() {
    # shellcheck disable=SC2046
    set -- $(only_wheels) "$@"
    if [ "$installer" = uv ]; then
        "$venv/bin/uv" pip install --python "$python" "$@" && return
        echo "uv could not install this, so pip does."
        installer=pip
    fi
    "$python" -m pip install --no-compile "$@" ||
        fail "The install stopped before its end." "$(what_to_do)"
}

what_to_do() {
    if [ "$(df -Pk . | awk 'NR == 2 { print $4 }')" -lt 1000000 ]; then
        echo "The disk is nearly full: free 3 GB, then run the same command again."
    elif git diff --quiet HEAD -- "$lock" 2>/dev/null || [ $? -ne 1 ]; then   # 1: it differs
        echo "What was fetched is kept: look at the lines above, then run the same command again." \
            "If no version of a package is found, a proxy or a sign-in page may answer in place of the index."
    else
        echo "$lock was changed here: \`git checkout $lock\` restores it. Then run the same command again."
    fi
}

# Python would do it at the first import, which would take a lesson's first cell seconds more, and
# never where PYTHONDONTWRITEBYTECODE is set. On all cores, which pip and uv do not use for this.
compile_packages() {
    "$python" -W ignore -m compileall -qq -j 0 "$venv/lib" || :   # some packages hold a file for another Python
}

# A package cut off while its files were written would be taken for installed: forget it.
forget_half_installed() {
    "$python" -c 'import pathlib, shutil, sysconfig
for folder in pathlib.Path(sysconfig.get_path("purelib")).glob("*.dist-info"):
    if not all((folder / name).exists() for name in ("INSTALLER", "RECORD")):
        shutil.rmtree(folder)'
}

packages_wanted() {
    "$python" --version
    cat "$1"
}

course_wanted() {
    pwd   # an editable install points here, also after the folder was moved
    cat pyproject.toml packaging/*.pth
}

# A set holds all of the sets before it.
held_by() {
    case "$1" in
        requirements-class.txt | requirements-dev.txt) echo requirements.txt ;;
        requirements-site.txt | requirements-faults.txt) echo requirements.txt requirements-dev.txt ;;
    esac
}

packages_are_there() { packages_wanted "$lock" | cmp -s - "$venv/installed-$lock"; }
course_is_there() { course_wanted | cmp -s - "$venv/installed-course"; }

venv=.venv
case "${1:-}" in
    learners) lock=requirements.txt ;;
    developers) lock=requirements-dev.txt ;;
    class) lock=requirements-class.txt ;;
    site) lock=requirements-site.txt ;;
    faults) lock=requirements-faults.txt ;;
    uv) lock=requirements-uv.txt ;;
    tf-2.*) lock=requirements-$1.txt venv=.venv-$1 ;;
    *) fail "Say which set to install: sh packaging/install.sh learners | developers | class | site | faults | uv | tf-2.16" ;;
esac
python=$venv/bin/python

if ! suits "$python"; then
    make_venv
elif packages_are_there && course_is_there; then
    exit 0
elif ! has_whole_pip; then
    make_venv
fi

if [ "$lock" = requirements-uv.txt ]; then
    get_uv || fail "uv could not be installed." "Look at the network, and at UV=no, then run the same command again."
    exit 0
fi
if [ -n "${WHEELS:-}" ] && [ ! -d "$WHEELS" ]; then
    fail "There is no folder $WHEELS." "On a computer with a network, \`course wheels FOLDER\` makes it."
fi
if [ "$(uname -sm)" = "Darwin x86_64" ]; then
    fail "TensorFlow has no build for a Mac with an Intel processor, or for a terminal under Rosetta." \
        "Use an Apple silicon terminal, another machine, or Binder (see the README)."
fi

forget_half_installed
if get_uv; then
    installer=uv
else
    installer=pip
    [ "${UV:-}" = no ] || echo "uv cannot be had here, so pip installs."
fi
if ! packages_are_there; then
    echo "Installing $lock into $venv: 2.5 GB, the first time a minute or more."
    rm -f "$venv"/installed-requirements*   # the sets share packages: none is sure any more
    install --require-hashes -r "$lock"
    compile_packages
    packages_wanted "$lock" >"$venv/installed-$lock"
    for held in $(held_by "$lock"); do
        packages_wanted "$held" >"$venv/installed-$held"
    done
fi
if ! course_is_there; then
    install --quiet --no-deps --no-build-isolation --editable .
    course_wanted >"$venv/installed-course"
fi
