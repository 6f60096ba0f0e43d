"""JupyterLab on your own copy of the lessons, in my_lessons: `course lab 03`.

What you wrote is never overwritten, and a lesson that you delete comes back.
"""

import os
import secrets
import signal
import sys
import webbrowser
from urllib.parse import quote

from utils.environment import shadow_problem, shadowing_files
from utils.lab.server import ANY_PORT, FIRST_PORT, LOOPBACK, ServerEnded, ServerFailed, lab_server
from utils.lab.working_copy import NotANotebook, WorkingCopy
from utils.lessons import LESSONS, MY_LESSONS, SOLUTIONS, UnknownLesson, find_scripts, lesson_list
from utils.lessons.writing import write_sentence


def prepare(options, folder=MY_LESSONS, lessons=LESSONS, solutions=SOLUTIONS):
    """Bring the working copy up to date, and do what the options ask.

    Returns the notebook to open, as a path below `folder` with `/`, and the lines for the learner.
    Raises UnknownLesson before anything is written; NotANotebook and OSError.
    """
    scripts = find_scripts(folder=solutions)
    name = options.solution or options.name or options.reset or scripts[0].stem
    [chosen] = find_scripts([name], solutions)
    to_reset = find_scripts([options.reset], solutions) if options.reset else []
    copies = WorkingCopy(folder)
    lines = []
    for script in to_reset:
        lines += copies.reset(lessons / f"{script.stem}.ipynb")
    lines += copies.update([lessons / f"{script.stem}.ipynb" for script in scripts])
    notebook = f"{chosen.stem}.ipynb"
    if options.solution:
        original, notebook = solutions / notebook, f"solutions/{notebook}"
        lines += copies.deliver(original, notebook, with_outputs=True)
    lines += [" ".join(shadow_problem(file)) for file in shadowing_files(folder)]
    return notebook, lines


def serve(folder, notebook, browser):
    """Run JupyterLab on `folder`, opened at `notebook`, until it ends; return its exit status."""
    token = secrets.token_hex(24)
    for first_port in (FIRST_PORT, ANY_PORT):
        try:
            with lab_server(folder, token, first_port) as (child, port):
                address = f"http://{LOOPBACK}:{port}/lab/tree/{quote(notebook)}?token={token}"
                print(f"{notebook} is open at {address} (stop with Ctrl-C).", flush=True)
                if browser:
                    webbrowser.open(address)
                return child.wait()
        except ServerEnded:
            if first_port == ANY_PORT:
                raise
            print("Trying once more, on another port.", flush=True)


def has_display():
    """Whether a browser can open a window here."""
    return sys.platform != "linux" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )


def add_arguments(parser):
    """Add the arguments of `course lab` to its parser."""
    parser.add_argument("name", nargs="?", metavar="NN", help="the lesson to open, else the first")
    parser.add_argument("--reset", metavar="NN", help="a fresh copy of this lesson; yours is kept")
    parser.add_argument("--solution", metavar="NN", help="open a copy of this lesson's solution")
    parser.add_argument("--list", action="store_true", help="list the lessons by part, and end")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")


def run(options, folder=MY_LESSONS, lessons=LESSONS, solutions=SOLUTIONS):
    """Open JupyterLab; the exit status is 1 where a lesson is not known or JupyterLab fails."""
    if options.list:
        print(*lesson_list(solutions), sep="\n")
        return 0
    for name in {"SIGTERM", "SIGHUP", "SIGBREAK"} & set(dir(signal)):  # a terminal closed, too
        signal.signal(getattr(signal, name), signal.default_int_handler)
    try:
        notebook, lines = prepare(options, folder, lessons, solutions)
        print(*lines, f"Starting JupyterLab on {folder.name}.", sep="\n", flush=True)
        status = serve(folder, notebook, has_display() and not options.no_browser)
    except (UnknownLesson, NotANotebook) as error:
        print(error.args[0], file=sys.stderr)
        return 1
    except ServerFailed as error:
        print(f"{error} `course doctor` looks for the reason.", file=sys.stderr)
        return 1
    except OSError as error:
        print(write_sentence(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        status = 0
    print(f"JupyterLab is stopped. Your notebooks are in {folder.name}.")
    return 1 if status else 0
