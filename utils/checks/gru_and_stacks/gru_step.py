"""The learner writes one step of a GRU in NumPy."""

import numpy as np

from utils import reference
from utils.checks.engine import Exercise

random = np.random.default_rng(12)

BIAS_HINTS = (
    "Does your answer use all six arguments?",
    "Each of the two matrix multiplications is followed by its own bias.",
)


def _state_first(x, h):
    return np.hstack([h, x])


def _step(
    join=lambda x, h: np.hstack([x, h]),
    squash=reference.sigmoid,
    split=lambda gates: np.split(gates, 2, axis=1),
    matmul=lambda x, h, r, kernel: np.hstack([x, r * h]) @ kernel,
    activation=np.tanh,
    mix=lambda h, c, r, u: u * h + (1 - u) * c,
    returns=lambda h, new: (new, new),
    biased=(1, 1),
):
    """Make a mistake: a step that is wrong where an argument is not the default."""

    def answer(inputs, state, gate_kernel, gate_bias, candidate_kernel, candidate_bias):
        r, u = split(squash(join(inputs, state) @ gate_kernel + biased[0] * gate_bias))
        c = activation(matmul(inputs, state, r, candidate_kernel) + biased[1] * candidate_bias)
        return returns(state, mix(state, c, r, u))

    return answer


def _case(batch_size, input_size, num_units):
    rows = input_size + num_units
    return {
        "inputs": random.normal(size=(batch_size, input_size)),
        "state": random.uniform(-1, 1, size=(batch_size, num_units)),
        "gate_kernel": random.normal(scale=0.6, size=(rows, 2 * num_units)),
        "gate_bias": random.normal(size=2 * num_units),
        "candidate_kernel": random.normal(scale=0.6, size=(rows, num_units)),
        "candidate_bias": random.normal(size=num_units),
    }


def _one_below_the_other(inputs, state, *parameters):
    return np.concatenate([inputs, state]) @ parameters[0]


def _four_units(inputs, state, gate_kernel, gate_bias, candidate_kernel, candidate_bias):
    gates = reference.sigmoid(np.hstack([inputs, state]) @ gate_kernel + gate_bias)
    r, u = gates[:, :4], gates[:, 4:]
    c = np.tanh(np.hstack([inputs, r * state]) @ candidate_kernel + candidate_bias)
    new = u * state + (1 - u) * c
    return new, new


