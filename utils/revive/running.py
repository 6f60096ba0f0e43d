"""Run a script, a module or a notebook as Python would have run it by itself."""

import importlib.util
import os
import signal
import sys
import traceback
import types

from utils.revive.data import addresses
from utils.revive.python2.which_python import look_at
from utils.revive.reading.notebooks import run_notebook
from utils.revive.reading.program import program_files
from utils.revive.reading.sources import compiled

# Packages that have another name than the module that a script imports.
PACKAGES = {
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python-headless",
    "pkg_resources": '"setuptools<81"',
    "PIL": "pillow",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}
OF_THE_COURSE = os.path.dirname(os.path.abspath(__file__)) + os.sep


def run_as_main(script, arguments, is_module=False):
    """Run something as `__main__`.

    Arguments:
        script: the path of a file, or the name of a module.
        arguments: what follows it in `sys.argv`.
        is_module: whether `script` is a module, as in `python -m`.

    Returns:
        The exit status: 0 at its end, 1 after an error. `SystemExit` is raised on.
    """
    addresses.watch()
    try:
        if is_module:
            _run_module(script, arguments)
        elif script.endswith(".ipynb"):
            return run_notebook(script, arguments)
        else:
            _run_file(script, arguments)
    except KeyboardInterrupt:
        print("\nStopped by Ctrl-C.", file=sys.stderr)
        _end_by_interrupt()
    except SystemExit:
        raise
    except BaseException as error:
        show(error)
        return 1
    return 0


def _run_file(path, arguments):
    sys.argv = [path, *arguments]
    path = os.path.abspath(path)
    sys.path[0] = os.path.dirname(path)
    _execute(path, _main_module(path))


def _run_module(name, arguments):
    sys.path[0] = os.getcwd()
    sys.argv = ["-m", *arguments]
    spec = importlib.util.find_spec(name)
    if spec and spec.submodule_search_locations is not None:
        spec = importlib.util.find_spec(f"{name}.__main__")
    if spec is None or not spec.has_location:
        raise ModuleNotFoundError(f"No module named {name} can be run from {os.getcwd()}.")
    sys.argv[0] = spec.origin
    main = _main_module(spec.origin)
    main.__spec__, main.__package__ = spec, spec.parent
    _execute(spec.origin, main)


def _main_module(path):
    main = types.ModuleType("__main__")
    main.__file__ = path
    main.__builtins__ = __builtins__
    sys.modules["__main__"] = main
    return main


def _execute(path, main):
    look_at(program_files(path))
    code, names = compiled(path)
    main.__dict__.update(names)
    exec(code, main.__dict__)


def show(error):
    """Print the traceback of an error, without the course's own lines, and what it may mean."""
    sys.stdout.flush()
    shown = traceback.TracebackException.from_exception(error)
    one = shown
    while one is not None:
        frames = [frame for frame in one.stack if not frame.filename.startswith(OF_THE_COURSE)]
        one.stack = traceback.StackSummary.from_list(frames)
        one = one.__cause__ or one.__context__
    print("".join(shown.format()), file=sys.stderr, end="")
    for sentence in (addresses.advice(error), _missing_package(error)):
        if sentence:
            print(sentence, file=sys.stderr)


def _missing_package(error):
    """A sentence on a package that is not installed here."""
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return None
    if error.name.startswith("tensorflow"):
        return None
    if "." in error.name:
        return (
            f"The script needs {error.name}, which its package does not have; look for its file. "
            "If the package is in a folder above the script, start there: "
            "`course revive -m package.script`."
        )
    package = PACKAGES.get(error.name, error.name)
    return (
        f"The script needs {error.name}, which is not installed beside the course; "
        f"if it is a package, install it with `{sys.executable} -m pip install {package}`."
    )


def _end_by_interrupt():
    """End as Python does after Ctrl-C, so that a shell sees it; the report comes first."""
    import atexit

    atexit._run_exitfuncs()
    sys.stdout.flush()
    if os.name == "nt":
        os._exit(0xC000013A)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGINT)
