import json
import os
import sys
from importlib.metadata import version

import pytest
from child import break_tensorflow, claim_version, hide_module, run_python
from jupyter_client.manager import start_new_kernel

DOOR = "from utils.tf1 import tf"
REINSTALL = (
    "In the course's folder run `python -m pip install -r requirements.txt`, "
    "then restart the kernel."
)
RESTART = "Restart the kernel, and run this cell before any other that uses TensorFlow."

# Facts about utils.tf1, in a child process that has set all three variables to other values.
LOOK_AROUND = """
import gc, json, os, sys, warnings
from pathlib import Path
from utils.tf1 import tf
from utils import environment
import utils.tf1
import numpy as np

with tf.Graph().as_default():
    cell = tf.nn.rnn_cell.BasicLSTMCell(4)
    inputs = tf.placeholder(tf.float32, [None, 3, 2])
    outputs, _ = tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)
    logits = tf.layers.dense(outputs[:, -1], 2)
    train_op = tf.train.AdamOptimizer().minimize(tf.reduce_sum(logits))
    kernel, _ = cell.variables
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(train_op, {inputs: np.ones([5, 3, 2])})
        try:
            session.run(logits)
        except tf.errors.InvalidArgumentError as error:
            unfed = str(error)

with warnings.catch_warnings(record=True) as heard:
    warnings.warn("`my.own` is deprecated", UserWarning)
    warnings.warn("`tf.nn.rnn_cell.BasicRNNCell` is slow", UserWarning)

modules = {name: str(module.__file__) for name, module in sys.modules.items()
           if getattr(module, "__file__", None) and "." not in name and name[0] != "_"}
facts = {
    "variables": {name: os.environ[name] for name in utils.tf1.SETTINGS},
    "cell": type(cell).__module__,
    "devices": [device.device_type for device in tf.config.get_visible_devices()],
    "eager": tf.executing_eagerly(),
    "threads": tf.Session()._config.intra_op_parallelism_threads,
    "collects": gc.isenabled(),
    "out of sight": gc.get_freeze_count(),
    "kernel": kernel.dtype.name,
    "unfed": unfed,
    "heard": [str(warning.message) for warning in heard],
    "imported": [name for name, file in modules.items() if "site-packages" in file
                 and not {"_vendor", "_distutils"} & set(Path(file).parts)],  # of setuptools
    "guarded": environment.COURSE_MODULES,
}
Path("facts.json").write_text(json.dumps(facts), encoding="utf-8")
"""


