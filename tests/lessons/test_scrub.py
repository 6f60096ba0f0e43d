import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.lessons.scrub import RULES_FILE, rules, scrub, unstable_parts
from utils.tf1 import tf


def uninitialized(session):
    kernel = tf.get_variable("kernel", [2, 2])
    session.run(tf.matmul(kernel, kernel))


def wrong_shape_when_run(session):
    inputs = tf.placeholder(tf.float32, [None, None], name="inputs")
    session.run(tf.matmul(inputs, tf.ones([3, 2])), {inputs: [[1, 2]]})


def not_fed(session):
    session.run(2 * tf.placeholder(tf.float32, [2], name="inputs"))


def made_twice(session):
    tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicRNNCell(3), tf.ones([2, 3, 4]), dtype=tf.float32)
    tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicRNNCell(3), tf.ones([2, 3, 4]), dtype=tf.float32)


def of_another_graph(session):
    with tf.Graph().as_default():
        other = tf.ones([2])
    tf.add(other, tf.ones([2]))


def message_of(cause):
    with (
        tf.Graph().as_default(),
        tf.Session() as session,
        pytest.raises((ValueError, tf.errors.OpError)) as caught,
    ):
        cause(session)
    return str(caught.value)


@pytest.mark.parametrize(
    ("cause", "message"),
    [
        (
            uninitialized,
            "Graph execution error:\n\n"
            "Detected at node 'kernel/read' defined at (most recent call last): <stack>\n"
            "Node: 'kernel/read'\n"
            "Attempting to use uninitialized value kernel\n"
            "\t [[{{node kernel/read}}]]\n\n"
            "Original stack trace for 'kernel/read': <stack>\n",
        ),
        (
            wrong_shape_when_run,
            "Graph execution error:\n\n"
            "Detected at node 'MatMul' defined at (most recent call last): <stack>\n"
            "Node: 'MatMul'\n"
            "Matrix size-incompatible: In[0]: [1,2], In[1]: [3,2]\n"
            "\t [[{{node MatMul}}]]\n\n"
            "Original stack trace for 'MatMul': <stack>\n",
        ),
        (
            not_fed,
            "Graph execution error:\n\n"
            "Detected at node 'inputs' defined at (most recent call last): <stack>\n"
            "Node: 'inputs'\n"
            "You must feed a value for placeholder tensor 'inputs' with dtype float and shape [2]\n"
            "\t [[{{node inputs}}]]\n\n"
            "Original stack trace for 'inputs': <stack>\n",
        ),
        (
            made_twice,
            "Variable rnn/basic_rnn_cell/kernel already exists, disallowed. Did you mean to set "
            "reuse=True or reuse=tf.AUTO_REUSE in VarScope? Originally defined at: <stack>\n",
        ),
        (
            of_another_graph,
            'Tensor("ones:0", shape=(2,), dtype=float32) must be from the same graph as '
            'Tensor("ones:0", shape=(2,), dtype=float32) (graphs are '
            "<tensorflow.python.framework.ops.Graph object at <address>> and "
            "<tensorflow.python.framework.ops.Graph object at <address>>).",
        ),
    ],
)
def test_what_people_search_for_stays_in_a_message_of_tensorflow(cause, message):
    assert scrub(message_of(cause)) == message


def test_a_message_about_shapes_stays_as_it_is():
    message = message_of(lambda session: tf.matmul(tf.ones([2, 3]), tf.ones([2, 3])))
    assert "Dimensions must be equal, but are 3 and 2 for" in message
    assert scrub(message) == message


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("/home/a/b.py:12: UserWarning", "<path>: UserWarning"),
        ("'/a/b/kernel_81/123.py'", "'<path>'"),
        (r"C:\Users\a\AppData\Local\Temp\b.py:3", "<path>"),
        ("file:///home/a/b.ipynb", "<path>"),
        ("<Graph object at 0x7f3a5c0b2d30>", "<Graph object at <address>>"),
        ("invalid syntax (1063758517.py, line 1)", "invalid syntax (<cell>)"),
        ("invalid syntax (<ipython-input-3-aa>, line 1)", "invalid syntax (<cell>)"),
        ("2024-05-06 07:08:09.123 saved", "<time> saved"),
        ("took 0:00:03", "took <time>"),
    ],
)  # fmt: skip
def test_what_differs_between_machines_and_runs_gets_a_label(text, scrubbed):
    assert scrub(text) == scrubbed
    assert scrub(scrubbed) == scrubbed
    assert len(unstable_parts(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "https://github.com/tensorflow/tensorflow/blob/master/README.md",
        "rnn/basic_rnn_cell/kernel:0",
        "/job:localhost/replica:0/task:0/device:CPU:0",
        "1/2 of the 3/4, W / U, bits/character",
        "../data/shakespeare.txt and ~/course/lessons",
        "<table><tr><td>W</td></tr><br/></table>",
        "in 2:41 minutes, [2, 3] and 0xff",
        "1824-05-07",
    ],
)
def test_what_is_the_same_everywhere_is_left_alone(text):
    assert scrub(text) == text
    assert unstable_parts(text) == []


PARTS = ["/tmp/a", "\n  File \"", 'x.py", line 3, in f', "\n", "0x", "7fabc123", "C:\\a", " ", "<",
         "path", ">", "12:30", ":45", "2024-05-06", "T", "    code", "(1.py, line 2)"]  # fmt: skip


@settings(derandomize=True, deadline=None)
@given(st.lists(st.sampled_from(PARTS)).map("".join))
def test_scrubbing_again_changes_nothing(text):
    assert scrub(scrub(text)) == scrub(text)


def test_nbval_reads_the_same_rules():
    from nbval.plugin import get_sanitize_patterns

    theirs = get_sanitize_patterns(RULES_FILE.read_text(encoding="ascii"))
    assert theirs == [(pattern.pattern, label) for pattern, label in rules()]
    assert len(theirs) == RULES_FILE.read_text(encoding="ascii").count("regex:")
