"""Grade several submissions at the same time. Each worker has its own judging process."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from queue import SimpleQueue

from utils.grading.apart import JudgingProcess
from utils.grading.points import grade
from utils.lessons import ROOT


def solved_cells(stem):
    """Return the cells of a lesson's solution, as a dict from a cell's id to its source."""
    path = ROOT / "solutions" / f"{stem}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return {cell["id"]: "".join(cell["source"]) for cell in cells}


def graded_side_by_side(submissions, store, workers, seconds, memory):
    """Grade submissions. Store and yield each one when it is graded.

    Arguments:
        submissions: a list of `Submission`, each of a lesson.
        store: a `Store`.
        workers: how many submissions are graded at a time.
        seconds, memory: the limits of each answer; memory in GiB.

    Yields:
        Pairs of a `Submission` and a list of `Graded`, in the order in which they are done.

    Raises CannotGrade and OSError.
    """
    solved = {s.lesson.stem: solved_cells(s.lesson.stem) for s in submissions}
    stopped = threading.Event()
    with _judging_processes(workers, seconds, memory) as free:

        def work(submission):
            process = free.get()
            try:
                graded = grade(submission, process.judge, solved[submission.lesson.stem])
            finally:
                free.put(process)
            if not stopped.is_set():  # an interrupt ends processes in the middle of an answer
                store.put(submission, graded)
            return submission, graded

        with ThreadPoolExecutor(workers) as pool:
            tasks = [pool.submit(work, submission) for submission in submissions]
            try:
                for task in as_completed(tasks):
                    yield task.result()
            except BaseException:
                stopped.set()
                pool.shutdown(cancel_futures=True)
                raise


@contextmanager
def _judging_processes(count, seconds, memory):
    processes = [JudgingProcess(seconds, memory) for _ in range(count)]
    free = SimpleQueue()
    for process in processes:
        free.put(process)
    try:
        yield free
    finally:
        for process in processes:
            process.close()
