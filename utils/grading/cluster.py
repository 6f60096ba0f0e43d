"""Grade submissions on a dask cluster, for a very large class.

Every machine needs this course and the packages of requirements-dask.txt.
"""

import threading
from functools import cache

from utils.grading.apart import JudgingProcess
from utils.grading.points import grade
from utils.grading.store import course_digest
from utils.grading.submissions import CannotGrade
from utils.grading.workers import solved_cells

LONGEST_CONNECT = 20  # seconds
_thread = threading.local()


class OtherCourse(Exception):
    """A worker has another version of the course, so its grades may differ."""


def graded_on_a_cluster(submissions, store, address, seconds, memory):
    """Grade submissions on a cluster. Store and yield each one when it is graded.

    A submission whose worker is lost is given to another worker.

    Arguments:
        submissions: a list of `Submission`, each of a lesson.
        store: a `Store`.
        address: the address of the scheduler, such as `tcp://10.0.0.1:8786`.
        seconds, memory: the limits of each answer; memory in GiB.

    Yields:
        Pairs of a `Submission` and a list of `Graded`, in the order in which they are done.

    Raises CannotGrade if there is no scheduler, or no worker that can grade.
    """
    try:
        from distributed import Client, KilledWorker, as_completed
    except ImportError:
        what = "dask is not installed."
        how = "Run `python -m pip install -r requirements-dask.txt` on every machine."
        raise CannotGrade(f"{what} {how}") from None
    try:
        client = Client(address, timeout=LONGEST_CONNECT)
    except (OSError, ValueError, ImportError):
        what = f"No dask scheduler answers at {address}."
        raise CannotGrade(f"{what} Start one with `dask scheduler`.") from None
    with client:
        if not client.scheduler_info()["workers"]:
            what = f"The scheduler at {address} has no worker."
            raise CannotGrade(f"{what} Start some with `dask worker {address}`.")
        limits = (seconds, memory, course_digest())
        tasks = {
            client.submit(grade_there, submission, *limits, pure=False): submission
            for submission in submissions
        }
        for task in as_completed(tasks):
            try:
                graded = task.result()
            except KilledWorker:
                what = "Several workers ended with the same notebook."
                how = "Check their memory, then run the same command again."
                raise CannotGrade(f"{what} {how}") from None
            except OtherCourse as error:
                raise CannotGrade(error.args[0]) from None
            store.put(tasks[task], graded)
            yield tasks[task], graded


def grade_there(submission, seconds, memory, course):
    """Grade one submission on a worker. Each thread has one judging process.

    Arguments:
        submission: a `Submission`. The worker does not need its file.
        seconds, memory: the limits of each answer; memory in GiB.
        course: the `course_digest` of the instructor.
    """
    if cached_digest() != course:
        raise OtherCourse("A worker has another version of the course. Update the course on it.")
    if not hasattr(_thread, "process"):
        _thread.process = JudgingProcess(seconds, memory)
    _thread.process.seconds, _thread.process.memory = seconds, memory
    return grade(submission, _thread.process.judge, _solved(submission.lesson.stem))


@cache
def cached_digest():
    """Return the digest of the course on this worker."""
    return course_digest()


@cache
def _solved(stem):
    return solved_cells(stem)
