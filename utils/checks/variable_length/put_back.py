"""The learner puts results that were computed in a sorted order back in the original order."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise

random = np.random.default_rng(10)


def _into(first, results, order):
    first[order] = results
    return first


put_back = Exercise(
    name="put_back",
    oracle=lambda results, order: np.array(
        [results[list(order).index(number)] for number in range(len(order))]
    ),
    cases=[
        {
            "results": normal(random, len(lengths), *shape, scale=9, dtype=dtype),
            "order": np.argsort(lengths, kind="stable"),
        }
        for lengths, shape, dtype in (
            ([7, 3, 9, 4, 8, 2, 6], [3], np.float32),
            ([5, 8, 3, 4, 9], [], np.float64),
            ([4, 9, 2, 7, 5, 1], [2, 4], np.float32),
        )
    ],
    mistakes={
        "the results are sorted a second time": (
            lambda results, order: results[order],
            "Does your answer take results from the positions in `order`, as the sorting did?",
            "Now each result must go to its position in `order`.",
            "Assign the results to a new array at the indices `order`.",
        ),
        "the results are returned unchanged": (
            lambda results, order: results,
            "Does your result depend on `order`?",
            "`results[0]` belongs to the shortest utterance, which is utterance `order[0]`.",
        ),
        "the results are reversed": (
            lambda results, order: results[::-1],
            "Your result is the reversed array. Does it depend on `order`?",
            "Sorting did not reverse the utterances. Put `results[k]` at index `order[k]`.",
        ),
        "the results are sorted by their values": (
            lambda results, order: np.sort(results, axis=0),
            "Does your answer sort the results by their own values?",
            "The utterances were sorted by length, and only `order` knows where each one was.",
        ),
        "the given array is overwritten": (
            lambda results, order: _into(results, results.copy(), order),
            "Does your code change the array `results` that it gets?",
            "Make a new array for the results, for example with `np.empty_like`.",
        ),
        "each result is treated as a single number": (
            lambda results, order: _into(np.zeros(len(order), results.dtype), results, order),
            "Does your new array have room for results with several numbers, for example 3 logits?",
            "The new array needs the shape and the dtype of `results`.",
        ),
        "the results become integers": (
            lambda results, order: _into(np.empty(results.shape, order.dtype), results, order),
            "Does your new array have the dtype of `order`?",
            "It needs the dtype of `results`.",
        ),
        "the result is float64, whatever the results are": (
            lambda results, order: _into(np.zeros(results.shape), results, order),
            "Your result is float64. Do the results have this dtype in all test cases?",
            "`np.zeros` makes float64 by default. `np.empty_like(results)` keeps shape and dtype.",
        ),
        "the results are in a list": (
            lambda results, order: [results[place] for place in np.argsort(order)],
            "The order is correct. Did you return a list?",
            "Make one array of it.",
        ),
        "the indices are returned, not the results": (
            lambda results, order: np.argsort(order),
            "Did you return the index of each result instead of the results?",
            "Use these indices to select from `results`.",
        ),
    },
    minutes=6,
    difficulty=2,
)
