"""The last line of a test run: what passed, how long it took, and the slowest notebook."""

import signal
import time
from collections import Counter

import pytest

STARTED = pytest.StashKey[float]()
VERDICTS = {
    pytest.ExitCode.OK: "All good",
    pytest.ExitCode.TESTS_FAILED: "Not good",
    pytest.ExitCode.NO_TESTS_COLLECTED: "Nothing to test",
}


def pytest_configure(config):
    """Start the clock, and see to it that Ctrl-C can be tested."""
    config.stash[STARTED] = time.monotonic()
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


def notebook_seconds(stats):
    """Seconds for each notebook: starting its kernel and running its cells, on any worker."""
    seconds = Counter()
    for report in [report for reports in stats.values() for report in reports]:
        file = getattr(report, "nodeid", "").partition("::")[0]
        if file.endswith(".ipynb") and getattr(report, "when", None) in ("setup", "call"):
            seconds[file] += report.duration
    return seconds


def spoken(seconds):
    """Seconds as a person says them: "41 s", "2 min 41 s"."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
