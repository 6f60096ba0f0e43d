"""The learner turns the weights of TF 1's LSTM into those of Keras's."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise
from utils.checks.leaving_graph_mode.shared import either_float, mistakes_in_cutting, moved

random = np.random.default_rng(15)


def _like_the_lstm(order="ifjo", biased="f", amount=lambda forget_bias: forget_bias, **settings):
    """Make an answer that is wrong where a setting differs from the default."""

    def answer(kernel, bias, forget_bias):
        added = np.repeat([name in biased for name in "ijfo"], len(bias) // 4)
        return moved(kernel, bias + amount(forget_bias) * added, "ijfo", order, **settings)

    return answer


def _interleaved(kernel, bias, forget_bias):
    num_units = len(bias) // 4
    bias = bias + np.repeat([0, 0, forget_bias, 0], num_units)
    parts = (kernel[:-num_units], kernel[-num_units:], bias)
    return tuple(
        part.reshape(*part.shape[:-1], num_units, 4)[..., [0, 2, 1, 3]].reshape(part.shape)
        for part in parts
    )


def _with_only_the_forget_bias(kernel, bias, forget_bias):
    bias = bias.copy()
    bias.reshape(4, -1)[2] = forget_bias
    return _like_the_lstm(biased="")(kernel, bias, forget_bias)


def _added_to_the_kernel(kernel, bias, forget_bias):
    kernel = kernel + np.repeat([0, 0, forget_bias, 0], len(bias) // 4)
    return _like_the_lstm(biased="")(kernel, bias, forget_bias)


def _in_place(kernel, bias, forget_bias):
    f = np.split(bias, 4)[2]
    f += forget_bias
    return _like_the_lstm(biased="")(kernel, bias, forget_bias)


def _rows_in_blocks(kernel, bias, forget_bias):
    i, j, f, o = np.split(kernel, 4)
    return np.concatenate([i, f, j, o]), bias, forget_bias


def _case(input_size, num_units, forget_bias):
    return {
        "kernel": normal(random, input_size + num_units, 4 * num_units, dtype=np.float64),
        "bias": normal(random, 4 * num_units, dtype=np.float64),
        "forget_bias": forget_bias,
    }


lstm_to_keras = Exercise(
    name="lstm_to_keras",
    oracle=_like_the_lstm(),
    cases=[_case(5, 2, 1.0), _case(2, 3, 0.5), _case(1, 4, 2.5)],
    mistakes={
        **mistakes_in_cutting(_like_the_lstm),
        "nothing is done but the cut": (
            _like_the_lstm(order="ijfo", biased=""),
            "Does your answer do more than cut the kernel?",
            "Look at steps 1 and 3 of the list in section 2.",
            "Reorder the blocks to i, f, j, o, and add the forget bias to block f.",
        ),
        "the kernels stay in the order i, j, f, o": (
            _like_the_lstm(order="ijfo", bias_order="ifjo"),
            "Are W and U in the same block order as your bias?",
            "Look at the picture in section 1: all three arrays have the blocks i, f, j, o.",
            "Reorder the columns of the kernel as you reorder the bias.",
        ),
        "the bias stays as it was": (
            _like_the_lstm(bias_order="ijfo", biased=""),
            "Is your bias still the bias of TensorFlow 1?",
            "Look at the bias in the picture of section 1: it has four blocks too.",
            "Reorder the bias, and add the forget bias to block f.",
        ),
        "the blocks stay in the order i, j, f, o": (
            _like_the_lstm(order="ijfo"),
            "Are your blocks in the order of TensorFlow 1 or in that of Keras?",
            "Look at the ones in the bias of a new Keras layer: block f is the second one.",
            "Join the blocks in the order i, f, j, o.",
        ),
        "the blocks are put in the order i, f, o, j": (
            _like_the_lstm(order="ifoj"),
            "Which block is the last one in your answer?",
            "Look at the picture in section 1: only the blocks j and f change their positions.",
            "Join the blocks in the order i, f, j, o.",
        ),
        "the forget bias takes the place of block f": (
            _with_only_the_forget_bias,
            "Does your block f still contain the trained bias?",
            "Look at the line that changes block f: the trained numbers are lost there.",
            "Add the forget bias to block f. Do not replace the block.",
        ),
        "the forget bias is added to the array that was given": (
            _in_place,
            "Does your function change the bias that it was given?",
            "Look at `+=`: the parts of `np.split` share their numbers with the argument.",
            "Write `f + forget_bias`, which makes a new array.",
        ),
        "the blocks are put in the order f, i, j, o": (
            _like_the_lstm(order="fijo"),
            "Which block is the first one in your answer?",
            "Look at the bias of a new layer in section 1: the ones are in the second block.",
            "Join the blocks in the order i, f, j, o.",
        ),
        "the bias stays in the order i, j, f, o": (
            _like_the_lstm(bias_order="ijfo"),
            "Is your bias in the same block order as your kernels?",
            "Look at the bias: it has the same four blocks as the kernel.",
            "Reorder the bias too, after you have added the forget bias.",
        ),
        "the recurrent kernel stays in the order i, j, f, o": (
            _like_the_lstm(recurrent_order="ijfo"),
            "Is your U in the same block order as your W?",
            "Look at U: it has the same four column blocks as W.",
            "Reorder the whole kernel first, and cut the rows afterwards.",
        ),
        "the forget bias is left out": (
            _like_the_lstm(biased=""),
            "Does your answer use all three arguments?",
            "Look at the argument `forget_bias`: Keras adds nothing when it runs.",
            "Add `forget_bias` to block f of the bias.",
        ),
        "the forget bias is subtracted": (
            _like_the_lstm(amount=lambda forget_bias: -forget_bias),
            "Is your block f of the bias larger or smaller than the old one?",
            "Look at the sign: TensorFlow 1 adds the forget bias to f.",
            "Write `f + forget_bias`.",
        ),
        "the forget bias is added to the kernel": (
            _added_to_the_kernel,
            "Does your answer add the forget bias to the bias or to the kernel?",
            "Look at the picture in section 1: only the bias changes its numbers.",
            "Add `forget_bias` to block f of the bias, and leave the kernel as it is.",
        ),
        "the forget bias goes to j": (
            _like_the_lstm(biased="j"),
            "To which block does your answer add the forget bias?",
            "Look at the moment when you add it: before the reordering, f is the third block.",
            "Add it to the third block before the reordering, or to the second afterwards.",
        ),
        "the forget bias goes to all blocks": (
            _like_the_lstm(biased="ijfo"),
            "To how many blocks does your answer add the forget bias?",
            "Look at the picture in section 1: only block f of the bias changes.",
            "Split the bias, and add `forget_bias` to f alone.",
        ),
        "the forget bias is always 1": (
            _like_the_lstm(amount=lambda forget_bias: 1.0),
            "What does your answer add if the forget bias is not 1?",
            "Look at the argument `forget_bias`: 1 is only the default of TensorFlow 1.",
            "Add the argument instead of the number.",
        ),
        "the kernel is cut after the notebook's three rows": (
            _like_the_lstm(cut_at=lambda num_units: 3),
            "Does your W have 3 rows for every kernel?",
            "Look at the notebook's `input_size`: the check uses kernels of other sizes.",
            "Compute `num_units` from the bias. The last `num_units` rows are U.",
        ),
        "the rows are split into four blocks": (
            _rows_in_blocks,
            "Along which axis does your answer split the kernel?",
            "Look at the picture in section 1: a block is a group of columns.",
            "Pass `axis=1` to `np.split` and to `np.concatenate`.",
        ),
        "the columns are counted as units": (
            _like_the_lstm(cut_at=lambda num_units: -4 * num_units),
            "How many rows does your U have?",
            "Look at the number of units: each unit has one number in each of the four blocks.",
            "Compute `num_units` as `len(bias) // 4`.",
        ),
        "the four columns of one unit are taken for neighbors": (
            _interleaved,
            "Does your answer move whole blocks or single columns of each unit?",
            "Look at the columns: all units of i come first, then all units of j.",
            "Split the columns into four blocks with `np.split(kernel, 4, axis=1)`.",
        ),
    },
    minutes=8,
    difficulty=2,
    call=either_float,
)
