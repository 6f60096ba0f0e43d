"""The learner turns the weights of TF 1's GRU into those of Keras's."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise
from utils.checks.leaving_graph_mode.shared import either_float, mistakes_in_cutting, moved

random = np.random.default_rng(15)


def _like_the_gru(order="urc", more=0.0, sign=1, **settings):
    """Make an answer that is wrong where a setting differs from the default."""

    def answer(gate_kernel, gate_bias, candidate_kernel, candidate_bias):
        signs = np.repeat([1, sign, 1], len(candidate_bias))
        kernel = np.concatenate([gate_kernel, candidate_kernel], axis=1) * signs
        bias = np.concatenate([gate_bias + more, candidate_bias]) * signs
        return moved(kernel, bias, "ruc", order, **settings)

    return answer


def _without_the_candidate(gate_kernel, gate_bias, candidate_kernel, candidate_bias):
    num_units = len(candidate_bias)
    reset, update = np.split(gate_kernel, 2, axis=1)
    kernel = np.concatenate([update, reset], axis=1)
    bias = np.concatenate([gate_bias[num_units:], gate_bias[:num_units]])
    return kernel[:-num_units], kernel[-num_units:], bias


def _case(input_size, num_units):
    rows = input_size + num_units
    return {
        "gate_kernel": normal(random, rows, 2 * num_units, dtype=np.float64),
        "gate_bias": normal(random, 2 * num_units, dtype=np.float64),
        "candidate_kernel": normal(random, rows, num_units, dtype=np.float64),
        "candidate_bias": normal(random, num_units, dtype=np.float64),
    }


gru_to_keras = Exercise(
    name="gru_to_keras",
    oracle=_like_the_gru(),
    cases=[_case(6, 2), _case(2, 3), _case(1, 5)],
    mistakes={
        **mistakes_in_cutting(_like_the_gru),
        "the kernels stay in the order r, u": (
            _like_the_gru(order="ruc", bias_order="urc"),
            "Are W and U in the same block order as your bias?",
            "Look at both kernels: they need the same block order as the bias.",
            "Reorder the columns of the kernels as you reorder the bias.",
        ),
        "the candidate is in the middle": (
            _like_the_gru(order="ucr"),
            "At which position is the candidate in your answer?",
            "Look at Keras's order z, r, h in section 3: h is the candidate.",
            "Join u, r and the candidate in this order.",
        ),
        "the gates stay in the order r, u": (
            _like_the_gru(order="ruc"),
            "Which gate is the first block in your answer?",
            "Look at Keras's order z, r, h in section 3: z is the update gate u.",
            "Join u, r and the candidate in this order.",
        ),
        "the candidate is first": (
            _like_the_gru(order="cur"),
            "At which position is the candidate in your answer?",
            "Look at Keras's order z, r, h in section 3: h is the candidate.",
            "Join u, r and the candidate in this order.",
        ),
        "the candidate is in the middle, and r is first": (
            _like_the_gru(order="rcu"),
            "In which order does your answer join the three blocks?",
            "Look at Keras's order z, r, h in section 3: z is u, and h is the candidate.",
            "Join u, r and the candidate in this order.",
        ),
        "the blocks are in the opposite order": (
            _like_the_gru(order="cru"),
            "In which order does your answer join the three blocks?",
            "Look at Keras's order z, r, h in section 3: z is u, and h is the candidate.",
            "Join u, r and the candidate in this order.",
        ),
        "the bias alone has the candidate in the middle": (
            _like_the_gru(bias_order="ucr"),
            "Is your bias in the same block order as your kernels?",
            "Look at the bias: it needs the same block order as the kernels.",
            "Join the biases of u, r and the candidate in this order.",
        ),
        "the candidate is left out": (
            _without_the_candidate,
            "How many blocks do your kernels have?",
            "Look at the arguments `candidate_kernel` and `candidate_bias`.",
            "Join them to the blocks u and r, as the last block.",
        ),
        "the bias stays in the order r, u": (
            _like_the_gru(bias_order="ruc"),
            "Is your bias in the same block order as your kernels?",
            "Look at the bias of the gates: it has two blocks, like their kernel.",
            "Swap the two blocks of the gate bias too.",
        ),
        "the recurrent kernel stays in the order r, u": (
            _like_the_gru(recurrent_order="ruc"),
            "Is your U in the same block order as your W?",
            "Look at U: it has the same three column blocks as W.",
            "Join and reorder the whole kernel first, and cut the rows afterwards.",
        ),
        "1 is added to the biases of the gates": (
            _like_the_gru(more=1.0),
            "Does your answer add a number to the biases of the gates?",
            "Look at what you add: a `GRUCell` has no forget bias outside its variables.",
            "Add nothing, and only reorder the biases.",
        ),
        "the update gate has the opposite sign": (
            _like_the_gru(sign=-1),
            "Does your answer change the sign of a block?",
            "Look at the formula: some books use 1 - u, but TensorFlow 1 and Keras agree.",
            "Change no sign, and only reorder the blocks.",
        ),
        "the bias has two rows": (
            _like_the_gru(returns=lambda W, U, bias: (W, U, np.stack([bias, np.zeros_like(bias)]))),
            "How many rows does your bias have?",
            "Look at the setting: only `reset_after=True` has a bias of two rows.",
            "Return one bias with three blocks.",
        ),
        "the bias has two equal rows": (
            _like_the_gru(returns=lambda W, U, bias: (W, U, np.stack([bias, bias]))),
            "How many rows does your bias have?",
            "Look at the setting: only `reset_after=True` has a bias of two rows.",
            "Return one bias with three blocks.",
        ),
        "the kernel is cut after the notebook's three rows": (
            _like_the_gru(cut_at=lambda num_units: 3),
            "Does your W have 3 rows for every kernel?",
            "Look at the notebook's `input_size`: the check uses kernels of other sizes.",
            "Compute `num_units` from the candidate's bias. The last `num_units` rows are U.",
        ),
        "the kernel is cut for the notebook's four units": (
            _like_the_gru(cut_at=lambda num_units: -4),
            "Does your U have 4 rows for every kernel?",
            "Look at the notebook's `num_units`: the check uses kernels of other sizes.",
            "Compute `num_units` from the candidate's bias.",
        ),
        "the gates' columns are counted as units": (
            _like_the_gru(cut_at=lambda num_units: -2 * num_units),
            "How many rows does your U have?",
            "Look at the gate bias: it contains a block for r and a block for u.",
            "Compute `num_units` from the candidate's bias, which has one block.",
        ),
        "W alone keeps the order r, u": (
            _like_the_gru(order="ruc", recurrent_order="urc", bias_order="urc"),
            "Is your W in the same block order as your U?",
            "Look at W: it has the same three column blocks as U.",
            "Join and reorder the whole kernel first, and cut the rows afterwards.",
        ),
    },
    minutes=4,
    difficulty=1,
    call=either_float,
)
