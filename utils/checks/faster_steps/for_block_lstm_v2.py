"""The learner converts an LSTM's kernel and bias for `BlockLSTMV2`."""

import numpy as np

from utils import reference
from utils.checks.cases import normal
from utils.checks.engine import Exercise, WrongAnswer
from utils.checks.engine.compare import describe
from utils.tf1 import tf

random = np.random.default_rng(9)


def _outputs_of_the_cell(kernel, bias, forget_bias, inputs):
    """Run the LSTM step by step, in the layout of the cell: [batch, steps, units]."""
    zeros = np.zeros((len(inputs), len(bias) // 4), np.float32)
    outputs, _ = reference.unroll(
        lambda x, state: reference.lstm_step(x, state, kernel, bias, forget_bias),
        inputs,
        (zeros, zeros),
    )
    return outputs.astype(np.float32)


def _run_block_lstm_v2(answer, kernel, bias, forget_bias, inputs):
    """Load what an answer returned into `BlockLSTMV2`, and return its outputs."""
    shapes = kernel.shape, bias.shape
    returned = answer(kernel, bias, forget_bias)
    if not isinstance(returned, (tuple, list)) or len(returned) != 2:
        raise WrongAnswer("expected a pair, the kernel and the bias.")
    for name, value, shape in zip(("kernel", "bias"), returned, shapes, strict=True):
        fits = isinstance(value, np.ndarray) and value.dtype in (np.float32, np.float64)
        if not fits or value.shape != shape:
            expected = f"an array of floats {list(shape)}"
            raise WrongAnswer(f"its {name} must be {expected}, got {describe(value)}.")
    kernel, bias = (value.astype(np.float32) for value in returned)
    batch_size, num_steps, _ = inputs.shape
    num_units = len(bias) // 4
    unused, zeros = np.zeros(num_units, np.float32), np.zeros((batch_size, num_units), np.float32)
    with tf.Graph().as_default(), tf.Session() as session:
        fused = tf.raw_ops.BlockLSTMV2(
            seq_len_max=num_steps,
            x=inputs.transpose(1, 0, 2),
            cs_prev=zeros,
            h_prev=zeros,
            w=kernel,
            b=bias,
            wci=unused,
            wcf=unused,
            wco=unused,
            cell_clip=-1.0,
        )
        return session.run(tf.transpose(fused.h, [1, 0, 2]))


def _blocks(order="ifjo", bias_order="ifjo", biased="f", factor=1.0, fixed=None):
    """Make an answer: two orders of the gates, and the blocks that get the forget bias.

    The forget bias is multiplied by `factor`, or replaced by `fixed`.
    """

    def answer(kernel, bias, forget_bias):
        columns = dict(zip("ijfo", np.split(kernel, 4, axis=1), strict=True))
        biases = dict(zip("ijfo", np.split(bias, 4), strict=True))
        added = np.float32(factor * forget_bias if fixed is None else fixed)
        for gate in biased:
            biases[gate] = biases[gate] + added
        ordered = [columns[gate] for gate in order]
        return np.concatenate(ordered, axis=1), np.concatenate([biases[g] for g in bias_order])

    return answer


def _forget_bias_only(kernel, bias, forget_bias):
    returned, reordered = _blocks()(kernel, bias, forget_bias)
    num_units = len(bias) // 4
    reordered[num_units : 2 * num_units] = forget_bias
    return returned, reordered


def _rows_reordered(kernel, bias, forget_bias):
    first, second, third, fourth = np.split(kernel, 4)
    _, bias = _blocks()(kernel, bias, forget_bias)
    return np.concatenate([first, third, second, fourth]), bias


def _forget_bias_in_the_kernel(kernel, bias, forget_bias):
    returned, reordered = _blocks(biased="")(kernel, bias, forget_bias)
    num_units = len(bias) // 4
    returned[:, num_units : 2 * num_units] += np.float32(forget_bias)
    return returned, reordered


def _bias_overwritten(kernel, bias, forget_bias):
    returned = _blocks()(kernel, bias, forget_bias)
    bias[len(bias) // 2 : 3 * len(bias) // 4] += forget_bias
    return returned


def _block_case(batch_size, num_steps, input_size, num_units, forget_bias):
    return {
        "kernel": normal(random, input_size + num_units, 4 * num_units, scale=0.5),
        "bias": normal(random, 4 * num_units, scale=0.5),
        "forget_bias": forget_bias,
        "inputs": normal(random, batch_size, num_steps, input_size),
    }


for_block_lstm_v2 = Exercise(
    name="for_block_lstm_v2",
    oracle=_outputs_of_the_cell,
    cases=[_block_case(2, 4, 5, 3, 1.0), _block_case(3, 5, 2, 4, 2.5)],
    mistakes={
        "nothing is changed": (
            _blocks("ijfo", "ijfo", biased=""),
            "Your arrays are those of the cell. In which two things does the new operation differ?",
            "Compare the order of the columns, and look for the forget bias.",
            "Reorder the blocks of kernel and bias, and add `forget_bias` to the block of f.",
        ),
        "the order of the gates is kept": (
            _blocks("ijfo", "ijfo"),
            "Your blocks still have the order i, j, f, o. Which order does the new operation need?",
            "Look at the second and the third block, in the kernel and in the bias.",
            "Swap the blocks of j and f in both arrays.",
        ),
        "the forget bias is left out": (
            _blocks(biased=""),
            "Your order is correct, but `forget_bias` is missing. Where does the cell add it?",
            "The new operation has no such argument, so the bias itself must contain it.",
            "Add `forget_bias` to the block of f in the bias.",
        ),
        "the forget bias is added to another block": (
            _blocks(biased="j"),
            "You add `forget_bias` to the block of j. Which block belongs to f?",
            "The third block belongs to f in the old order, and to j in the new order.",
            "Add it to the third block before you reorder.",
        ),
        "the forget bias is added to all blocks": (
            _blocks(biased="ijfo"),
            "You add `forget_bias` to all four blocks. Which gate does it belong to?",
            "The cell adds it to the forget gate only.",
            "Split the bias first, then add it to one block.",
        ),
        "the forget bias is subtracted": (
            _blocks(factor=-1.0),
            "You subtract `forget_bias`. What does the cell do with it?",
            "The cell computes sigmoid(f + forget_bias).",
            "Add it to the block of f.",
        ),
        "the forget bias is always 1": (
            _blocks(fixed=1.0),
            "Your answer is correct only for a forget bias of 1. Which argument do you not use?",
            "The check also uses another value, so read `forget_bias`.",
        ),
        "the bias keeps its old order": (
            _blocks(bias_order="ijfo"),
            "Your kernel is correct, but the bias has the old order. Which blocks does it have?",
            "The bias has one block for each block of columns.",
            "Reorder the bias in the same way as the kernel.",
        ),
        "the bias keeps its old order, without the forget bias": (
            _blocks(bias_order="ijfo", biased=""),
            "Your kernel is correct, but the bias is unchanged. Which two changes does it need?",
            "Its blocks belong to the same gates as the blocks of columns.",
            "Reorder the bias like the kernel, and add `forget_bias` to the block of f.",
        ),
        "the kernel keeps its old order": (
            _blocks(order="ijfo"),
            "Your bias is correct, but the kernel has the old order. Which columns belong to f?",
            "The kernel has four blocks of columns, one for each gate.",
            "Split the kernel along axis 1, and join the blocks in the new order.",
        ),
        "the rows of the kernel are reordered": (
            _rows_reordered,
            "You split the kernel along axis 0. Which axis belongs to the gates?",
            "Rows belong to the inputs and the state, columns to the gates.",
            "Use `axis=1` to split and to join.",
        ),
        "the order is i, f, o, j": (
            _blocks("ifoj", "ifoj"),
            "Your last two blocks are those of o and j. Which order does the task give?",
            "The new order is i, f, j, o.",
            "Swap only the second and the third block.",
        ),
        "the forget bias is added to the kernel": (
            _forget_bias_in_the_kernel,
            "You add `forget_bias` to the kernel. What does the input multiply?",
            "The kernel is multiplied with the inputs, and the bias is added.",
            "Add it to the block of f in the bias.",
        ),
        "the forget bias replaces the bias of f": (
            _forget_bias_only,
            "Your block of f contains only `forget_bias`. What about the trained bias?",
            "The cell computes sigmoid(f + forget_bias), and f contains the trained bias.",
            "Add both numbers.",
        ),
        "kernel and bias are swapped": (
            lambda kernel, bias, forget_bias: _blocks()(kernel, bias, forget_bias)[::-1],
            "Your first array has the shape of the bias. Which array should be first?",
            "Look at the docstring: the same two shapes, in the same order.",
        ),
        "the bias that was given is changed": (
            _bias_overwritten,
            "Your function changes the array `bias` that it was given. Which line writes into it?",
            "`np.split` and slices copy nothing, so `+=` on a part changes the whole array.",
            "Make a new array: `f_bias = f_bias + forget_bias`.",
        ),
    },
    minutes=6,
    difficulty=2,
    arguments=("kernel", "bias", "forget_bias"),
    call=_run_block_lstm_v2,
    tolerance=1e-5,
    place="the outputs of BlockLSTMV2",
)