# docs/installing.md names these lines.
SAYS_TWO_LINES_OF_ITS_OWN = pytest.mark.skipif(
    version("tensorflow").startswith("2.19."), reason="its first session prints two lines"
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    folder = tmp_path_factory.mktemp("opened")
    against = {"TF_USE_LEGACY_KERAS": "0", "CUDA_VISIBLE_DEVICES": "0", "TF_CPP_MIN_LOG_LEVEL": "0"}
    ended = run_python("-c", LOOK_AROUND, cwd=folder, **against)
    assert ended.returncode == 0, ended.stderr
    return ended, json.loads((folder / "facts.json").read_text(encoding="utf-8"))


def refusal(*code, cwd, **where):
    """The message of utils.tf1's error, after a check that nothing else is printed."""
    ended = run_python("-c", "\n".join([*code, DOOR]), cwd=cwd, **where)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.count("Traceback (most recent call last)") == 1
    assert "site-packages" not in ended.stderr.rpartition("Traceback (most recent call last)")[2]
    kind, _, message = ended.stderr.strip().splitlines()[-1].partition(": ")
    assert kind == "utils.environment.TensorFlowNotReady"
    return message


@SAYS_TWO_LINES_OF_ITS_OWN
def test_the_door_a_training_step_and_an_error_print_nothing(opened):
    ended, _ = opened
    assert (ended.stdout, ended.stderr) == ("", "")


def test_the_door_overrides_what_the_shell_has_set(opened):
    _, facts = opened
    assert facts["variables"]["TF_USE_LEGACY_KERAS"] == "1"
    assert facts["cell"].startswith("tf_keras.")
    assert facts["variables"]["CUDA_VISIBLE_DEVICES"] == "-1"
    assert facts["devices"] == ["CPU"]


def test_the_door_gives_graph_mode_with_reference_variables(opened):
    _, facts = opened
    assert facts["eager"] is False
    assert facts["kernel"] == "float32_ref"
    assert "You must feed a value for placeholder" in facts["unfed"]


def test_the_door_gives_each_operation_one_thread(opened):
    _, facts = opened
    assert facts["threads"] == 1


def test_the_garbage_collector_works_on_without_a_look_at_what_the_door_imported(opened):
    _, facts = opened
    assert facts["collects"] is True
    assert facts["out of sight"] > 100_000


def test_the_door_silences_the_warnings_of_old_cells_and_no_others(opened):
    _, facts = opened
    assert facts["heard"] == ["`my.own` is deprecated", "`tf.nn.rnn_cell.BasicRNNCell` is slow"]


def test_every_package_that_the_door_imports_is_guarded_against_a_file_of_its_name(opened):
    _, facts = opened
    assert set(facts["imported"]) - set(facts["guarded"]) == set()


@pytest.mark.parametrize(
    ("file", "module"),
    [
        ("utils.py", "utils"),
        ("tensorflow.py", "tensorflow"),
        ("numpy.py", "numpy"),
        ("tf_keras.py", "tf_keras"),
        ("keras/__init__.py", "keras"),
    ],
)
def test_a_file_that_hides_a_package_is_named_before_it_is_imported(file, module, tmp_path):
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text("raise SystemExit('imported')", encoding="utf-8")
    yours = tmp_path / file.removesuffix("/__init__.py")
    assert refusal(cwd=tmp_path) == (
        f"Your own {yours} hides the package {module} that the lessons need. "
        f"Rename {yours.name}, then restart the kernel."
    )


def test_a_file_that_hides_a_package_is_found_beside_a_script_too(tmp_path):
    (tmp_path / "beside").mkdir()
    (tmp_path / "beside" / "six.py").write_text("", encoding="utf-8")
    (tmp_path / "beside" / "script.py").write_text(DOOR, encoding="utf-8")
    ended = run_python("beside/script.py", cwd=tmp_path)
    assert f"Your own {tmp_path / 'beside' / 'six.py'} hides the package six" in ended.stderr


@pytest.mark.parametrize("version", ["1.15.0", "2.15.1", "2.22.0rc1", "2.99.0"])
def test_a_tensorflow_too_old_or_too_new_is_refused(version, tmp_path):
    claim_version(tmp_path / "site", version)
    assert refusal(cwd=tmp_path, search_first=tmp_path / "site") == (
        f"TensorFlow {version} is installed, and the lessons need TensorFlow 2.16 to 2.21. "
        + REINSTALL
    )


@pytest.mark.parametrize("version", [(3, 10, 13), (3, 14, 0)])
def test_a_python_too_old_or_too_new_is_refused(version, tmp_path):
    assert refusal(f"import sys; sys.version_info = {version}", cwd=tmp_path) == (
        f"This is Python 3.{version[1]}, and the lessons need Python 3.11 to 3.13. "
        "Install one of these versions, and install the course again with it."
    )


def test_a_missing_numpy_is_named(tmp_path):
    hide_module(tmp_path, "numpy")
    message = refusal(cwd=tmp_path, search_first=tmp_path)
    assert message == f"numpy is not installed for {sys.executable}. {REINSTALL}"


@pytest.mark.parametrize(("tensorflow", "wanted"), [("2.21.0", "2.21"), ("2.19.1", "2.19")])
def test_a_missing_tf_keras_is_asked_for_in_the_version_of_tensorflow(tensorflow, wanted, tmp_path):
    claim_version(tmp_path, tensorflow)
    hide_module(tmp_path, "tf_keras")
    assert refusal(cwd=tmp_path, search_first=tmp_path) == (
        f"tf_keras is not installed for {sys.executable}. "
        f'Run `python -m pip install "tf_keras=={wanted}.*"`, then restart the kernel.'
    )


def test_a_tf_keras_of_another_version_than_tensorflow_is_refused(tmp_path):
    claim_version(tmp_path, "2.19.0")
    claim_version(tmp_path, "2.20.1", of="tf_keras")
    assert refusal(cwd=tmp_path, search_first=tmp_path) == (
        "tf_keras 2.20.1 is installed, and this TensorFlow needs tf_keras 2.19. "
        'Run `python -m pip install "tf_keras==2.19.*"`, then restart the kernel.'
    )


def test_a_missing_tensorflow_is_named(tmp_path):
    command = ("-S", "-c", DOOR)  # -S: a Python without its installed packages
    ended = run_python(*command, cwd=tmp_path, search_first=os.getcwd())
    message = f"TensorFlow is not installed for {sys.executable}. {REINSTALL}"
    assert ended.stderr.strip().endswith(f"TensorFlowNotReady: {message}")


def test_a_tensorflow_that_cannot_be_imported_is_named_and_its_own_lines_are_shown(tmp_path):
    traceback = "Traceback\\n  File deep.py\\nImportError: DLL load failed.\\n\\nSee the website."
    break_tensorflow(
        tmp_path / "site",
        f'import os\nos.write(2, b"a line from C++\\n")\nraise ImportError("{traceback}")',
    )
    ended = run_python("-c", DOOR, cwd=tmp_path, search_first=tmp_path / "site")
    assert "a line from C++\n" in ended.stderr
    assert "deep.py" not in ended.stderr
    assert ended.stderr.strip().endswith(
        "TensorFlowNotReady: TensorFlow is installed but cannot be imported: DLL load failed. "
        + REINSTALL
    )


@pytest.mark.parametrize(
    "touch",
    [
        "import tensorflow as tf; tf.keras.layers.LSTM",
        "import tensorflow as tf; tf.compat.v1.nn.rnn_cell.BasicLSTMCell",
    ],
)
def test_a_kernel_that_has_used_keras_3_must_be_restarted(touch, tmp_path):
    message = refusal("try:", f"    {touch}", "except AttributeError:", "    pass", cwd=tmp_path)
    assert message == f"TensorFlow already works with Keras 3 in this kernel. {RESTART}"


def test_the_door_opens_after_a_plain_import_of_tensorflow(tmp_path):
    code = f"import tensorflow\n{DOOR}\nprint(tf.nn.rnn_cell.BasicRNNCell.__module__)"
    ended = run_python("-c", code, cwd=tmp_path)
    assert ended.stdout == "tf_keras.src.layers.rnn.legacy_cells\n", ended.stderr


def test_the_door_opens_after_a_session_and_leaves_a_collector_that_was_off_as_it_was(tmp_path):
    code = f"""
import gc, os
gc.disable()
os.environ["TF_USE_LEGACY_KERAS"] = "1"
import tensorflow
tensorflow.constant(1.0)
{DOOR}
print(gc.isenabled(), tf.executing_eagerly())
"""
    ended = run_python("-c", code, cwd=tmp_path)
    assert ended.stdout == "False False\n", ended.stderr


@SAYS_TWO_LINES_OF_ITS_OWN
def test_the_door_is_silent_in_a_kernel_and_leaves_standard_error_as_it_was(tmp_path, monkeypatch):
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # With it, kernels do not watch descriptor 2.
    manager, client = start_new_kernel(cwd=tmp_path)
    try:
        said = outputs_of(
            client, f"{DOOR}\nsession = tf.Session()\nint(session.run(tf.constant(1)))"
        )
        assert said == [("execute_result", "1")]
        if sys.platform != "win32":  # There kernels never watch it.
            written = "import os, time; os.write(2, b'still heard'); time.sleep(1)"
            assert ("stderr", "still heard") in outputs_of(client, written)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def outputs_of(client, code):
    outputs = []

    def keep(message):
        content = message["content"]
        if message["msg_type"] == "stream":
            outputs.append((content["name"], content["text"]))
        elif message["msg_type"] == "execute_result":
            outputs.append(("execute_result", content["data"]["text/plain"]))
        elif message["msg_type"] == "error":
            outputs.append(("error", content["evalue"]))

    client.execute_interactive(code, output_hook=keep, timeout=120)
    return outputs


# TensorFlow 2.16 ends the process, unless utils.tf1 turns the library oneDNN off.
LAYER_NORMALIZATION = """
import numpy as np
from utils.tf1 import tf

inputs, gain = tf.placeholder(tf.float32, [3, 5, 4]), tf.placeholder(tf.float32, [4])
mean, variance = tf.nn.moments(inputs, [1, 2], keepdims=True)
normalized = (inputs - mean) / tf.sqrt(variance + 1e-3) * gain + gain
with tf.Session() as session:
    values = np.random.default_rng(1).normal(size=[3, 5, 4])
    result = session.run(normalized, {inputs: values, gain: np.ones(4)})
print(np.round(result.mean(), 3), np.round((result - 1).std(), 2))
"""


def test_a_layer_normalization_made_of_single_operations_runs(tmp_path):
    ended = run_python("-c", LAYER_NORMALIZATION, cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (0, "1.0 1.0\n"), ended.stderr
