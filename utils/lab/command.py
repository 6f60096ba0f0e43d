"""Open JupyterLab with your own copy of the lessons, in my_lessons: `course lab 03`.

The command never overwrites what you wrote. If you delete a lesson, you get a new copy.
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
    """Update the working copy, and apply the options.

    Returns the notebook to open, as a path below `folder` with `/`, and the lines for the learner.
    Raises UnknownLesson before anything is written. Raises NotANotebook and OSError.
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
    """Run JupyterLab in `folder` with `notebook` open until it ends. Return its exit status."""
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
            print("JupyterLab ended. We try again with another port.", flush=True)


def has_display():
    """Return whether a browser can open a window here."""
    return sys.platform != "linux" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )


def add_arguments(parser):
    """Add the arguments of `course lab` to its parser."""
    parser.add_argument(
        "name", nargs="?", metavar="NN", help="the lesson to open, by default the first"
    )
    parser.add_argument("--reset", metavar="NN", help="make a new copy, and keep the old one")
    parser.add_argument("--solution", metavar="NN", help="open a copy of this lesson's solution")
    parser.add_argument("--list", action="store_true", help="list the lessons")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")


def run(options, folder=MY_LESSONS, lessons=LESSONS, solutions=SOLUTIONS):
    """Open JupyterLab. The exit status is 1 if a lesson is not known or JupyterLab fails."""
    if options.list:
        print(*lesson_list(solutions), sep="\n")
        return 0
    for name in {"SIGTERM", "SIGHUP", "SIGBREAK"} & set(dir(signal)):  # a terminal closed, too
        signal.signal(getattr(signal, name), signal.default_int_handler)
    try:
        notebook, lines = prepare(options, folder, lessons, solutions)
        print(*lines, f"JupyterLab is starting in {folder.name}.", sep="\n", flush=True)
        status = serve(folder, notebook, has_display() and not options.no_browser)
    except (UnknownLesson, NotANotebook) as error:
        print(error.args[0], file=sys.stderr)
        return 1
    except ServerFailed as error:
        print(f"{error} Run `course doctor` to find the reason.", file=sys.stderr)
        return 1
    except OSError as error:
        print(write_sentence(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        status = 0
    print(f"JupyterLab has stopped. Your notebooks are in {folder.name}.")
    return 1 if status else 0
