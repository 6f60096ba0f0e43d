"""The tests of some lessons alone, and the last line of a test run.

The line says what passed, how long it took, and which notebook was the slowest.
"""

import re
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

STARTED = pytest.StashKey[float]()
VERDICTS = {
    pytest.ExitCode.OK: "All good",
    pytest.ExitCode.TESTS_FAILED: "Not good",
    pytest.ExitCode.NO_TESTS_COLLECTED: "Nothing to test",
}
# Notebooks have the lesson's number in their names, tests of a lesson in their parameters.
NUMBER = re.compile(r"^(?:lessons|solutions)/(\d\d)_|\[(\d\d)[-_]")
# Tests of answers have the lesson's name in their file's.
NAME = re.compile(r"/test_(\w+)_answers\.py::")
SCRIPTS = Path(__file__).with_name("solutions").glob("[0-9][0-9]_*.py")
NUMBER_OF = {script.stem[3:]: script.stem[:2] for script in SCRIPTS}


def pytest_addoption(parser):
    """Let a run be one of some lessons, not of all tests."""
    parser.addoption(
        "--lesson",
        action="append",
        default=[],
        metavar="NN",
        help="only what belongs to this lesson (may be given several times)",
    )
    parser.addoption(
        "--by-file", action="store_true", help="print at the end where the time goes, file by file"
    )
    parser.addoption("--site", metavar="FOLDER", help="a built site, for tests/site/built")


def pytest_collection_modifyitems(config, items):
    """Leave out what belongs to none of the lessons that were asked for."""
    if config.option.lesson:
        sorted_items = {True: [], False: []}
        for item in items:
            sorted_items[lesson_of(item.nodeid) in config.option.lesson].append(item)
        items[:] = sorted_items[True]
        config.hook.pytest_deselected(items=sorted_items[False])


def lesson_of(test):
    """The number of the lesson that a test is about, or None."""
    if found := NUMBER.search(test):
        return found[1] or found[2]
    return NUMBER_OF.get(found[1]) if (found := NAME.search(test)) else None


def pytest_configure(config):
    """Start the clock, let kernels start fast, and see to it that Ctrl-C can be tested."""
    config.stash[STARTED] = time.monotonic()
    if config.pluginmanager.hasplugin("nbval"):
        from authoring.forked_kernels import use_forked_kernels

        use_forked_kernels()
    # A run that a shell put into the background inherits that Ctrl-C is ignored.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session):
    """Print the line; a wrapper that comes first ends last, so after pytest's own summary."""
    result = yield
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    on_a_worker = hasattr(session.config, "workerinput")
    if reporter is not None and not on_a_worker and not session.config.option.collectonly:
        seconds = time.monotonic() - session.config.stash[STARTED]
        if session.config.option.by_file:
            reporter.write_line(f"\n{time_by_file(reporter.stats)}\n")
        reporter.write_line(last_line(reporter.stats, session.exitstatus, seconds))
    return result


def last_line(stats, exit_status, seconds):
    """The line for a run of `seconds`; `stats` are the reports that pytest kept, by outcome."""
    counts = {outcome: len(stats.get(outcome, [])) for outcome in ("passed", "skipped", "xfailed")}
    failed = len(stats.get("failed", [])) + len(stats.get("error", []))
    verdict = VERDICTS.get(exit_status, "Stopped")
    words = f"{verdict}: {counts['passed']} passed, {failed} failed"
    for outcome in ("skipped", "xfailed"):
        words += f", {counts[outcome]} {outcome}" if counts[outcome] else ""
    words += f", in {spoken(seconds)}"
    notebooks = notebook_seconds(stats)
    if notebooks:
        slowest, its_seconds = notebooks.most_common(1)[0]
        words += f"; slowest notebook {slowest}, {its_seconds:.1f} s"
    return f"{words}."


def time_by_file(stats):
    """A table of where the time goes: files of tests and notebooks, the slowest first."""
    seconds = file_seconds(stats)
    width = max(map(len, seconds), default=0)
    rows = [f"{file:{width}}  {duration:7.1f} s" for file, duration in seconds.most_common()]
    rows.append(f"{'all workers together':{width}}  {seconds.total():7.1f} s")
    return "\n".join(["Where the time goes:", *rows])


def notebook_seconds(stats):
    """Seconds for each notebook: starting its kernel and running its cells, on any worker."""
    seconds = file_seconds(stats)
    return Counter({file: seconds[file] for file in seconds if file.endswith(".ipynb")})


def file_seconds(stats):
    """Seconds for each file of tests and each notebook, summed over all workers."""
    seconds = Counter()
    for report in [report for reports in stats.values() for report in reports]:
        if getattr(report, "when", None) in ("setup", "call", "teardown"):
            seconds[report.nodeid.partition("::")[0]] += report.duration
    return seconds


def spoken(seconds):
    """Seconds as a person says them: "41 s", "2 min 41 s"."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