gru_step = Exercise(
    name="gru_step",
    oracle=reference.gru_step,
    cases=[_case(3, 4, 2), _case(1, 2, 5), _case(4, 3, 3)],
    mistakes={
        "the gates are in the order u, r": (
            _step(split=lambda gates: np.split(gates, 2, axis=1)[::-1]),
            "Which gate do you take from the left half of the columns?",
            "The formula in section 2 shows the order of the two gates in the kernel.",
        ),
        "the reset gate multiplies after the matrix multiplication": (
            _step(matmul=lambda x, h, r, K: x @ K[: x.shape[1]] + r * (h @ K[x.shape[1] :])),
            "Does your reset gate multiply after the matrix multiplication?",
            "This is `reset_after=True` in Keras. TensorFlow 1 multiplies the state by r first.",
        ),
        "u and 1 - u are swapped": (
            _step(mix=lambda h, c, r, u: (1 - u) * h + u * c),
            "If u is 1, does your step keep the old state or replace it?",
            "Some papers swap the two. Here u multiplies the old state.",
        ),
        "the reset gate is not used": (
            _step(matmul=lambda x, h, r, K: np.hstack([x, h]) @ K),
            "Does your answer use both gates?",
            "The candidate reads the old state only after a multiplication by one gate.",
        ),
        "the candidate has no tanh": (
            _step(activation=lambda total: total),
            "Can your new state be larger than 1?",
            "Look at the candidate. Which function does the formula apply to its sum?",
        ),
        "the candidate has a sigmoid": (
            _step(activation=reference.sigmoid),
            "Can your candidate be negative?",
            "Only the gates use a sigmoid. Look at the function of the candidate.",
        ),
        "the candidate is added without 1 - u": (
            _step(mix=lambda h, c, r, u: u * h + c),
            "Can your new state be larger than 1?",
            "The two factors in the last formula must add up to 1.",
        ),
        "the state comes first in the candidate": (
            _step(matmul=lambda x, h, r, K: _state_first(x, r * h) @ K),
            "Which rows of the candidate's kernel does your answer multiply by the inputs?",
            "In both kernels the first rows belong to the inputs. Join the arrays in this order.",
        ),
        "the biases are missing": (_step(biased=(0, 0)), *BIAS_HINTS),
        "the update gate keeps the reset state": (
            _step(mix=lambda h, c, r, u: u * r * h + (1 - u) * c),
            "Does your update gate multiply the old state, or the state after the reset?",
            "Only the candidate reads the reset state. Give it another name than `state`.",
        ),
        "the candidate is the new state": (
            _step(mix=lambda h, c, r, u: c),
            "Does your answer use the update gate?",
            "The last formula keeps a part of the old state.",
        ),
        "the old state is returned": (
            _step(returns=lambda h, new: (new, h)),
            "Which state would the next time step get from your answer?",
            "The output and the new state of a GRU are the same. Return this array twice.",
        ),
        "only the output is returned": (
            _step(returns=lambda h, new: new),
            "How many values does `cell(x, state)` return?",
            "Return a pair, the output and the new state.",
        ),
        "the bias of the gates is missing": (_step(biased=(0, 1)), *BIAS_HINTS),
        "the bias of the candidate is missing": (_step(biased=(1, 0)), *BIAS_HINTS),
        "the state comes first in the gates": (
            _step(join=_state_first),
            "Which rows of the gates' kernel does your answer multiply by the inputs?",
            "In both kernels the first rows belong to the inputs. Join the arrays in this order.",
        ),
        "the state comes first in both kernels": (
            _step(join=_state_first, matmul=lambda x, h, r, K: _state_first(x, r * h) @ K),
            "Which rows of the kernels does your answer multiply by the inputs?",
            "In both kernels the first rows belong to the inputs, as in every cell so far.",
        ),
        "the gates have no sigmoid": (
            _step(squash=lambda gates: gates),
            "Can your gates be negative, or larger than 1?",
            "A gate is between 0 and 1. Which function of the formula does this?",
        ),
        "the gates have a tanh": (
            _step(squash=np.tanh),
            "Can your gates be negative?",
            "Only the candidate uses tanh. Look at the function of the gates.",
        ),
        "r multiplies the inputs too": (
            _step(matmul=lambda x, h, r, K: r * (np.hstack([x, h]) @ K)),
            "Does your reset gate also change what the candidate gets from the inputs?",
            "It multiplies only the state, before the matrix multiplication.",
        ),
        "inputs and state are joined along the batch": (
            _one_below_the_other,
            "You join the inputs and the state along axis 0. Which axis is the batch?",
            "`np.concatenate` joins along axis 0 by default.",
            "Each row needs its own inputs and its own state. Pass `axis=1`.",
        ),
        "there are always four units": (
            _four_units,
            "Your gates are split at column 4. How many units does this state have?",
            "The check uses other sizes. The shape of the state contains the number of units.",
        ),
        "a gate is multiplied as a matrix": (
            _step(mix=lambda h, c, r, u: u @ h + (1 - u) @ c),
            "You use `@` between a gate and the state. What should a gate multiply?",
            "A gate multiplies each number of the state by its own factor.",
            "Use `*` for the gates, and `@` only for the kernels.",
        ),
        "u multiplies both parts": (
            _step(mix=lambda h, c, r, u: u * h + u * c),
            "If u is 1, how much of the candidate is in your new state?",
            "The two factors in the last formula must add up to 1.",
        ),
    },
    minutes=8,
    difficulty=2,
)
