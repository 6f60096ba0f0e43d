"""The learner continues the beams by one symbol and keeps the best."""

import numpy as np

from utils.checks.engine import Exercise

random = np.random.default_rng(17)


def _best(totals, width):
    """Flat indices of the largest, best first."""
    return np.argsort(-totals, axis=None)[:width]


def _keeps(totals_of, choose=_best):
    """Make a mistake out of the totals [beams, symbols], or of which flat indices are kept."""

    def answer(log_probs, next_log_probs, width):
        totals = totals_of(log_probs, next_log_probs)
        best = choose(totals, width)
        parents, symbols = np.divmod(best, totals.shape[1])
        return parents, symbols, totals[parents, symbols]

    return answer


def _sums(log_probs, next_log_probs):
    return log_probs[:, np.newaxis] + next_log_probs


def _returns(finish):
    """Make a mistake out of what is returned: `finish(best, totals, next_log_probs)`."""

    def answer(log_probs, next_log_probs, width):
        totals = _sums(log_probs, next_log_probs)
        return finish(_best(totals, width), totals, next_log_probs)

    return answer


def _one_of_each_beam(log_probs, next_log_probs, width):
    totals = _sums(log_probs, next_log_probs)
    parents = np.arange(len(totals))
    symbols = totals.argmax(axis=1)
    order = np.argsort(-totals[parents, symbols])[:width]
    return parents[order], symbols[order], totals[parents, symbols][order]


def _one_of_each_beam_in_order(log_probs, next_log_probs, width):
    totals = _sums(log_probs, next_log_probs)
    parents, symbols = np.arange(len(totals)), totals.argmax(axis=1)
    return parents[:width], symbols[:width], totals.max(axis=1)[:width]


def _best_beam_only(log_probs, next_log_probs, width):
    parent = log_probs.argmax()
    symbols = np.argsort(-next_log_probs[parent])[:width]
    parents = np.full_like(symbols, parent)
    return parents, symbols, log_probs[parent] + next_log_probs[parent, symbols]


def _in_a_list(log_probs, next_log_probs, width):
    """Sort all continuations as Python tuples."""
    found = [
        (log_probs[beam] + next_log_probs[beam, symbol], beam, symbol)
        for beam in range(next_log_probs.shape[0])
        for symbol in range(next_log_probs.shape[1])
    ]
    best = sorted(found, reverse=True)[:width]
    parents = np.array([beam for _, beam, _ in best])
    symbols = np.array([symbol for _, _, symbol in best])
    return parents, symbols, np.array([total for total, _, _ in best])


def _case(beams, num_symbols, width):
    scores = random.normal(scale=2, size=(beams, num_symbols))
    return {
        "log_probs": -np.sort(random.uniform(0.5, 3, size=beams)),
        "next_log_probs": scores - np.log(np.exp(scores).sum(axis=1, keepdims=True)),
        "width": width,
    }


