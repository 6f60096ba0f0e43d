"""Kernels of nbval are forked where that is possible, and are as apart as any two kernels."""

import ast
import os
import signal
import subprocess
import sys
import time

import nbval.kernel
import psutil
import pytest
from child import break_tensorflow, run_python

from authoring import forked_kernels

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere kernels are not forked")


@pytest.fixture(autouse=True)
def forked(monkeypatch):
    monkeypatch.setattr(nbval.kernel, "NbvalKernelspecManager", nbval.kernel.NbvalKernelspecManager)
    forked_kernels.use_forked_kernels()


@pytest.fixture
def start(tmp_path):
    started = []

    def start():
        kernel = nbval.kernel.RunningKernel(nbval.kernel.CURRENT_ENV_KERNEL_NAME, cwd=tmp_path)
        started.append(kernel)
        return kernel

    yield start
    for kernel in started:
        if kernel.km.is_alive():
            kernel.stop()


def said(kernel, code):
    """What a cell prints, or the name of its error."""
    words = []
    kernel.kc.execute_interactive(
        code, timeout=60, output_hook=lambda message: words.append(message["content"])
    )
    return "".join(word.get("text", word.get("ename", "")) for word in words)


def test_a_kernel_has_tensorflow_and_its_own_folder_variables_and_graph(
    start, tmp_path, monkeypatch
):
    monkeypatch.setenv("A_VARIABLE", "its value")
    first, second = start(), start()
    assert said(first, "import sys; print('utils.tf1' in sys.modules)") == "True\n"
    assert said(first, "import os; print(os.getcwd())") == f"{tmp_path}\n"
    assert said(first, "print(os.environ['A_VARIABLE'])") == "its value\n"
    count = "from utils.tf1 import tf; x = tf.constant(1); "
    count += "print(len(tf.get_default_graph().get_operations()))"
    assert said(first, count) == "1\n"
    assert said(first, count) == "2\n"
    assert said(second, count) == "1\n"


def test_a_kernel_can_be_interrupted_and_its_end_is_noticed(start):
    kernel = start()
    interrupt = "import os, signal, time; os.kill(os.getpid(), signal.SIGINT); time.sleep(20)"
    assert said(kernel, interrupt) == "KeyboardInterrupt"
    assert said(kernel, "print('alive')") == "alive\n"
    assert kernel.km.is_alive()
    os.kill(kernel.km.provisioner.pid, signal.SIGKILL)
    kernel.km.provisioner.process.wait()
    assert not kernel.km.is_alive()
    assert kernel.km.provisioner.process.poll() == -signal.SIGKILL


def test_what_was_left_for_the_end_of_a_kernel_is_done(start, tmp_path):
    kernel = start()
    said(kernel, "import atexit, pathlib; atexit.register(pathlib.Path('ended').touch)")
    kernel.km.shutdown_kernel()
    assert (tmp_path / "ended").exists()


def test_no_line_of_a_traceback_is_of_what_started_the_kernel(start):
    code = "import traceback; from utils.debugging import your_lines\n"
    code += "print(your_lines(traceback.extract_stack()))"
    [line] = ast.literal_eval(said(start(), code))
    assert line.startswith("line 2, in <module>")


KERNEL = """
from jupyter_client.manager import start_new_kernel
from utils.lab.forked_kernels import offer_forked_kernels
offer_forked_kernels(to_all=True)
manager, client = start_new_kernel(cwd=".")
client.execute_interactive("from utils.tf1 import tf", timeout=60)
client.stop_channels()
manager.shutdown_kernel()
"""


@pytest.mark.parametrize("failure", ["ImportError", "ValueError"])
def test_without_tensorflow_a_kernel_starts_as_usual_and_its_cell_names_the_cause(
    failure, tmp_path
):
    break_tensorflow(tmp_path, f"raise {failure}('it is broken')")
    finished = run_python("-c", KERNEL, cwd=tmp_path, search_first=tmp_path)
    assert "it is broken" in finished.stdout + finished.stderr


KILLED = """
import os
import signal
from jupyter_client.manager import start_new_kernel
from utils.lab.forked_kernels import offer_forked_kernels
offer_forked_kernels(to_all=True)
manager, client = start_new_kernel(cwd=".")
print(manager.provisioner.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_kernel_ends_when_the_process_that_started_it_is_killed(tmp_path):
    with (tmp_path / "printed").open("w") as file:
        command = [sys.executable, "-c", KILLED]
        ended = subprocess.run(command, cwd=tmp_path, stdout=file, stderr=file, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    kernel = int((tmp_path / "printed").read_text())
    deadline = time.monotonic() + 30
    while psutil.pid_exists(kernel):
        assert time.monotonic() < deadline
        time.sleep(0.1)
