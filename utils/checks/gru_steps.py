"""What people get wrong in gru_step (lesson 12, two gates and two kernels)."""

import numpy as np

from utils import reference
from utils.exercise import Mistake


def _before(x, h, r, kernel, bias):
    return np.tanh(np.hstack([x, r * h]) @ kernel + bias)


def _behind(x, h, r, kernel, bias):
    W, U = kernel[: x.shape[1]], kernel[x.shape[1] :]
    return np.tanh(x @ W + r * (h @ U) + bias)


def _turned_round(x, h, r, kernel, bias):
    return np.tanh(np.hstack([r * h, x]) @ kernel + bias)


def _no_reset(x, h, r, kernel, bias):
    return np.tanh(np.hstack([x, h]) @ kernel + bias)


def _linear(x, h, r, kernel, bias):
    return np.hstack([x, r * h]) @ kernel + bias


def _all_reset(x, h, r, kernel, bias):
    return np.tanh(r * (np.hstack([x, h]) @ kernel) + bias)


def _squashed_wrongly(x, h, r, kernel, bias):
    return reference.sigmoid(np.hstack([x, r * h]) @ kernel + bias)


def _like_the_step(
    split=lambda gates: np.split(gates, 2, axis=1),
    squash=reference.sigmoid,
    candidate=_before,
    mix=lambda u, h, c: u * h + (1 - u) * c,
    returns=lambda h, new: (new, new),
    biased=(1, 1),
    join=lambda x, h: np.hstack([x, h]),
):
    """Make a mistake: a step that goes wrong where a setting differs from the default."""

    def answer(inputs, state, gate_kernel, gate_bias, candidate_kernel, candidate_bias):
        r, u = split(squash(join(inputs, state) @ gate_kernel + biased[0] * gate_bias))
        c = candidate(inputs, state, r, candidate_kernel, biased[1] * candidate_bias)
        return returns(state, mix(u, state, c))

    return answer


GRU_STEP = [
    Mistake(
        "the gates are taken in the order u, r",
        _like_the_step(split=lambda gates: np.split(gates, 2, axis=1)[::-1]),
        (
            "Which columns of the gates' kernel are the reset gate?",
            "Read the square brackets of the formula from the left.",
        ),
    ),
    Mistake(
        "r stands behind the product",
        _like_the_step(candidate=_behind),
        (
            "What does the reset gate multiply: the state, or what U has made of it?",
            "This is Keras's way, `reset_after=True`. TensorFlow 1 resets first.",
        ),
    ),
    Mistake(
        "u and 1 - u are exchanged",
        _like_the_step(mix=lambda u, h, c: (1 - u) * h + u * c),
        (
            "When u is 1, is the state kept or replaced?",
            "Other texts write it so. Here u is the share of the old state.",
        ),
    ),
    Mistake(
        "the reset gate is not used",
        _like_the_step(candidate=_no_reset),
        (
            "Which of the two gates have you not used?",
            "The candidate does not see the state as it is.",
        ),
    ),
    Mistake(
        "the candidate lacks tanh",
        _like_the_step(candidate=_linear),
        (
            "Can your new state be larger than 1?",
            "Gates go through a sigmoid. What does the candidate go through?",
        ),
    ),
    Mistake(
        "the candidate goes through a sigmoid",
        _like_the_step(candidate=_squashed_wrongly),
        (
            "Can your candidate be below zero?",
            "Only gates go through a sigmoid, and the candidate is none.",
        ),
    ),
    Mistake(
        "the candidate is let in whole",
        _like_the_step(mix=lambda u, h, c: u * h + c),
        (
            "Can your new state be larger than 1?",
            "What is kept and what is let in share one gate: together they are 1.",
        ),
    ),
    Mistake(
        "the state stands before the inputs in the candidate",
        _like_the_step(candidate=_turned_round),
        (
            "Which rows of the candidate's kernel meet your first columns?",
            "In both kernels the rows of the inputs come first.",
        ),
    ),
    Mistake(
        "the biases are missing",
        _like_the_step(biased=(0, 0)),
        (
            "Which of the six arguments have you not used?",
            "Each of the two products has a bias.",
        ),
    ),
    Mistake(
        "the candidate is returned as it is",
        _like_the_step(mix=lambda u, h, c: c),
        (
            "Which of the two gates have you not used?",
            "The last line of the formula keeps a part of the old state.",
        ),
    ),
    Mistake(
        "the old state is handed back",
        _like_the_step(returns=lambda h, new: (new, h)),
        (
            "What would the next step receive as its state?",
            "A GRU returns one array twice: as output, and as new state.",
        ),
    ),
    Mistake(
        "the output alone is returned",
        _like_the_step(returns=lambda h, new: new),
        (
            "How many things does `cell(x, state)` return?",
            "A pair is wanted: the output, and the new state.",
        ),
    ),
    Mistake(
        "the bias of the gates is missing",
        _like_the_step(biased=(0, 1)),
        (
            "Which of the six arguments have you not used?",
            "Each of the two products has a bias.",
        ),
    ),
    Mistake(
        "the bias of the candidate is missing",
        _like_the_step(biased=(1, 0)),
        (
            "Which of the six arguments have you not used?",
            "Each of the two products has a bias.",
        ),
    ),
    Mistake(
        "the state stands before the inputs in the gates",
        _like_the_step(join=lambda x, h: np.hstack([h, x])),
        (
            "Which rows of the gates' kernel meet your first columns?",
            "In both kernels the rows of the inputs come first.",
        ),
    ),
    Mistake(
        "the state stands before the inputs in both products",
        _like_the_step(join=lambda x, h: np.hstack([h, x]), candidate=_turned_round),
        (
            "Which rows of a kernel meet the inputs?",
            "In both kernels the rows of the inputs come first, as in every cell so far.",
        ),
    ),
    Mistake(
        "the gates lack the sigmoid",
        _like_the_step(squash=lambda gates: gates),
        (
            "Can your gates be below 0, or above 1?",
            "Both gates come out of one sigmoid.",
        ),
    ),
    Mistake(
        "the gates go through tanh",
        _like_the_step(squash=np.tanh),
        (
            "Can your gates be below 0?",
            "Only the candidate goes through tanh.",
        ),
    ),
    Mistake(
        "r multiplies the share of the inputs too",
        _like_the_step(candidate=_all_reset),
        (
            "Which part of the candidate's sum does the reset gate have no say in?",
            "It resets the state, before the product.",
        ),
    ),
    Mistake(
        "u multiplies both parts",
        _like_the_step(mix=lambda u, h, c: u * h + u * c),
        (
            "When u is 1, how much of the candidate is let in?",
            "What is kept and what is let in are shares of one whole.",
        ),
    ),
]