beam_step = Exercise(
    name="beam_step",
    oracle=_in_a_list,
    cases=[
        _case(3, 5, 3),
        _case(2, 6, 4),
        _case(4, 3, 4),
        _case(1, 5, 3),
        _case(5, 4, 3),
        _case(6, 9, 7),
    ],
    mistakes={
        "each beam is continued once": (
            _one_of_each_beam,
            "Each of your new beams has another parent. Must it be so?",
            "Two continuations of a good beam can both be better than any other.",
            "Compare all continuations of all beams with each other.",
        ),
        "each beam is continued once, in the old order": (
            _one_of_each_beam_in_order,
            "Each of your new beams has another parent. Must it be so?",
            "Two continuations of a good beam can both be better than any other.",
            "Compare all continuations of all beams with each other.",
        ),
        "only the best beam is continued": (
            _best_beam_only,
            "All your new beams have the same parent. Did you look at the other beams?",
            "A beam that is second now can be first after the next symbol.",
            "Compare all continuations of all beams with each other.",
        ),
        "the past of the beams is not used": (
            _keeps(lambda log_probs, next_log_probs: next_log_probs),
            "Your result does not depend on `log_probs`. What is the probability of a sequence?",
            "It is the product of the probabilities of all its symbols.",
            "Add the log-probability of each beam to its row.",
        ),
        "the log-probabilities are multiplied": (
            _keeps(lambda log_probs, next_log_probs: log_probs[:, np.newaxis] * next_log_probs),
            "Your log-probabilities are above 0. Which operation joins two of them?",
            "Probabilities are multiplied, so their logarithms are added.",
        ),
        "the worst are kept": (
            _keeps(_sums, lambda totals, width: np.argsort(totals, axis=None)[:width]),
            "You keep the smallest log-probabilities. Which ones are the best?",
            "`np.argsort` puts the smallest value first.",
        ),
        "the best one is last": (
            _keeps(_sums, lambda totals, width: np.argsort(totals, axis=None)[-width:]),
            "Your beams are correct, but the best one is last. Which order is asked?",
            "`np.argsort` puts the smallest value first.",
            "Reverse the order, so that the best beam is first.",
        ),
        "the best are not sorted": (
            _keeps(_sums, lambda totals, width: np.sort(_best(totals, width))),
            "You keep the best sequences, but not in their order. Which one should be first?",
            "Your beams have the order of the table. Sort them by their log-probability.",
        ),
        "parents and symbols are swapped": (
            _returns(
                lambda best, totals, _: (*np.divmod(best, totals.shape[1])[::-1], totals.flat[best])
            ),
            "Your parents and symbols are swapped. What is the row of the best total?",
            "The rows of `next_log_probs` are the beams, and its columns are the symbols.",
        ),
        "the index is divided by the number of beams": (
            _returns(
                lambda best, totals, _: (*np.divmod(best, totals.shape[0]), totals.flat[best])
            ),
            "Your parents do not fit your symbols. By what do you divide the flat index?",
            "In a flat array, a new row begins after each `num_symbols` values.",
            "Divide by the number of columns. The remainder is the symbol.",
        ),
        "the index is divided by the width": (
            _returns(lambda best, totals, _: (*np.divmod(best, len(best)), totals.flat[best])),
            "Your parents do not fit your symbols. By what do you divide the flat index?",
            "In a flat array, a new row begins after each `num_symbols` values.",
            "Divide by the number of columns. The remainder is the symbol.",
        ),
        "the symbols are flat indices": (
            _returns(lambda best, totals, _: (best // totals.shape[1], best, totals.flat[best])),
            "Some of your symbols are too large. How many symbols are there?",
            "`np.argsort` of a flat array counts through all rows.",
            "The symbol is the remainder of the division by the number of symbols.",
        ),
        "the new log-probabilities are those of the last symbol": (
            _returns(
                lambda best, totals, following: (
                    *np.divmod(best, totals.shape[1]),
                    following.flat[best],
                )
            ),
            "Your beams are correct. What is the log-probability of the whole sequence?",
            "The next step needs the sum over all symbols so far.",
        ),
        "the new log-probabilities are missing": (
            _returns(lambda best, totals, _: np.divmod(best, totals.shape[1])),
            "You return two arrays. What does the next step need to continue?",
            "The third array contains the log-probabilities of the new beams.",
        ),
        "the new log-probabilities are probabilities": (
            _returns(
                lambda best, totals, _: (
                    *np.divmod(best, totals.shape[1]),
                    np.exp(totals.flat[best]),
                )
            ),
            "Your third array contains probabilities. What should it contain?",
            "The sums are log-probabilities already.",
        ),
        "lists are returned": (
            _returns(
                lambda best, totals, _: (
                    *(part.tolist() for part in np.divmod(best, totals.shape[1])),
                    totals.flat[best].tolist(),
                )
            ),
            "You return lists. Which type does the task ask for?",
            "The next step adds the log-probabilities to an array.",
            "Turn each list into an array with `np.array`.",
        ),
        "the beams are added to the columns": (
            _keeps(lambda log_probs, next_log_probs: log_probs + next_log_probs),
            "NumPy cannot add your shapes, or adds them wrongly. Which axis are the beams?",
            "The beams are the rows of `next_log_probs`.",
            "Give `log_probs` a second axis of length 1.",
        ),
    },
    minutes=7,
    difficulty=3,
)
