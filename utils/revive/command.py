"""Run an old script unchanged on today's TensorFlow, and say what to write today.

SCRIPT is a file, a notebook, or with -m a module. What follows it is passed to the script. After
it has run, each of its lines that leaned on something vanished is listed, with what to write.
"""

import os
import sys
from pathlib import Path

REPORTS = (".md", ".json")


def add_arguments(parser):
    """Add the arguments of `course revive` to its parser."""
    parser.add_argument(
        "-m", dest="module", action="store_true", help="SCRIPT is a module, as in python -m"
    )
    parser.add_argument("--report", metavar="FILE", help="write the report to FILE (.md or .json)")
    parser.add_argument("--quiet", action="store_true", help="do not print the report")
    parser.add_argument("script", metavar="SCRIPT", help="a .py file, a notebook, or a module")
    parser.add_argument("arguments", nargs="...", metavar="ARGS", help="the script's own arguments")


def run(options):
    """Run the script; the exit status is the script's, and 2 if it cannot be run at all."""
    problem = _problem_with(options)
    if problem:
        print(problem, file=sys.stderr)
        return 2
    from utils.environment import TensorFlowNotReady
    from utils.revive import starting
    from utils.revive.reading import course_modules

    report = options.report and os.path.abspath(options.report)
    sys.dont_write_bytecode = True
    try:
        starting.start()
        from utils.revive.running import run_as_main
    except TensorFlowNotReady as error:
        print(error.args[0], file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    starting.report_at_end(report, options.quiet)
    course_modules.hide()
    return run_as_main(options.script, options.arguments, options.module)


def _problem_with(options):
    """A sentence on why nothing can be run, or None."""
    from utils.revive.reading.sources import CannotBeRead, text_of  # not for `course revive --help`

    if options.report and Path(options.report).suffix not in REPORTS:
        return f"{options.report}: the report is written as .md or .json; name one of these."
    if options.report and not Path(options.report).absolute().parent.is_dir():
        return f"{options.report}: there is no such folder; name a file in one that is there."
    script = Path(options.script)
    if options.module:
        return None
    if not script.exists():
        return f"{script}: there is no such file; name a script, or a module after -m."
    if script.is_dir():
        return f"{script} is a folder; name the script in it that you would run with python."
    if not os.access(script, os.R_OK):
        return f"{script}: there is no permission to read it."
    if script.suffix != ".ipynb":
        try:
            text_of(script)  # before anything that takes seconds
        except CannotBeRead as error:
            return error.args[0]
    return None
