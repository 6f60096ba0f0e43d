"""The command `course`, the same as `python -m utils`: its subcommands, and their completion.

A subcommand is a module with `add_arguments(parser)` and `run(options)`, which returns the exit
status. Only the module of the named subcommand is imported, so `course --help` is fast.
"""

from __future__ import annotations  # An older Python must be able to run `course doctor`.

import argparse
import os
import sys
from importlib import import_module

# Each subcommand with its module and its description.
COMMANDS = {
    "lab": ("utils.lab.command", "open JupyterLab with your copy of the lessons"),
    "progress": ("utils.lab.progress", "show what you have passed, and what comes next"),
    "run": ("utils.lessons.run", "run a solved lesson in the terminal"),
    "doctor": ("utils.doctor", "check whether the lessons will run, and how to fix problems"),
    "build": ("authoring.build", "build the notebooks from solutions/*.py, in a clone"),
    "grade": ("utils.grading.command", "grade the notebooks of a class"),
    "wheels": ("utils.lab.wheels", "download all packages for a room without a network"),
    "revive": ("utils.revive.command", "run a script of TensorFlow 1 unchanged"),
    "convert": ("utils.convert.command", "convert recurrent weights of TensorFlow 1 to Keras 3"),
}


def main(arguments=None):
    """Run the subcommand that is named.

    Arguments:
        arguments: list of strings, by default those of the command line.

    Returns:
        The exit status of the subcommand.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    parser = course_parser(arguments or os.environ.get("COMP_LINE", "").split()[1:])
    _complete(parser)
    options = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):  # not in a notebook
        sys.stdout.reconfigure(errors="replace")  # for a terminal that cannot show a character
    return options.run(options)


def course_parser(words):
    """Return the parser of `course`, with the arguments of the subcommand that `words` name.

    Arguments:
        words: the words after `course`, a list of strings.

    Returns:
        An `argparse.ArgumentParser`, which sets `run` to the subcommand's function.
    """
    parser = argparse.ArgumentParser(prog="course", description="A course in recurrent networks.")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, (module, summary) in COMMANDS.items():
        asked = _imported(module) if name in words[:1] else None
        subparser = subparsers.add_parser(
            name,
            help=summary,
            description=asked.__doc__ if asked else summary,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if asked:
            asked.add_arguments(subparser)
            subparser.set_defaults(run=asked.run)
    return parser


def _imported(module):
    """Import the module of a subcommand. `authoring` is only in a clone of the course."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != "authoring":
            raise
        sys.exit(
            "This needs a clone of the course. Run `make install-dev` in it, then `make build`."
        )


def _complete(parser):
    """Return completions to a shell that asks for them, and end. Otherwise, do nothing."""
    if "_ARGCOMPLETE" in os.environ:
        import argcomplete

        argcomplete.autocomplete(parser)
