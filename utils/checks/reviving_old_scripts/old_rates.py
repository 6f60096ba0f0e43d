"""The learner computes the learning rates of a script of Python 2, whose `/` has no remainder."""

import numpy as np

from utils.checks.engine import Exercise


def _one_by_one(decay, warm_up, every, num_epochs):
    """Count whole periods from the end of the warm-up, forward or backward."""
    rates = []
    for epoch in range(num_epochs):
        periods, left = 0, epoch - warm_up
        while left < 0:
            periods, left = periods - 1, left + every
        while left >= every:
            periods, left = periods + 1, left - every
        rates.append(np.exp(periods * np.log(decay)))
    return np.array(rates)


def _rates(exponents):
    """Make a mistake out of the exponents, a function of the epochs, `warm_up` and `every`."""

    def answer(decay, warm_up, every, num_epochs):
        return decay ** (1.0 * exponents(np.arange(num_epochs), warm_up, every))

    return answer


def _right(decay, warm_up, every, num_epochs):
    return _rates(lambda epochs, warm_up, every: (epochs - warm_up) // every)(
        decay, warm_up, every, num_epochs
    )


def _multiplied(decay, warm_up, every, num_epochs):
    return decay * ((np.arange(num_epochs) - warm_up) // every)


def _power_before_division(decay, warm_up, every, num_epochs):
    return decay ** (1.0 * (np.arange(num_epochs) - warm_up)) // every


WHOLE_PERIODS = "In Python 2, `/` of two integers rounds down, so -1 / 2 is -1."

old_rates = Exercise(
    name="old_rates",
    oracle=_one_by_one,
    cases=[
        {"decay": 0.5, "warm_up": 3, "every": 2, "num_epochs": 9},
        {"decay": 0.8, "warm_up": 2, "every": 3, "num_epochs": 10},
        {"decay": 0.9, "warm_up": 5, "every": 4, "num_epochs": 12},
    ],
    mistakes={
        "the division has a remainder": (
            _rates(lambda epochs, warm_up, every: (epochs - warm_up) / every),
            "Your rates change in every epoch. Does the old line change them so often?",
            "In Python 3, `/` of two integers gives a float.",
            "Use the operator for floor division.",
        ),
        "negative quotients are cut toward zero": (
            _rates(lambda epochs, warm_up, every: np.trunc((epochs - warm_up) / every)),
            "Your rates are wrong only before the warm-up ends. What is -1 / 2 in Python 2?",
            WHOLE_PERIODS,
            "`int` cuts toward zero. Floor division rounds down.",
        ),
        "the quotients are rounded to the nearest integer": (
            _rates(lambda epochs, warm_up, every: np.round((epochs - warm_up) / every)),
            "Your rates change too early. Do you round up anywhere?",
            WHOLE_PERIODS,
            "Use the operator for floor division.",
        ),
        "the quotients are rounded up": (
            _rates(lambda epochs, warm_up, every: np.ceil((epochs - warm_up) / every)),
            "Your rates change one period too early. In which direction do you round?",
            WHOLE_PERIODS,
            "Use the operator for floor division.",
        ),
        "the rates before the end of the warm-up are 1": (
            _rates(lambda epochs, warm_up, every: np.maximum(0, (epochs - warm_up) // every)),
            "Your first rates are 1. Does the old line contain a limit?",
            "Before the end of the warm-up, the exponent of the old line is negative.",
            "Leave negative exponents as they are.",
        ),
        "the warm-up is not subtracted": (
            _rates(lambda epochs, warm_up, every: epochs // every),
            "Your rates do not depend on `warm_up`. Do you use it?",
            "The old line subtracts it from the epoch, before the division.",
        ),
        "the warm-up is subtracted after the division": (
            _rates(lambda epochs, warm_up, every: epochs // every - warm_up),
            "Your first rates are too large. What do you divide?",
            "In the old line, parentheses enclose the difference.",
            "Subtract `warm_up` from the epoch, then divide.",
        ),
        "only the warm-up is divided": (
            _rates(lambda epochs, warm_up, every: epochs - warm_up // every),
            "Your rates change in every epoch. What do you divide by `every`?",
            "In Python, `//` comes before `-`, unless there are parentheses.",
            "Put parentheses around the difference.",
        ),
        "the epoch and the warm-up are divided separately": (
            _rates(lambda epochs, warm_up, every: epochs // every - warm_up // every),
            "Some of your rates change in the wrong epoch. How often do you round down?",
            "Look at the old line: it has one division, of the difference.",
            "Subtract `warm_up` from the epoch, then divide.",
        ),
        "the epochs are counted from 1": (
            _rates(lambda epochs, warm_up, every: (epochs + 1 - warm_up) // every),
            "Your rates are one epoch too early. Which number does the first epoch have?",
            "`xrange(num_epochs)` starts at 0, like `range`.",
        ),
        "the rate decays in every epoch": (
            _rates(lambda epochs, warm_up, every: epochs - warm_up),
            "Your rates do not depend on `every`. Do you use it?",
            "The old line divides by it. So the rate changes once in `every` epochs.",
        ),
        "the remainder is the exponent": (
            _rates(lambda epochs, warm_up, every: (epochs - warm_up) % every),
            "Your rates go down and up again. Should they?",
            "`%` is the remainder, and the exponent is the quotient.",
        ),
        "decay is multiplied and not raised to a power": (
            _multiplied,
            "Your rates contain negative numbers. Which operator follows `decay`?",
            "`**` is a power. So the rate is multiplied by `decay` in each period.",
        ),
        "the power is divided": (
            _power_before_division,
            "You divide the power. What does the old line divide?",
            "In Python, `**` comes before `/` and `//`, unless there are parentheses.",
            "Put parentheses around the complete exponent.",
        ),
        "there is one epoch too many": (
            lambda decay, warm_up, every, num_epochs: _right(decay, warm_up, every, num_epochs + 1),
            "Your array is too long. How many epochs are there?",
            "There are `num_epochs` epochs, and the first one is epoch 0.",
        ),
        "only the last rate is returned": (
            lambda *values: _right(*values)[-1],
            "You return a single number. How many rates should there be?",
            "The answer is an array with one rate for each epoch.",
        ),
    },
    minutes=4,
    difficulty=1,
)
