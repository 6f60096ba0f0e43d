"""The command `course`, the same as `python -m utils`: its subcommands, and their completion.

A subcommand is a module with `add_arguments(parser)` and `run(options)`, which returns the exit
status. Only the one that was asked for is imported, so that `course --help` answers at once.
"""

from __future__ import annotations  # An older Python must get as far as the doctor.

import argparse
import os
import sys
from importlib import import_module

# Each subcommand with its module, and what it does in one line.
COMMANDS = {
    "lab": ("utils.lab.command", "open JupyterLab on your copy of the lessons"),
    "progress": ("utils.lab.progress", "say what you have passed, and what comes next"),
    "run": ("utils.lessons.run", "run a solved lesson in the terminal"),
    "doctor": ("utils.doctor", "say whether the lessons will run here, and how to fix what is not"),
    "build": ("authoring.build", "make the notebooks from solutions/*.py, in a clone"),
    "grade": ("utils.grading.command", "grade the notebooks of a class"),
    "wheels": ("utils.lab.wheels", "fetch all that a room without a network needs"),
    "revive": ("utils.revive.command", "run a script of TensorFlow 1 unchanged"),
    "convert": ("utils.convert.command", "carry recurrent weights of TensorFlow 1 to Keras 3"),
}


def main(arguments=None):
    """Run the subcommand that is named.

    Arguments:
        arguments: list of strings; without it, those of the command line.

    Returns:
        The exit status: that of the subcommand.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    parser = course_parser(arguments or os.environ.get("COMP_LINE", "").split()[1:])
    _complete(parser)
    options = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):  # not in a notebook
        sys.stdout.reconfigure(errors="replace")  # a terminal that lacks a sign shows the rest
    return options.run(options)


def course_parser(words):
    """Return the parser of `course`, whose subcommand is complete where `words` name one.

    Arguments:
        words: what was typed after `course`, as a list of strings.

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
    """Import the module of a subcommand; what only maintainers use is not installed."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != "authoring":
            raise
        sys.exit(
            "This needs a clone of the course: run `make install-dev` there, then `make build`."
        )


def _complete(parser):
    """Answer a shell that asks for completions, and end; do nothing otherwise."""
    if "_ARGCOMPLETE" in os.environ:
        import argcomplete

        argcomplete.autocomplete(parser)
